"""«No aplica, con nota fundada»: recorded from a day on, ended on a day, never rewritten."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.api import User

from ..models import Aspect, Inapplicability, Variable


class CannotDeclare(Exception):
    """It cannot be recorded, ended or taken back like this; the message says why."""


@transaction.atomic
def declare(
    *, aspect: Aspect, variable: Variable | None, note: str, basis: str, starts_on: dt.date, by: User
) -> Inapplicability:
    """`aspect`, or one `variable` of it, asks nothing of the municipality from `starts_on` on.

    Repeating it returns the same row. Raises CannotDeclare.
    """
    note = note.strip()
    if not note:
        raise CannotDeclare(_("Say why it does not apply: the public reads this note."))
    if variable is not None and variable.aspect_id != aspect.pk:
        raise CannotDeclare(_("This variable belongs to another aspect."))
    for row in _locked(aspect):
        if row.variable_id != (variable.pk if variable else None) or (row.ends_on and row.ends_on < starts_on):
            continue
        if (row.note, row.basis, row.starts_on, row.ends_on) == (note, basis, starts_on, None):
            return row
        raise CannotDeclare(_("A note says so already on these days. End that one first."))
    made = Inapplicability.objects.create(
        aspect=aspect, variable=variable, note=note, basis=basis, starts_on=starts_on, recorded_by=by
    )
    log(instance=aspect, action="wagtail.edit", user=by, data={"not_applicable": made.pk})
    return made


def _locked(aspect: Aspect) -> list[Inapplicability]:
    Aspect.objects.select_for_update().only("pk").get(pk=aspect.pk)
    return list(Inapplicability.objects.filter(aspect=aspect))


@transaction.atomic
def end(*, row: Inapplicability, ends_on: dt.date, by: User) -> Inapplicability:
    """`ends_on` is the last day of the note: from the next one on the aspect counts again."""
    row = next(one for one in _locked(row.aspect) if one.pk == row.pk)
    if row.ends_on == ends_on:
        return row
    if row.ends_on and row.ends_on < timezone.localdate():
        raise CannotDeclare(_("This note has ended already; it is not rewritten."))
    if ends_on < row.starts_on:
        raise CannotDeclare(_("It cannot end before it began."))
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    log(instance=row.aspect, action="wagtail.edit", user=by, data={"applies_again_after": str(ends_on)})
    return row


@transaction.atomic
def take_back(*, row: Inapplicability, by: User) -> None:
    """Undo a note that has not begun before today; others are ended."""
    row = next((one for one in _locked(row.aspect) if one.pk == row.pk), None)
    if row is None:
        return
    if row.starts_on < timezone.localdate():
        raise CannotDeclare(_("It is in force since an earlier day, so it is ended and not erased."))
    log(instance=row.aspect, action="wagtail.edit", user=by, data={"not_applicable_taken_back": row.note[:200]})
    row.delete()
