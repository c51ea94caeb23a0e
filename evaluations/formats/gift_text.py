"""The small change of GIFT: escapes, marks of a text's format, paths of categories, labels in comments.

Source: Moodle's documentation of the format, https://docs.moodle.org/en/GIFT_format, and what Moodle does with the
cases on which it is silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from .. import markup
from .cleaning import Cleaner, check_length, check_raw, looks_like_html
from .exchange import NESTING
from .markdown_html import html_of_markdown

#: An escaped character while the unescaped ones are looked for; ``decoding`` keeps these out of every text.
_HIDDEN = {
    "\\": "\ufde0",
    ":": "\ufde1",
    "#": "\ufde2",
    "=": "\ufde3",
    "{": "\ufde4",
    "}": "\ufde5",
    "~": "\ufde6",
    "n": "\ufde7",
}
_LINE_END = _HIDDEN["n"]
_ESCAPED = re.compile(r"\\([\\:#={}~n])")
_SHOWN = str.maketrans({mark: "\n" if character == "n" else character for character, mark in _HIDDEN.items()})
_WRITTEN = str.maketrans(
    {"\n": "\\n", "\r": "", **{character: f"\\{character}" for character in _HIDDEN if character != "n"}}
)

_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_LABEL = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.){1,250})\]")
_CONTEXT = re.compile(r"\$(?:course|module|system|coursecat|cat\d+)\$", re.IGNORECASE)
LONGEST_NAME = 255
#: Labels are looked for at the beginning of a comment only, so that a long one costs little.
_COMMENT_CHARACTERS = 4_000


def hide(text: str) -> str:
    """`text` with escaped characters out of the way; ``show`` gives them back, bare."""
    return _ESCAPED.sub(lambda found: _HIDDEN[found[1]], text)


def show(text: str) -> str:
    return text.translate(_SHOWN)


def escape(text: str) -> str:
    """`text` on one line of GIFT: the inverse of ``hide`` and ``show``."""
    return text.translate(_WRITTEN)


# Texts and their formats


def split_format(text: str, default: str) -> tuple[str, str]:
    """(format, text without its mark) of a hidden text: «[html]<b>x</b>» is ("html", "<b>x</b>")."""
    text = text.strip()
    found = _FORMAT.match(text)
    return (found[1].lower(), text[found.end() :].strip()) if found else (default, text)


def begins_with_mark(text: str) -> bool:
    """Whether `text` would be taken for one that says its format."""
    return bool(_FORMAT.match(text))


def block(text: str, default: str, cleaner: Cleaner) -> str:
    """A hidden text as block HTML: the stem, the general feedback."""

    def of_text(text: str) -> str:
        return cleaner.block_of_text(show(text))

    return _html(text, default, cleaner, cleaner.block, of_text, cleaner.block_of_either)


def inline(text: str, default: str, cleaner: Cleaner) -> str:
    """A hidden text as inline HTML: an option, its feedback. Lines end where it says so, not where the file's do."""

    def of_text(text: str) -> str:
        check_length(text)
        return cleaner.inline("<br>".join(markup.text_to_inline(show(line)) for line in text.split(_LINE_END)))

    return _html(text, default, cleaner, cleaner.inline, of_text, cleaner.inline_of_either)


def _html(
    text: str,
    default: str,
    cleaner: Cleaner,
    of_html: Callable[[str], str],
    of_text: Callable[[str], str],
    of_either: Callable[[str], str],
) -> str:
    check_raw(text)
    written_in, text = split_format(text, default)
    if written_in == "html":
        return of_html(show(text))
    if written_in == "moodle" and looks_like_html(text):
        return of_either(show(text))
    if written_in == "markdown":
        check_length(text)
        cleaner.note(_("It is written in Markdown, of which only the commonest marks were understood: check it."))
        return of_html(html_of_markdown(show(text)))
    return of_text(text)


def words(text: str) -> str:
    """A hidden text where Moodle takes neither markup nor format: an accepted answer."""
    return " ".join(show(split_format(text, "plain")[1]).split())


# Categories


def read_path(path: str) -> tuple[str, ...]:
    """The names in «$course$/top/Leyes/Plazos»; a slash inside a name is written twice."""
    names = [" ".join(name.replace("\ufdea", "/").split()) for name in path.replace("//", "\ufdea").split("/")]
    names = [name for name in names if name]
    if names and _CONTEXT.fullmatch(names[0]):
        names = names[1:]
    if names and names[0] == "top":
        names = names[1:]
    return tuple(name[:LONGEST_NAME] for name in names[:NESTING])


def write_path(names: Sequence[str]) -> str:
    return "/".join(["$course$", "top", *(name.replace("/", "//") for name in names)])


# Labels


def read_labels(comment: str) -> tuple[str, list[str]]:
    """(id, tags) of a comment such as «[id:R-0012] [tag:plazos]»."""
    identifier, tags = "", []
    for kind, text in _LABEL.findall(comment[:_COMMENT_CHARACTERS]):
        text = " ".join(text.replace("\\]", "]").split())
        if kind == "tag":
            tags.append(text)
        else:
            identifier = identifier or text
    return identifier, tags


def write_labels(identifier: str, tags: Sequence[str]) -> str:
    labels = [("id", identifier)] if identifier else []
    labels += [("tag", tag) for tag in tags]
    return " ".join(f"[{kind}:{text.replace(']', chr(92) + ']')}]" for kind, text in labels)
