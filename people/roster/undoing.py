"""Taking an import back while nothing depends on it: all is as it was, or nothing changes and the reason is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..ledger import record_decision
from ..models import AccessCode, Appointment, EarlierService, Employee, Notice, Post, RosterImport, User
from ..registries import roster_removals
from ..signals import people_moved
from .imports import State, take_open
from .writing import BATCH, SEAT_FIELDS, day_of, plain

MODELS = {"employee": Employee, "appointment": Appointment, "account": User}
#: Rows about new people that this module, or whoever is in roster_removals, takes away itself.
OWN = {"people.Appointment", "people.EarlierService", "people.Notice", "courses.Duty", "courses.Enrolment"}
#: Notices that somebody has got; the others nobody has seen.
ARRIVED = (Notice.State.SENT, Notice.State.UNSURE, Notice.State.BOUNCED)
NAMED = 5


class CannotUndo(Exception):
    """Something depends on the import; `reasons` are sentences for the person who asked."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def undo(*, roster_import: RosterImport, actor: User) -> RosterImport:
    """Put everything back as it was before the import; raises CannotUndo with all reasons, or NotNow.

    Accounts that it closed open again with their roles, but without a password: their owners need a new code.
    """
    roster_import = take_open(roster_import.pk, State.APPLIED)
    reasons = hindrances(roster_import)
    if reasons:
        raise CannotUndo(reasons)
    reversal = roster_import.reversal
    new = set(reversal["employees"])
    moved = _moved(roster_import)
    for remove in roster_removals:
        remove(new, True)
    Notice.objects.filter(Q(employee__in=new) | Q(about__in=new)).delete()
    _put_seats_back(reversal)
    _put_values_back(reversal)
    _put_accounts_back(reversal)
    _take_people_off(reversal)
    roster_import.state, roster_import.undone_by = State.UNDONE, actor
    roster_import.undone_at = timezone.now()
    roster_import.save()
    if moved - new:
        people_moved.send(sender=Employee, employees=moved - new, day=day_of(roster_import.plan["day"]))
    record_decision(
        act="undo_roster", actor=actor, subject=roster_import, before=roster_import.receipt["counts"], after={}
    )
    return roster_import


def _moved(roster_import: RosterImport) -> set[int]:
    """Everybody whose days or appointments the import changed."""
    reversal = roster_import.reversal
    seats = [*reversal["changed"]["appointment"], *reversal["appointments"]]
    holders = set(Appointment.objects.filter(pk__in=[int(pk) for pk in seats]).values_list("employee_id", flat=True))
    days = {"hired_on", "left_on"}
    dated = {int(pk) for pk, fields in reversal["changed"]["employee"].items() if days & set(fields)}
    return holders | dated | {one["employee_id"] for one in reversal["dropped"]}


def _put_seats_back(reversal: dict[str, Any]) -> None:
    # First what was opened goes: nobody has two main appointments without an end, not even for a moment.
    Appointment.objects.filter(pk__in=reversal["appointments"]).delete()
    _put_back("appointment", reversal)
    dropped = [
        Appointment(pk=one["id"], **{name: plain(name, one[name]) for name in SEAT_FIELDS})
        for one in reversal["dropped"]
    ]
    Appointment.objects.bulk_create(dropped, batch_size=BATCH)


def _put_values_back(reversal: dict[str, Any]) -> None:
    EarlierService.objects.filter(pk__in=reversal["services"]).delete()
    _put_back("employee", reversal)
    _put_back("account", reversal)
    addresses = [EmailAddress(**one) for one in reversal.get("addresses", [])]
    EmailAddress.objects.bulk_create(addresses, batch_size=BATCH, ignore_conflicts=True)


def _put_back(kind: str, reversal: dict[str, Any]) -> None:
    changed = reversal["changed"][kind]
    rows = MODELS[kind].objects.in_bulk([int(pk) for pk in changed])
    by_fields: dict[tuple[str, ...], list[models.Model]] = {}
    for pk, fields in changed.items():
        row = rows[int(pk)]
        for name, (was, _became) in fields.items():
            setattr(row, name, plain(name, was))
        by_fields.setdefault(tuple(sorted(fields)), []).append(row)
    for names, group in by_fields.items():
        MODELS[kind].objects.bulk_update(group, [name.removesuffix("_id") for name in names], batch_size=BATCH)


def _put_accounts_back(reversal: dict[str, Any]) -> None:
    User.objects.filter(pk__in=reversal["opened_accounts"]).update(is_active=False)
    closed = {int(pk): was for pk, was in reversal["closed_accounts"].items()}
    for staff, superuser in {(was["is_staff"], was["is_superuser"]) for was in closed.values()}:
        alike = [pk for pk, was in closed.items() if (was["is_staff"], was["is_superuser"]) == (staff, superuser)]
        User.objects.filter(pk__in=alike).update(is_active=True, is_staff=staff, is_superuser=superuser)
    for name, column in (("groups", "group_id"), ("user_permissions", "permission_id")):
        through = User._meta.get_field(name).remote_field.through
        rows = [through(user_id=pk, **{column: one}) for pk, was in closed.items() for one in was[name]]
        through.objects.bulk_create(rows, batch_size=BATCH)


