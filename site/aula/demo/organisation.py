"""The invented departments and people."""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from people.api import Appointment, Department, Employee, Post

FOLDER = Path(__file__).resolve().parent
START_OF_ADMINISTRATION = dt.date(2024, 10, 1)
# A domain that by its standard can belong to nobody.
MAIL_DOMAIN = "tuxpan.example"


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def days_from_now(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def load_organisation() -> tuple[dict[str, Employee], dict[str, str]]:
    """Employees by number, and the numbers of those who have a demonstration account by its name."""
    departments = load_departments(read("organisation.yaml")["departments"])
    content = read("people.yaml")
    entries = [*content["people"], *content["gone"]]
    names = {entry["post"] for entry in entries} | {entry["before"]["post"] for entry in entries if "before" in entry}
    posts = {name: Post.objects.get_or_create(name=name)[0] for name in sorted({*names, SEAT})}
    people = {entry["number"]: load_person(entry, departments, posts) for entry in entries}
    return people, {entry["username"]: entry["number"] for entry in entries if "username" in entry}


def load_departments(entries: list[dict[str, Any]], parent: Department | None = None) -> dict[str, Department]:
    found = {}
    for entry in entries:
        values = {name: entry[name] for name in ("code", "name", "kind", "area_types") if name in entry}
        department = parent.add_child(**values) if parent else Department.add_root(**values)
        found[department.code] = department
        found |= load_departments(entry.get("below", []), department)
    return found


SEAT = "Integrante"


def load_person(entry: dict[str, Any], departments: dict[str, Department], posts: dict[str, Post]) -> Employee:
    hired = _first_day(entry)
    left = days_from_now(-entry["left_days_ago"]) if "left_days_ago" in entry else None
    employee = Employee.objects.create(
        number=entry["number"],
        given_names=entry["name"],
        first_surname=entry["first"],
        second_surname=entry.get("second", ""),
        email=f"{entry['username']}@{MAIL_DOMAIN}" if "username" in entry else "",
        hired_on=hired,
        left_on=left,
    )
    starts = hired
    if before := entry.get("before"):
        Appointment.objects.create(
            employee=employee,
            department=departments[before["in"]],
            post=posts[before["post"]],
            starts_on=hired,
            ends_on=before["until"],
        )
        starts = before["until"] + dt.timedelta(days=1)
    Appointment.objects.create(
        employee=employee,
        department=departments[entry["in"]],
        post=posts[entry["post"]],
        starts_on=starts,
        ends_on=left - dt.timedelta(days=1) if left else None,
        is_head=entry.get("head", False),
    )
    for code in entry.get("seats", []):
        Appointment.objects.create(
            employee=employee, department=departments[code], post=posts[SEAT], starts_on=starts, is_main=False
        )
    return employee


def _first_day(entry: dict[str, Any]) -> dt.date:
    if "days_ago" in entry:
        return days_from_now(-entry["days_ago"])
    return entry.get("since", START_OF_ADMINISTRATION)
