"""What human resources keeps besides assignments in the demonstration: sessions, the year's plan, a rule, a day off."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from courses.api import (
    CoursePage,
    Equivalence,
    PlannedTraining,
    Times,
    TrainingRequirement,
    book_places,
    organise,
    record_attendance,
)
from people.api import DayOff, Employee, User

from .organisation import days_from_now, read


def load_office(people: dict[str, Employee], human_resources: User) -> None:
    content = read("office.yaml")
    for entry in content["sessions"]:
        _hold(entry, people, human_resources)
    for entry in content["plan"]:
        PlannedTraining.objects.create(
            year=timezone.localdate().year,
            course=_course(entry["requirement"]),
            modality=entry["modality"],
            month_from=entry["months"][0],
            month_until=entry["months"][1],
            people=entry["people"],
            responsible=entry["responsible"],
        )
    for entry in content["equivalences"]:
        Equivalence.objects.create(
            title=entry["title"],
            institution=entry["institution"],
            course=_course(entry["requirement"]),
            basis=entry["basis"],
            minimum_hours=entry["minimum_hours"],
            starts_on=days_from_now(-365),
        )
    for entry in content["days_off"]:
        DayOff.objects.create(day=days_from_now(entry["day"]), name=entry["name"])


def _course(code: str) -> CoursePage:
    return TrainingRequirement.objects.get(code=code).courses.order_by("path").first()


def _hold(entry: dict[str, Any], people: dict[str, Employee], human_resources: User) -> None:
    day = days_from_now(entry["day"])
    begins, ends = (timezone.make_aware(dt.datetime.combine(day, dt.time(hour))) for hour in entry["hours"])
    session = organise(
        actor=human_resources,
        course=_course(entry["requirement"]),
        meetings=[Times(begins, ends)],
        title=entry["title"],
        place=entry["place"],
        instructor=entry["instructor"],
        capacity=entry["capacity"],
        minimum_percent=80,
        notes=entry["notes"],
    )
    book_places(session=session, employees=[people[number] for number in entry["people"]], actor=human_resources)
    if entry.get("attended"):
        present = [people[number].pk for number in entry["attended"]]
        record_attendance(meeting=session.meetings.get(), employee_ids=present, actor=human_resources)