def _take_people_off(reversal: dict[str, Any]) -> None:
    try:
        Employee.objects.filter(pk__in=reversal["employees"]).delete()
        User.objects.filter(pk__in=reversal["accounts"]).delete()
    except ProtectedError as error:
        kinds = sorted({str(row._meta.verbose_name_plural) for row in error.protected_objects})
        raise CannotUndo([_held_by(kinds)]) from error
    used = Appointment.objects.filter(post=models.OuterRef("pk"))
    Post.objects.filter(~models.Exists(used), pk__in=reversal["posts"]).delete()


def _held_by(kinds: Iterable[str]) -> str:
    return _("Something was recorded since for people whom it brought: %(kinds)s.") % {"kinds": ", ".join(kinds)}


# What hinders


def hindrances(roster_import: RosterImport) -> list[str]:
    """Why the import cannot be taken back, as sentences; empty when it can."""
    reversal = roster_import.reversal
    return [
        *_later_imports(roster_import),
        *_changed_since(reversal),
        *_later_seats(roster_import),
        *_in_use(reversal),
    ]


def _later_imports(roster_import: RosterImport) -> list[str]:
    after = Q(applied_at__gt=roster_import.applied_at) | Q(applied_at=roster_import.applied_at, pk__gt=roster_import.pk)
    later = RosterImport.objects.filter(after, state=State.APPLIED)
    names = later.order_by("-applied_at").values_list("file_name", flat=True)[:NAMED]
    if not names:
        return []
    return [_("Another file was applied later: take that one back first (%(files)s).") % {"files": ", ".join(names)}]


def _changed_since(reversal: dict[str, Any]) -> list[str]:
    people: set[int] = set()
    for kind, changed in reversal["changed"].items():
        rows = MODELS[kind].objects.in_bulk([int(pk) for pk in changed])
        for pk, fields in changed.items():
            row = rows.get(int(pk))
            same = row and all(getattr(row, name) == plain(name, became) for name, (_was, became) in fields.items())
            if not same:
                people.add(_person_of(kind, int(pk), row))
    names = _names(people - {0})
    return [_("Changed by hand since: %(names)s.") % {"names": names or "—"}] if people else []


def _person_of(kind: str, pk: int, row) -> int:
    if kind == "employee":
        return pk
    if kind == "appointment":
        return row.employee_id if row else 0
    return Employee.objects.filter(user=pk).values_list("pk", flat=True).first() or 0


def _names(ids: Iterable[int]) -> str:
    ids = sorted(ids)
    shown = ", ".join(person.full_name for person in Employee.objects.filter(pk__in=ids[:NAMED]))
    return f"{shown} …" if len(ids) > NAMED else shown


def _later_seats(roster_import: RosterImport) -> list[str]:
    reversal = roster_import.reversal
    known = set(reversal["known_appointments"])
    touched = _moved(roster_import) | set(reversal["employees"])
    later = Appointment.objects.filter(employee__in=touched).values_list("pk", "employee_id")
    people = {employee for pk, employee in later if pk not in known}
    if not people:
        return []
    return [_("They have appointments that were made later: %(names)s.") % {"names": _names(people)}]


def _in_use(reversal: dict[str, Any]) -> list[str]:
    """New people who have signed in, got their code, begun a course, or of whom anything else was recorded."""
    new, accounts = set(reversal["employees"]), reversal["accounts"]
    reasons = []
    signed_in = Employee.objects.filter(user__in=accounts, user__last_login__isnull=False)
    if names := _names(signed_in.values_list("pk", flat=True)):
        reasons.append(_("They have signed in: %(names)s.") % {"names": names})
    with_code = Employee.objects.filter(user__in=AccessCode.objects.filter(user__in=accounts).values("user"))
    if names := _names(with_code.values_list("pk", flat=True)):
        reasons.append(_("They were given access: %(names)s.") % {"names": names})
    begun = set().union(*(remove(new, False) for remove in roster_removals))
    if begun:
        words = ngettext(
            "%(count)d person has begun a course: %(names)s.",
            "%(count)d people have begun a course: %(names)s.",
            len(begun),
        )
        reasons.append(words % {"count": len(begun), "names": _names(begun)})
    arrived = Q(state__in=ARRIVED) | Q(read_at__isnull=False)
    told = Notice.objects.filter(arrived, Q(employee__in=new) | Q(about__in=new))
    kinds = {str(Notice._meta.verbose_name_plural)} if told.exists() else set()
    kinds |= {str(model._meta.verbose_name_plural) for model in _others(new)}
    return [*reasons, _held_by(sorted(kinds))] if kinds else reasons


def _others(new: set[int]):
    """Models with rows about new people that nobody takes away; asked of Django, so that no model is forgotten."""
    for relation in Employee._meta.related_objects:
        model = relation.related_model
        if relation.on_delete is not models.PROTECT or model._meta.label in OWN:
            continue
        if model._base_manager.filter(**{f"{relation.field.name}__in": new}).exists():
            yield model
