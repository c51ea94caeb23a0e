"""Every string has its Spanish, the placeholders survive it, and the Spanish keeps to our style."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("site/locale/es_MX/LC_MESSAGES/django.po")
SOURCES = ("people", "courses", "evaluations", "certificates", "reports", "cimtra", "site", "templates", "manage.py")

PERCENT = re.compile(r"%(?:\(\w+\))?[#0+-]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")
BRACES = re.compile(r"{\w*}")
# «los/las», «empleado/a», «servidor(a)», «todos(as)», «tod@s», «todxs»
SLASHED_GENDER = re.compile(
    r"\w[oae]s?/(?:as?|os?|las|los)\b|\b[Ee]l/la\b|\b[Ll]os/las\b|\w\((?:a|as|os)\)|\w@s?\b(?!\S*\.)"
)


def entries(path):
    """(msgid, context, singular and plural sources, translations, flags) of each entry but the header."""
    with path.open("rb") as source:
        catalogue = read_po(source, locale="es_MX", abort_invalid=True)
    for message in catalogue:
        if message.id:
            sources = list(message.id) if isinstance(message.id, tuple) else [message.id]
            translations = list(message.string) if isinstance(message.string, tuple) else [message.string]
            yield sources, translations, message


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    """The catalogue as makemessages would leave it, made in a copy of the sources."""
    if not shutil.which("xgettext"):
        pytest.fail("gettext is missing; `make test` installs it.", pytrace=False)
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(source, copy / name)
    made = subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "es_MX", "--no-location", "--no-wrap", "--no-obsolete"],
        cwd=copy,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "aula.settings.test", "VAR_DIR": str(copy / "var")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    return list(entries(copy / CATALOGUE))


@pytest.fixture(scope="module")
def committed():
    return list(entries(ROOT / CATALOGUE))


def test_nothing_is_untranslated(extracted):
    missing = [sources[0] for sources, translations, _ in extracted if not all(translations)]
    assert missing == []


def test_nothing_is_a_guess(extracted, committed):
    assert [sources[0] for sources, _, message in [*extracted, *committed] if message.fuzzy] == []


def test_placeholders_survive(committed):
    def broken(sources, translations, message):
        # The singular may spell its number out («un intento»), so it may lose one; nothing may be invented.
        allowed = set().union(*(placeholders(text, message) for text in sources))
        needed = placeholders(sources[-1], message)
        invented = set().union(*(placeholders(text, message) for text in translations)) - allowed
        return invented or needed - placeholders(translations[-1], message)

    assert [entry[0][0] for entry in committed if all(entry[1]) and broken(*entry)] == []


def texts_matching(expression, committed):
    return [text for _, translations, _ in committed for text in translations if expression.search(text or "")]


def placeholders(text, message):
    found = set(BRACES.findall(text))
    if message.python_format or "%(" in text:
        found.update(PERCENT.findall(text.replace("%%", "")))
    return found


def test_the_spanish_is_fair_without_slashes(committed):
    assert [
        text for _, translations, _ in committed for text in translations if SLASHED_GENDER.search(text or "")
    ] == []


def test_the_spanish_says_usted(committed):
    familiar = re.compile(r"\b(tú|tu|tus|haz clic|puedes|debes|tienes|quieres|contigo)\b", re.IGNORECASE)
    assert texts_matching(familiar, committed) == []


def test_the_spanish_quotes_as_we_do(committed):
    straight = re.compile(r"(?<![=\w])\"[^\"<>=]+\"(?!\w)|“|”")
    assert texts_matching(straight, committed) == []


@pytest.mark.parametrize(
    ("text", "is_slashed"),
    [
        ("los/las titulares", True),
        ("empleado/a", True),
        ("servidor(a) público(a)", True),
        ("todos(as)", True),
        ("tod@s", True),
        ("y/o", False),
        ("Persona servidora pública", False),
        ("nombre@tuxpan.example", False),
        ("/mi-aula/", False),
        ("el día 3/4", False),
    ],
)
def test_the_gender_pattern_finds_what_it_should(text, is_slashed):
    assert bool(SLASHED_GENDER.search(text)) is is_slashed
