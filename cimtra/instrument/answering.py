"""Which department answers for an aspect: set, ended or changed from a day on; what was so stays as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.api import Department, User, fold

from ..models import Aspect, AspectResponsible, Instrument

# Words that half of all departments have, so that they tell none from another.
COMMON_WORDS = {"municipal", "direccion", "general", "unidad", "jefatura", "departamento", "coordinacion", "todas"}
ONE_DAY = dt.timedelta(days=1)


class CannotAnswer(Exception):
    """The department cannot be set, changed or taken away like this; the message says why and what to do."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the departments; `aspects` are those that are no longer as they were shown."""

    def __init__(self, aspects: list[Aspect]):
        super().__init__()
        self.aspects = aspects


@transaction.atomic
def appoint(
    *, aspect: Aspect, department: Department, is_main: bool, basis: str, starts_on: dt.date, by: User
) -> AspectResponsible:
    """`department` answers for `aspect` from `starts_on` on; the main one before it ends the day before.

    Repeating it returns the same row. Raises CannotAnswer.
    """
    rows = _locked(aspect)
    for row in rows:
        if row.department_id != department.pk or (row.ends_on and row.ends_on < starts_on):
            continue
        if (row.starts_on, row.is_main, row.basis, row.ends_on) == (starts_on, is_main, basis, None):
            return row
        raise CannotAnswer(
            _("«%(department)s» answers for this aspect on these days already. Change that record instead.")
            % {"department": department}
        )
    if is_main:
        _end_main(rows, starts_on - ONE_DAY)
    made = AspectResponsible.objects.create(
        aspect=aspect, department=department, is_main=is_main, basis=basis, starts_on=starts_on
    )
    _tell(aspect, by, made)
    return made


def _locked(aspect: Aspect) -> list[AspectResponsible]:
    """All rows of the aspect. Two people who change it at once do so one after the other."""
    Aspect.objects.select_for_update().only("pk").get(pk=aspect.pk)
    return list(AspectResponsible.objects.filter(aspect=aspect).select_related("department"))


def _end_main(rows: Iterable[AspectResponsible], day: dt.date) -> None:
    for row in rows:
        if not row.is_main or (row.ends_on and row.ends_on <= day):
            continue
        if row.starts_on > day:
            raise CannotAnswer(
                _("«%(department)s» is the first to answer from that day or a later one. Take that record back first.")
                % {"department": row.department}
            )
        row.ends_on = day
        row.save(update_fields=["ends_on"])


@transaction.atomic
def end(*, row: AspectResponsible, ends_on: dt.date, by: User) -> AspectResponsible:
    """`ends_on` is its last day. Raises CannotAnswer for one that ended on another day: what was, was."""
    row = next(one for one in _locked(row.aspect) if one.pk == row.pk)
    if row.ends_on == ends_on:
        return row
    if row.ends_on and row.ends_on < timezone.localdate():
        raise CannotAnswer(_("This record has ended already; it is not rewritten."))
    if ends_on < row.starts_on:
        raise CannotAnswer(_("It cannot end before it began."))
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    _tell(row.aspect, by, row)
    return row


@transaction.atomic
def change(*, row: AspectResponsible, is_main: bool, basis: str, starts_on: dt.date, by: User) -> AspectResponsible:
    """From `starts_on` on the same department answers in another way; until then it stays told as it was."""
    row = next(one for one in _locked(row.aspect) if one.pk == row.pk)
    if (row.is_main, row.basis) == (is_main, basis):
        return row
    if row.starts_on == starts_on:
        _refuse_if_begun(row)
        row.delete()
    else:
        end(row=row, ends_on=starts_on - ONE_DAY, by=by)
    return appoint(
        aspect=row.aspect, department=row.department, is_main=is_main, basis=basis, starts_on=starts_on, by=by
    )


@transaction.atomic
def take_back(*, row: AspectResponsible, by: User) -> None:
    """Undo a record that has not begun before today; raises CannotAnswer for others, which are ended instead."""
    row = next((one for one in _locked(row.aspect) if one.pk == row.pk), None)
    if row is None:
        return
    _refuse_if_begun(row)
    _tell(row.aspect, by, row)
    row.delete()


