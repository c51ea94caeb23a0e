"""Writes a plan: in bulk, in the transaction of the caller, and remembering what taking it back needs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils import timezone

from ..access.accounts import make_accounts
from ..models import AccessCode, Appointment, EarlierService, Employee, Post, User
from .plan import Kind, Line, Plan
from .words import fold

BATCH = 500
DAYS = {"hired_on", "left_on", "starts_on", "ends_on"}
SEAT_FIELDS = (
    "employee_id",
    "department_id",
    "post_id",
    "starts_on",
    "ends_on",
    "is_head",
    "is_main",
    "is_acting",
    "document",
)


def day_of(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def plain(name: str, value: Any) -> Any:
    """A value of a plan as its model wants it."""
    return day_of(value) if name in DAYS else value


class _Writer:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        #: What RosterImport.reversal keeps; see undoing.
        self.reversal: dict[str, Any] = {
            "posts": [],
            "employees": [],
            "accounts": [],
            "appointments": [],
            "services": [],
            "opened_accounts": [],
            "closed_accounts": {},
            "dropped": [],
            "addresses": [],
            "changed": {"employee": {}, "appointment": {}, "account": {}},
        }
        self.new = [line for line in plan.lines if line.kind == Kind.NEW]
        self.known = [line for line in plan.lines if line.kind != Kind.NEW]
        self.leaving = [leaver for leaver in plan.leavers if leaver.is_ticked]
        self.people = Employee.objects.select_related("user").in_bulk(
            {line.employee for line in self.known} | {leaver.employee for leaver in self.leaving}
        )
        self.ids: dict[int, int] = {line.row: line.employee for line in self.known}

    def write(self) -> dict[str, Any]:
        self._make_posts()
        self._make_people()
        self._change_people()
        self._take_back_into_service()
        self._end_appointments()
        self._amend_appointments()
        self._make_appointments()
        self._close_accounts()
        self.reversal["known_appointments"] = sorted(
            Appointment.objects.filter(employee__in=self.moved).values_list("pk", flat=True)
        )
        return self.reversal

    @property
    def moved(self) -> set[int]:
        """Ids of everybody whose hiring, leaving or appointments are other ones now."""
        lines = [line for line in self.plan.lines if line.kind != Kind.CHANGED or "hired_on" in line.fields]
        others = {close["employee"] for line in lines for close in line.closes}
        return {self.ids[line.row] for line in lines} | {one.employee for one in self.leaving} | others

    def _make_posts(self) -> None:
        names: dict[str, str] = {}
        for line in self.plan.lines:
            for one in (*line.opens, line.amends or {}):
                if one.get("post_name"):
                    names.setdefault(fold(one["post_name"]), one["post_name"])
        posts = Post.objects.bulk_create([Post(name=name) for name in names.values()], batch_size=BATCH)
        self.posts = {folded: post.pk for folded, post in zip(names, posts, strict=True)}
        self.reversal["posts"] = [post.pk for post in posts]

    def _make_people(self) -> None:
        """Accounts get an unusable password: hashing one each would take longer than all the rest."""
        values = [{name: plain(name, pair[1]) for name, pair in line.fields.items()} for line in self.new]
        accounts = [
            User(username=one["number"], email=one.get("email", ""), password=make_password(None)) for one in values
        ]
        User.objects.bulk_create(accounts, batch_size=BATCH)
        people = [Employee(**one, user=account) for one, account in zip(values, accounts, strict=True)]
        Employee.objects.bulk_create(people, batch_size=BATCH)
        self.ids |= {line.row: person.pk for line, person in zip(self.new, people, strict=True)}
        self.reversal["accounts"] = [account.pk for account in accounts]
        self.reversal["employees"] = [person.pk for person in people]

    def _change_people(self) -> None:
        changed: dict[int, dict[str, list[Any]]] = {line.employee: line.fields for line in self.known if line.fields}
        for leaver in self.leaving:
            before = self.people[leaver.employee].left_on
            changed[leaver.employee] = {"left_on": [before.isoformat() if before else None, leaver.left_on]}
        self._change(Employee, self.people, "employee", changed)
        self._change_accounts(changed)

    def _change_accounts(self, changed: dict[int, dict[str, list[Any]]]) -> None:
        """The account follows: its e-mail, and its name where that was the number."""
        wanted: dict[int, dict[str, list[Any]]] = {}
        accounts = {}
        for pk, fields in changed.items():
            account = self.people[pk].user
            if account is None:
                continue
            values = {}
            if "email" in fields:
                values["email"] = [account.email, fields["email"][1]]
            if "number" in fields and account.username == fields["number"][0]:
                values["username"] = [account.username, fields["number"][1]]
            if values:
                accounts[account.pk], wanted[account.pk] = account, values
        self._change(User, accounts, "account", wanted)
        self._forget_addresses([pk for pk, values in wanted.items() if "email" in values])

    def _forget_addresses(self, account_ids: list[int]) -> None:
        """An address that is no longer the person's must not open the account any more."""
        known = EmailAddress.objects.filter(user__in=account_ids)
        self.reversal["addresses"] = list(known.values("user_id", "email", "verified", "primary"))
        known.delete()

    def _change(self, model: type[models.Model], rows: dict, kind: str, changed: dict[int, dict[str, list]]) -> None:
        by_fields: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
        for pk, fields in changed.items():
            for name, (_was, becomes) in fields.items():
                setattr(rows[pk], name, plain(name, becomes))
            by_fields[tuple(sorted(fields))].append(rows[pk])
        for names, group in by_fields.items():
            model.objects.bulk_update(group, names, batch_size=BATCH)
        self.reversal["changed"][kind] |= {str(pk): fields for pk, fields in changed.items()}

    def _take_back_into_service(self) -> None:
        """Who comes back gets an account that opens, but no password and no role."""
        back = [line for line in self.known if line.kind == Kind.REHIRED]
        services = [
            EarlierService(employee_id=line.employee, hired_on=line.service[0], left_on=line.service[1])
            for line in back
            if line.service
        ]
        EarlierService.objects.bulk_create(services, batch_size=BATCH)
        self.reversal["services"] = [service.pk for service in services]
        accounts = [self.people[line.employee].user for line in back]
        closed = [account.pk for account in accounts if account and not account.is_active]
        User.objects.filter(pk__in=closed).update(is_active=True, password=make_password(None))
        self.reversal["opened_accounts"] = closed
        without = [line.employee for line in back if self.people[line.employee].user_id is None]
        make_accounts(employee_ids=without, made_by=None, in_ledger=False)
        made = Employee.objects.filter(pk__in=without, user__isnull=False)
        self.reversal["accounts"] += made.values_list("user_id", flat=True)

    def _end_appointments(self) -> None:
        closes = [close for line in self.plan.lines for close in line.closes]
        closes += [close for leaver in self.leaving for close in leaver.closes]
        rows = Appointment.objects.in_bulk([close["id"] for close in closes])
        self._change(Appointment, rows, "appointment", {one["id"]: {"ends_on": one["ends_on"]} for one in closes})
        drops = Appointment.objects.filter(pk__in=[pk for leaver in self.leaving for pk in leaver.drops])
        self.reversal["dropped"] = [
            {"id": row["pk"], **{name: row[name] for name in SEAT_FIELDS}} for row in drops.values("pk", *SEAT_FIELDS)
        ]
        drops.delete()

    def _amend_appointments(self) -> None:
        amended: dict[int, dict[str, list[Any]]] = {}
        for line in self.plan.lines:
            if one := line.amends:
                post = one["post"][1] or self.posts[fold(one["post_name"])]
                amended[one["id"]] = {
                    "department_id": one["department"],
                    "post_id": [one["post"][0], post],
                    "is_head": one["is_head"],
                }
        rows = Appointment.objects.in_bulk(list(amended))
        for pk, fields in amended.items():
            for name, (_was, becomes) in fields.items():
                setattr(rows[pk], name, becomes)
        Appointment.objects.bulk_update(rows.values(), ["department", "post", "is_head"], batch_size=BATCH)
        self.reversal["changed"]["appointment"] |= {str(pk): fields for pk, fields in amended.items()}

    def _make_appointments(self) -> None:
        made = [self._appointment(line, one) for line in self.plan.lines for one in line.opens]
        Appointment.objects.bulk_create(made, batch_size=BATCH)
        self.reversal["appointments"] = [appointment.pk for appointment in made]

    def _appointment(self, line: Line, one: dict[str, Any]) -> Appointment:
        return Appointment(
            employee_id=self.ids[line.row],
            department_id=one["department"],
            post_id=one["post"] or self.posts[fold(one["post_name"])],
            starts_on=day_of(one["starts_on"]),
            ends_on=day_of(one["ends_on"]),
            is_main=one["is_main"],
            is_head=one["is_head"],
            is_acting=one["is_acting"],
            document=one["document"],
        )

    def _close_accounts(self) -> None:
        """Accounts of those who are gone already; the night closes the others on their day."""
        today = timezone.localdate().isoformat()
        gone = [self.people[one.employee].user for one in self.leaving if one.left_on <= today]
        closing = {account.pk: account for account in gone if account and account.is_active}
        roles = _grouped(User.groups.through.objects.filter(user__in=closing).values_list("user_id", "group_id"))
        rights = _grouped(
            User.user_permissions.through.objects.filter(user__in=closing).values_list("user_id", "permission_id")
        )
        self.reversal["closed_accounts"] = {
            str(pk): {
                "is_staff": account.is_staff,
                "is_superuser": account.is_superuser,
                "groups": roles[pk],
                "user_permissions": rights[pk],
            }
            for pk, account in closing.items()
        }
        User.groups.through.objects.filter(user__in=closing).delete()
        User.user_permissions.through.objects.filter(user__in=closing).delete()
        codes = AccessCode.objects.filter(user__in=closing, used_at=None, cancelled_at=None)
        codes.update(cancelled_at=timezone.now())
        User.objects.filter(pk__in=closing).update(
            is_active=False, is_staff=False, is_superuser=False, password=make_password(None)
        )


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    grouped: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return grouped


def write(plan: Plan) -> tuple[dict[str, Any], set[int]]:
    """Write what `plan` says; returns what taking it back needs, and the ids of the people who have moved.

    The caller holds the transaction and has made sure that the plan still fits.
    """
    writer = _Writer(plan)
    return writer.write(), writer.moved
