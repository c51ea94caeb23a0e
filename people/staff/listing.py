"""The list of people on any day: found without accents and in either order of names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import FilteredRelation, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from ..models import Department, Employee
from ..roster.words import fold

ACTIVE, UNPLACED, COMING, LEFT, ALL = "activas", "sin-nombramiento", "por-ingresar", "bajas", "todas"
SITUATIONS = {
    ACTIVE: _("On the roll"),
    UNPLACED: _("On the roll without appointment"),
    COMING: _("Hired for later"),
    LEFT: _("Off the roll"),
    ALL: _("Everybody"),
}
# Word of the situation, tone and icon.
LOOKS = {
    ACTIVE: (_("on the roll"), "ok", "check-circle"),
    UNPLACED: (_("without appointment"), "warn", "alert"),
    COMING: (_("starts later"), "info", "calendar"),
    LEFT: (_("off the roll"), "neutral", "ban"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; whatever is not understood is left out."""

    words: str = ""
    department: Department | None = None
    situation: str = ACTIVE
    day: dt.date | None = None

    @classmethod
    def of(cls, query: QueryDict) -> Wanted:
        situation = query.get("situacion", ACTIVE)
        pk = query.get("direccion", "")
        return cls(
            words=query.get("q", "").strip(),
            department=Department.objects.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 10 else None,
            situation=situation if situation in SITUATIONS else ACTIVE,
            day=day_of(query),
        )


@dataclass(slots=True)
class Line:
    pk: int
    number: str
    name: str
    department: str
    post: str
    hired_on: dt.date
    left_on: dt.date | None
    situation: str
    is_head: bool = False

    @property
    def look(self) -> dict[str, str]:
        label, tone, icon = LOOKS[self.situation]
        return {"label": label, "tone": tone, "icon": icon}


def day_of(query: QueryDict) -> dt.date:
    """The day «?dia=2026-03-01» of an address, today when it is missing or no day."""
    try:
        return parse_date(query.get("dia", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def people_on(wanted: Wanted) -> list[Line]:
    """The lines that are wanted, in the order of names; two queries, whatever the number of people."""
    day = wanted.day or timezone.localdate()
    on_the_roll = set(Employee.objects.active(day).values_list("pk", flat=True))
    main = Q(appointments__is_main=True, appointments__starts_on__lte=day) & (
        Q(appointments__ends_on=None) | Q(appointments__ends_on__gte=day)
    )
    rows = (
        Employee.objects.annotate(main=FilteredRelation("appointments", condition=main))
        .order_by("pk", "main__starts_on")
        .values_list(
            "pk",
            "number",
            "first_surname",
            "second_surname",
            "given_names",
            "curp",
            "rfc",
            "hired_on",
            "left_on",
            "main__department__name",
            "main__department__path",
            "main__post__name",
            "main__is_head",
        )
    )
    words = fold(wanted.words).split()
    found: dict[int, Line] = {}
    for pk, number, first, second, given, curp, rfc, hired_on, left_on, department, path, post, is_head in rows:
        if wanted.department and not (path and path.startswith(wanted.department.path)):
            continue
        if words and not _is_meant(words, number, first, second, given, curp, rfc):
            continue
        situation = _situation(pk in on_the_roll, bool(path), hired_on > day)
        if not _is_wanted(situation, wanted.situation):
            continue
        found[pk] = Line(
            pk=pk,
            number=number,
            name=f"{first} {second}".strip() + f", {given}",
            department=department or "",
            post=post or "",
            hired_on=hired_on,
            left_on=left_on,
            situation=situation,
            is_head=bool(is_head),
        )
    # The database sorts «Álvarez» after «Zúñiga»; people do not.
    return sorted(found.values(), key=lambda line: fold(line.name))


def _is_meant(words: list[str], *texts: str) -> bool:
    """Whether each word begins a word of the texts, or stands inside the number."""
    haystack = f" {fold(' '.join(texts))}"
    return all(f" {word}" in haystack or word in fold(texts[0]) for word in words)


def _situation(is_on_the_roll: bool, is_placed: bool, comes_later: bool) -> str:
    if is_on_the_roll:
        return ACTIVE if is_placed else UNPLACED
    return COMING if comes_later else LEFT


def _is_wanted(situation: str, wanted: str) -> bool:
    return wanted in (ALL, situation) or (wanted == ACTIVE and situation == UNPLACED)
