"""How far each person on the roll is with their account, and whose office they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from ..models import AccessCode, Appointment, Department, Employee, User
from .reach import within_reach


class AccountState(TextChoices):
    """In the order in which a person passes through them; a closed account stands last."""

    MISSING = "missing", _("Without an account")
    WAITING = "waiting", _("Not activated")
    LETTER = "letter", _("Letter printed")
    LINK = "link", _("Link sent")
    ACTIVE = "active", _("Active account")
    CLOSED = "closed", _("Closed account")


# Tone and icon of each state on screen, beside its words.
LOOKS = {
    AccountState.MISSING: ("bad", "minus"),
    AccountState.WAITING: ("warn", "circle"),
    AccountState.LETTER: ("info", "print"),
    AccountState.LINK: ("info", "mail"),
    AccountState.ACTIVE: ("ok", "check-circle"),
    AccountState.CLOSED: ("neutral", "ban"),
}
#: Who gets a letter without being chosen by name.
NOT_IN_YET = (AccountState.WAITING, AccountState.LETTER, AccountState.LINK)


def state_on_screen(state: str) -> dict[str, str]:
    """What includes/status.html takes."""
    tone, icon = LOOKS[AccountState(state)]
    return {"state": state, "label": AccountState(state).label, "tone": tone, "icon_name": icon}


def people_with_accounts(actor: User) -> QuerySet[Employee]:
    """People on the roll today with `department_now`, `account_state`, and `is_in_reach` (of `actor`)."""
    main = Appointment.objects.on().filter(employee=OuterRef("pk")).order_by("-is_main", "-starts_on")
    codes = AccessCode.objects.open().filter(user=OuterRef("user"))
    has_password = Q(user__isnull=False) & ~Q(user__password="") & ~Q(user__password__startswith="!")  # noqa: S106
    account_state = Case(
        When(user=None, then=Value(AccountState.MISSING)),
        When(user__is_active=False, then=Value(AccountState.CLOSED)),
        When(has_password, then=Value(AccountState.ACTIVE)),
        When(Exists(codes.filter(channel=AccessCode.Channel.LETTER)), then=Value(AccountState.LETTER)),
        When(Exists(codes), then=Value(AccountState.LINK)),
        default=Value(AccountState.WAITING),
        output_field=CharField(),
    )
    return Employee.objects.active().annotate(
        department_now=Subquery(main.values("department")[:1]),
        account_state=account_state,
        is_in_reach=Exists(within_reach(actor, User.objects.filter(pk=OuterRef("user")))),
    )


class Offices:
    """The direcciones, each with its units: where letters are handed out. One query."""

    def __init__(self) -> None:
        self.office_of: dict[int, Department] = {}
        by_path: dict[str, Department] = {}
        for department in Department.objects.order_by("path"):
            above = by_path.get(department.path[: -Department.steplen])
            is_unit = department.kind == Department.Kind.UNIT
            by_path[department.path] = self.office_of[department.pk] = above if above and is_unit else department
        self.by_id = {office.pk: office for office in self.office_of.values()}

    def departments_of(self, office_id: int) -> list[int]:
        return [pk for pk, office in self.office_of.items() if office.pk == office_id]

    def name_of(self, department_id: int | None) -> str:
        """The name of the office that a department belongs to."""
        office = self.office_of.get(department_id) if department_id else None
        return office.name if office else str(_("Without appointment"))

    def place_of(self, department_id: int | None) -> str:
        """Where the office stands in the tree, for sorting; nobody's office comes last."""
        office = self.office_of.get(department_id) if department_id else None
        return office.path if office else "~"


@dataclass(frozen=True)
class OfficeRow:
    """An office with how many of its people are in each state; `office` None is people without an appointment."""

    office: Department | None
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def cells(self) -> list[dict]:
        return [{**state_on_screen(state), "number": self.counts.get(state, 0)} for state in AccountState]

    @property
    def can_be_printed(self) -> int:
        """How many get a letter when the office's are printed."""
        return sum(self.counts.get(state, 0) for state in NOT_IN_YET)


def overview(actor: User) -> tuple[list[OfficeRow], OfficeRow]:
    """A row per office that has people, in the order of the tree, and their total; two queries."""
    offices = Offices()
    tally: dict[int | None, Counter] = {}
    counted = (
        people_with_accounts(actor).order_by().values("department_now", "account_state").annotate(number=Count("pk"))
    )
    total: Counter = Counter()
    for line in counted:
        office = offices.office_of.get(line["department_now"])
        tally.setdefault(office.pk if office else None, Counter())[line["account_state"]] += line["number"]
        total[line["account_state"]] += line["number"]
    rows = [OfficeRow(offices.by_id.get(pk), counts) for pk, counts in tally.items()]
    rows.sort(key=lambda row: row.office.path if row.office else "~")
    return rows, OfficeRow(None, total)


def in_printing_order(people: QuerySet[Employee]) -> QuerySet[Employee]:
    """By surname, as lists on paper are; the office is put before it by whoever prints."""
    return people.select_related("user").order_by(
        F("first_surname"), F("second_surname"), F("given_names"), F("number")
    )
