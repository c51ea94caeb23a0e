"""What an act will do, told before it is done: the act itself is tried and taken back, so both can never differ."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Appointment, Department, Employee, User
from ..movements.rules import described, told
from ..registries import roster_effects
from .forms import ActForm


class _TakenBack(Exception):
    """Ends the trial."""


def preview(form: ActForm, actor: User) -> list[str]:
    """Sentences on what the act of a valid `form` would change; CannotMove when the act refuses."""
    department = form.cleaned_data.get("department")
    before = _state(form.employee, department)
    sentences: list[str] = []
    try:
        with transaction.atomic():
            employee = form.perform(actor)
            after = _state(Employee.objects.select_related("user").get(pk=employee.pk), department)
            sentences = _differences(before, after)
            raise _TakenBack
    except _TakenBack:
        pass
    return sentences + _training(form)


def _state(employee: Employee | None, department: Department | None) -> dict[str, Any]:
    """Appointments of the person and charges in the department, the person's days and account."""
    if employee is None:
        return {"rows": {}, "days": (None, None), "account": None}
    rows = Appointment.objects.filter(employee=employee)
    if department is not None:
        rows = rows | Appointment.objects.filter(department=department, is_acting=True)
    account = User.objects.filter(employee=employee).first()
    return {
        "rows": {
            row.pk: (described(row), row.employee, row)
            for row in rows.select_related("employee", "department", "post").order_by("starts_on", "pk")
        },
        "days": (employee.hired_on, employee.left_on),
        "account": account and (account.username, account.is_active, sorted(map(str, account.groups.all()))),
        "name": f"{employee.full_name} ({employee.number})",
    }


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    found = []
    if before.get("name") not in (None, after["name"]):
        found.append(_("The person is listed as %(name)s.") % {"name": after["name"]})
    found += _days(before["days"], after["days"])
    for pk, (text, owner, row) in after["rows"].items():
        old = before["rows"].get(pk)
        words = {"name": owner.full_name, "one": text}
        if old is None:
            found.append(_("A new appointment of %(name)s: %(one)s.") % words)
        elif old[0] != text and old[2].ends_on is None and row.ends_on:
            found.append(_("It ends: %(one)s (%(name)s).") % words)
        elif old[0] != text or old[2].is_head != row.is_head or old[2].document != row.document:
            found.append(_changed(old[0], text))
    found += [
        _("It is taken away: %(one)s (%(name)s).") % {"one": text, "name": owner.full_name}
        for pk, (text, owner, _row) in before["rows"].items()
        if pk not in after["rows"]
    ]
    return found + _account(before["account"], after["account"], after["days"][1])


def _changed(old: str, new: str) -> str:
    if old == new:
        return _("It changes, with the same place and days: %(one)s.") % {"one": new}
    return _("It changes: from «%(old)s» to «%(one)s».") % {"old": old, "one": new}


def _days(before: tuple, after: tuple) -> list[str]:
    found = []
    if before[0] != after[0]:
        found.append(_("On the roll from %(day)s.") % {"day": told(after[0])})
    if before[1] != after[1]:
        if after[1]:
            found.append(_("Off the roll from %(day)s.") % {"day": told(after[1])})
        else:
            found.append(_("No day of leaving stands any more."))
    return found


def _account(before: tuple | None, after: tuple | None, left_on) -> list[str]:
    if after is None:
        return []
    name, is_open, roles = after
    if before is None:
        return [_("The account %(name)s is made, without a password.") % {"name": name}]
    if before[0] != name:
        return [_("The account is called %(name)s from now on.") % {"name": name}]
    if before[1] and not is_open:
        closes = _("The account %(name)s closes and its open sessions end.") % {"name": name}
        lost = [role for role in before[2] if role not in roles]
        return [closes, _("It loses its roles: %(roles)s.") % {"roles": ", ".join(lost)}] if lost else [closes]
    if is_open and not before[1]:
        return [_("The account %(name)s opens again, without a password and without roles.") % {"name": name}]
    if is_open and left_on and left_on > timezone.localdate():
        return [_("The account %(name)s closes by itself on %(day)s.") % {"name": name, "day": told(left_on)}]
    return []


def _training(form: ActForm) -> list[str]:
    """The training that the act brings or takes away, as other apps work it out."""
    proposal = form.proposal()
    if proposal is None:
        return []
    day = form.cleaned_data.get("day") or timezone.localdate()
    found = []
    for work_out in roster_effects:
        effect = work_out([proposal], day).get(proposal.key)
        if effect:
            found += [_("Training that is assigned: %(what)s.") % {"what": what} for what in effect.gained]
            found += [_("Training that is no longer asked: %(what)s.") % {"what": what} for what in effect.lost]
    return found
