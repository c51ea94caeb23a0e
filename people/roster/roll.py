"""The roster as it stands, read once in a fixed number of queries, and asked by number, CURP, name or address."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from ..models import Appointment, Department, Employee, Post, User
from .names import key_of
from .words import fold

# What a department's name may begin with in one list and not in another.
KINDS_OF_OFFICE = {"direccion", "dir", "departamento", "depto", "jefatura", "coordinacion", "oficina", "area", "unidad"}
SMALL_WORDS = {"de", "del", "la", "las", "el", "los", "y"}


@dataclass(slots=True)
class Person:
    """An Employee, with what the comparison asks."""

    id: int
    number: str
    given_names: str
    first_surname: str
    second_surname: str
    email: str
    curp: str
    rfc: str
    hired_on: dt.date
    left_on: dt.date | None
    user_id: int | None
    key: str = ""

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_names, self.first_surname, self.second_surname) if part)

    def is_on_roll(self, day: dt.date) -> bool:
        return self.left_on is None or self.left_on > day


@dataclass(slots=True)
class Seat:
    """An Appointment that has not ended."""

    id: int
    employee_id: int
    department_id: int
    post_id: int
    starts_on: dt.date
    ends_on: dt.date | None
    is_head: bool
    is_main: bool
    is_acting: bool


@dataclass(slots=True)
class Account:
    id: int
    username: str
    email: str
    #: Its e-mail opens more than a classroom: a superuser, or somebody with a role.
    is_guarded: bool


@dataclass
class Roll:
    day: dt.date
    people: list[Person]
    seats: dict[int, list[Seat]]
    departments: dict[int, Department]
    posts: dict[int, Post]
    by_number: dict[str, Person] = field(default_factory=dict)
    by_digits: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_curp: dict[str, Person] = field(default_factory=dict)
    by_rfc: dict[str, Person] = field(default_factory=dict)
    by_email: dict[str, Person] = field(default_factory=dict)
    by_key: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_username: dict[str, Account] = field(default_factory=dict)
    by_account_email: dict[str, Account] = field(default_factory=dict)
    accounts: dict[int, Account] = field(default_factory=dict)
    department_names: dict[str, list[Department]] = field(default_factory=lambda: defaultdict(list))
    post_names: dict[str, Post] = field(default_factory=dict)
    #: Digits of an employee number here, where all have the same and some begin with 0; else None.
    digits: int | None = None

    def find(self, number: str) -> Person | None:
        """Who has this number, or the only one whose number differs in lost leading zeros."""
        if exact := self.by_number.get(number.casefold()):
            return exact
        if not number.isdecimal():
            return None
        alike = self.by_digits.get(_digits(number), [])
        return alike[0] if len(alike) == 1 else None

    def main_seat(self, person: Person) -> Seat | None:
        """The main appointment that has not ended, the last one to begin if there are several."""
        main = [seat for seat in self.seats.get(person.id, ()) if seat.is_main]
        return max(main, key=lambda seat: seat.starts_on, default=None)

    def departments_called(self, text: str) -> list[Department]:
        """Departments with this code or name, however the kind of office is written before it."""
        folded = fold(text)
        return self.department_names.get(folded) or self.department_names.get(short_name(folded)) or []

    def padded(self, number: str) -> str:
        """A new number with the leading zeros that a spreadsheet has lost."""
        return number.zfill(self.digits) if self.digits and number.isdecimal() else number


def _digits(number: str) -> str:
    return number.lstrip("0") or "0"


def short_name(folded: str) -> str:
    """«direccion de obras publicas» → «obras publicas»."""
    words = folded.split()
    if words and words[0] in KINDS_OF_OFFICE:
        words = words[1:]
    return " ".join(word for word in words if word not in SMALL_WORDS)


def roll_on(day: dt.date) -> Roll:
    """Everybody who ever was on the roster, and what they hold on `day` or will hold."""
    people = [
        Person(*row)
        for row in Employee.objects.order_by("pk").values_list(
            "pk",
            "number",
            "given_names",
            "first_surname",
            "second_surname",
            "email",
            "curp",
            "rfc",
            "hired_on",
            "left_on",
            "user_id",
        )
    ]
    seats = defaultdict(list)
    open_seats = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day)).order_by("pk")
    for row in open_seats.values_list(
        "pk", "employee_id", "department_id", "post_id", "starts_on", "ends_on", "is_head", "is_main", "is_acting"
    ):
        seats[row[1]].append(Seat(*row))
    roll = Roll(day, people, seats, Department.objects.in_bulk(), Post.objects.in_bulk())
    for person in people:
        _index(roll, person)
    roll.digits = _width(person.number for person in people)
    _index_accounts(roll)
    _index_names(roll)
    return roll


def _index(roll: Roll, person: Person) -> None:
    person.key = key_of(person.given_names, person.first_surname, person.second_surname)
    roll.by_number[person.number.casefold()] = person
    roll.by_key[person.key].append(person)
    if person.number.isdecimal():
        roll.by_digits[_digits(person.number)].append(person)
    for index, value in ((roll.by_curp, person.curp), (roll.by_rfc, person.rfc), (roll.by_email, person.email)):
        if value:
            index[value.casefold()] = person


def _width(numbers: Iterable[str]) -> int | None:
    decimal = [number for number in numbers if number.isdecimal()]
    widths = Counter(map(len, decimal))
    return widths.popitem()[0] if len(widths) == 1 and any(number[0] == "0" for number in decimal) else None


def _index_accounts(roll: Roll) -> None:
    has_role = User.groups.through.objects.filter(user=OuterRef("pk"))
    accounts = User.objects.annotate(has_role=Exists(has_role)).order_by("pk")
    for pk, username, email, is_superuser, role in accounts.values_list(
        "pk", "username", "email", "is_superuser", "has_role"
    ):
        account = Account(pk, username, email, is_superuser or role)
        roll.accounts[pk] = account
        roll.by_username[username.casefold()] = account
        if email:
            roll.by_account_email[email.casefold()] = account


def _index_names(roll: Roll) -> None:
    for department in roll.departments.values():
        keys = {fold(department.code), fold(department.name), short_name(fold(department.name))}
        for key in keys - {""}:
            roll.department_names[key].append(department)
    for post in roll.posts.values():
        roll.post_names[fold(post.name)] = post
