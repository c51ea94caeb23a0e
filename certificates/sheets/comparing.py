"""What changed from one version of a template to another, told word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..models import Shown, TemplateVersion
from .composing import WORDINGS
from .editing import FIELDS

# A word with the spaces after it, so that the pieces put together are the text again.
WORD = re.compile(r"\S+\s*|\s+")
LISTS = ("shows", "posts")
CLAIMS = ("has_crest", "carries_statement")


@dataclass(frozen=True)
class Piece:
    """A run of text that is `same`, `gone` or `new`."""

    state: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field that changed."""

    label: str
    pieces: list[Piece]


def differences(before: TemplateVersion, after: TemplateVersion) -> list[Difference]:
    """The fields that differ, in the order of the form."""
    return [
        Difference(_label(name), _pieces(name, before, after))
        for name in FIELDS
        if _value(before, name) != _value(after, name)
    ]


def _label(name: str) -> str:
    return _("background") if name == "background" else str(TemplateVersion._meta.get_field(name).verbose_name)


def _value(version: TemplateVersion, name: str):
    return version.background_id if name == "background" else getattr(version, name)


def _pieces(name: str, before: TemplateVersion, after: TemplateVersion) -> list[Piece]:
    old, new = _said(name, before), _said(name, after)
    if name in WORDINGS:
        return compared(old, new)
    return [Piece("gone", old), Piece("new", new)]


def _said(name: str, version: TemplateVersion) -> str:
    """The value of one field in words."""
    value = _value(version, name)
    if name == "layout":
        return version.get_layout_display()
    if name in CLAIMS:
        return pgettext("template", "yes") if value else pgettext("template", "no")
    if name == "shows":
        value = [str(Shown(what).label) for what in value]
    if name in LISTS:
        return ", ".join(value) or (_("nothing") if name == "shows" else _("all who are in office"))
    if name == "background":
        return _("a picture of %(size)s pixels") % {"size": _size(version)} if value else pgettext("background", "none")
    return value or (_("the municipality's") if name.endswith("_colour") else "")


def _size(version: TemplateVersion) -> str:
    return f"{version.background.width} × {version.background.height}"


def compared(old: str, new: str) -> list[Piece]:
    """`old` and `new` as runs of words; those that are gone come before those that are new in their place."""
    before, after = WORD.findall(old), WORD.findall(new)
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece("gone", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("new", "".join(after[j1:j2])))
    return pieces
