"""A plan as people read it: sections with their counts, and changes in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Department, Post
from . import columns as c
from .places import CREATE
from .plan import Doubt, Kind, Leaver, Line, Plan
from .words import fold, told
from .writing import DAYS

UNKNOWN, DOUBTS, LEAVERS = "unknown", "doubts", "leavers"
LINE_SECTIONS = (Kind.NEW, Kind.REHIRED, Kind.MOVED, Kind.CHANGED)
SECTION_LABELS = {
    UNKNOWN: gettext_lazy("Unknown names"),
    DOUBTS: gettext_lazy("Possible duplicates"),
    Kind.NEW: gettext_lazy("New people"),
    Kind.REHIRED: gettext_lazy("Hired again"),
    Kind.MOVED: gettext_lazy("Transfers and appointments"),
    Kind.CHANGED: gettext_lazy("Changed data"),
    LEAVERS: gettext_lazy("Proposed to leave"),
    Kind.REFUSED: gettext_lazy("Refused rows"),
}
LOOKS = {
    UNKNOWN: ("warn", "search"),
    DOUBTS: ("warn", "users"),
    Kind.NEW: ("ok", "plus"),
    Kind.REHIRED: ("ok", "refresh"),
    Kind.MOVED: ("info", "arrow-right"),
    Kind.CHANGED: ("info", "edit"),
    LEAVERS: ("warn", "minus"),
    Kind.REFUSED: ("bad", "x-circle"),
}


@dataclass(frozen=True)
class Section:
    name: str
    label: str
    count: int
    tone: str
    icon: str
    is_chosen: bool


def sizes(plan: Plan) -> dict[str, int]:
    """Section → how many entries it has."""
    counts = plan.counts
    return {
        UNKNOWN: len(plan.unknown_departments) + len(plan.unknown_posts),
        DOUBTS: len(plan.doubts),
        **{kind: counts[kind] for kind in LINE_SECTIONS},
        LEAVERS: len(plan.leavers),
        Kind.REFUSED: len(plan.refused),
    }


def sections(plan: Plan, chosen: str) -> list[Section]:
    """All sections of a preview; the chosen one is the one asked for, else the first that has something."""
    found = sizes(plan)
    if chosen not in found:
        chosen = next((name for name, size in found.items() if size), Kind.NEW)
    return [
        Section(str(name), str(SECTION_LABELS[name]), size, *LOOKS[name], is_chosen=name == chosen)
        for name, size in found.items()
    ]


def entries(plan: Plan, section: str) -> list[Any]:
    """What a section lists, unpaginated and not yet in words."""
    if section in LINE_SECTIONS:
        return [line for line in plan.lines if line.kind == section]
    return {DOUBTS: plan.doubts, LEAVERS: plan.leavers, Kind.REFUSED: plan.refused, UNKNOWN: []}[section]


def in_words(section: str, entry: Any) -> Any:
    """One entry for the screen."""
    if isinstance(entry, Line):
        return _line(entry)
    if isinstance(entry, Doubt):
        return _doubt(entry)
    if isinstance(entry, Leaver):
        return {"leaver": entry, "left_on": _said("left_on", entry.left_on)}
    return entry


def _line(line: Line) -> dict[str, Any]:
    """The line with its changes: label, what it was, what it becomes."""
    changes = [
        {"label": str(c.FIELDS[name]), "was": _said(name, was), "becomes": _said(name, becomes)}
        for name, (was, becomes) in line.fields.items()
        if not (line.kind == Kind.NEW and name in {"number", "given_names", "first_surname", "second_surname"})
    ]
    starts = next((one["starts_on"] for one in line.opens if one["is_main"]), None)
    roles = []
    if any(one["is_head"] and not one["is_acting"] for one in line.opens) or (
        line.amends and line.amends["is_head"][1]
    ):
        roles.append(_("Heads the department"))
    if any(one["is_acting"] for one in line.opens):
        roles.append(_("In charge for the time being"))
    return {"line": line, "changes": changes, "starts_on": _said("starts_on", starts), "roles": roles}


def _said(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    return told(dt.date.fromisoformat(value)) if name in DAYS else str(value)


def _doubt(doubt: Doubt) -> dict[str, Any]:
    """The doubt with the answers that it allows: value, label, whether it is the one given."""
    options = [("", _("Leave the row out"))]
    for one in doubt.candidates:
        gone = _("who left") if one["is_gone"] else ""
        name = f"{one['name']} ({one['number']}{', ' if gone else ''}{gone})"
        options.append((str(one["id"]), _("It is %(name)s") % {"name": name}))
    if doubt.may_be_new:
        options.append(("new", _("It is somebody else, who is new")))
    return {
        "doubt": doubt,
        "options": [{"value": value, "label": label, "is_chosen": value == doubt.decided} for value, label in options],
    }


def unknown_names(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """The names that nobody knows, with the choices for each."""
    departments = Department.objects.filter(is_active=True).exclude(
        kind__in=[Department.Kind.COMMISSION, Department.Kind.COUNCIL]
    )
    places = [(str(one.pk), one.indented_name) for one in departments.order_by("path")]
    posts = [(CREATE, _("Create this post")), *((str(one.pk), one.name) for one in Post.objects.all())]
    return {
        "departments": [_unknown(text, rows, places) for text, rows in plan.unknown_departments.items()],
        "posts": [_unknown(text, rows, posts) for text, rows in plan.unknown_posts.items()],
    }


def _unknown(text: str, rows: list[int], options: list[tuple[str, str]]) -> dict[str, Any]:
    return {"text": text, "key": fold(text), "rows": len(rows), "first_row": rows[0], "options": options}