def _refuse_if_begun(row: AspectResponsible) -> None:
    if row.starts_on < timezone.localdate():
        raise CannotAnswer(_("It is in force since an earlier day, so it is ended and not erased."))


def _tell(aspect: Aspect, by: User, row: AspectResponsible) -> None:
    """Wagtail's history of the aspect says who changed it."""
    days = [str(row.starts_on), str(row.ends_on or "")]
    log(instance=aspect, action="wagtail.edit", user=by, data={"responsible": row.department_id, "days": days})


@dataclass(frozen=True, slots=True)
class Choice:
    """For one aspect: the department chosen (None for nobody) and the row that whoever chose saw (None for none)."""

    department: Department | None
    seen: int | None


@transaction.atomic
def set_main_departments(
    *, instrument: Instrument, choices: Mapping[int, Choice], basis: str, starts_on: dt.date, by: User
) -> int:
    """Set the main department of many aspects from one day on; how many changed. Constant queries.

    Raises ChangedMeanwhile, and CannotAnswer, before anything is written.
    """
    aspects = {one.pk: one for one in instrument.aspects.select_for_update().order_by("number")}
    rows = AspectResponsible.objects.filter(aspect__in=aspects, ends_on=None).select_related("department")
    main = {row.aspect_id: row for row in rows if row.is_main}
    helping = {(row.aspect_id, row.department_id): row for row in rows if not row.is_main}
    wanted = {pk: choice for pk, choice in choices.items() if pk in aspects}
    changed = [pk for pk, choice in wanted.items() if _differs(choice, main.get(pk))]
    moved = [pk for pk in changed if (main[pk].pk if pk in main else None) != wanted[pk].seen]
    if moved:
        raise ChangedMeanwhile([aspects[pk] for pk in moved])
    ending = [main[pk] for pk in changed if pk in main]
    # Who only helped and is now the first to answer does not stand there twice.
    ending += [
        helping[pk, wanted[pk].department.pk]
        for pk in changed
        if wanted[pk].department and (pk, wanted[pk].department.pk) in helping
    ]
    for row in ending:
        if row.starts_on >= starts_on:
            raise CannotAnswer(
                _("Aspect %(number)d: «%(department)s» answers for it since %(day)s; choose a later day.")
                % {"number": aspects[row.aspect_id].number, "department": row.department, "day": row.starts_on}
            )
        row.ends_on = starts_on - ONE_DAY
    AspectResponsible.objects.bulk_update(ending, ["ends_on"])
    AspectResponsible.objects.bulk_create(
        AspectResponsible(
            aspect_id=pk, department=wanted[pk].department, is_main=True, basis=basis, starts_on=starts_on
        )
        for pk in changed
        if wanted[pk].department
    )
    if changed:
        numbers = [aspects[pk].number for pk in changed]
        log(instance=instrument, action="wagtail.edit", user=by, data={"responsible_of": numbers})
    return len(changed)


def _differs(choice: Choice, row: AspectResponsible | None) -> bool:
    return (choice.department.pk if choice.department else None) != (row.department_id if row else None)


def suggested(aspects: Iterable[Aspect], departments: Iterable[Department]) -> dict[int, list[Department]]:
    """{aspect id: departments whose name or kind of work sounds like the areas that the catalogue mentions}.

    Guessed from words, so a suggestion and nothing else. `aspects` with their blocks.
    """
    words = [(one, _words(f"{one.name} {one.area_types}")) for one in departments]
    return {aspect.pk: _sounding_like(aspect.area_lines or aspect.block.area_lines, words) for aspect in aspects}


def _sounding_like(lines: Iterable[str], departments: list[tuple[Department, set[str]]]) -> list[Department]:
    found: dict[int, Department] = {}
    for line in lines:
        for part in line.split("(")[0].split("/"):
            wanted = _words(part)
            for department, words in departments:
                if wanted and wanted <= words:
                    found[department.pk] = department
    return list(found.values())[:3]


def _words(text: str) -> set[str]:
    return {word for word in fold(text.replace("-", " ")).split() if len(word) > 3 and word not in COMMON_WORDS}
