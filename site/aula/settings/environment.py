"""Reading the environment strictly: a value that we cannot understand stops the start, it is never taken for False."""

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off"}


def strict_bool(environ, name, default):
    """The boolean called `name` in `environ` (a mapping of strings), or `default` when unset or empty.

    Raises ImproperlyConfigured for any other word: `DEBUG=si` must not quietly mean False.
    """
    word = environ.get(name, "").strip().lower()
    if not word:
        return default
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    accepted = ", ".join(sorted(TRUE_WORDS | FALSE_WORDS))
    raise ImproperlyConfigured(f"{name}={environ[name]!r} is not a boolean; write one of {accepted}.")
