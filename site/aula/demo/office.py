"""What human resources keeps besides assignments in the demonstration: sessions, the plan, earlier training…"""

from __future__ import annotations

import csv
import datetime as dt
import io
from random import Random
from typing import Any

from django.utils import timezone

from courses.api import (
    CoursePage,
    Enrolment,
    Equivalence,
    PlannedTraining,
    Times,
    TrainingRequirement,
    accept_earlier_training,
    book_places,
    organise,
    receive_earlier_training,
    record_attendance,
)
from evaluations.api import QuizPage, rehearse
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
    _bring_earlier_training(content["earlier_training"], human_resources)
    _offer_diagnostic(content["diagnostic"], people)


def _bring_earlier_training(content: dict[str, Any], human_resources: User) -> None:
    """A file as an institute sends it, with a row that cannot be taken."""
    sheet = io.StringIO(newline="")
    rows = csv.writer(sheet)
    rows.writerow(content["headings"])
    for entry in content["rows"]:
        day = days_from_now(entry["day"]).strftime("%d/%m/%Y")
        cells = [entry["person"], entry["course"], day, entry["hours"], content["institution"], entry["document"]]
        rows.writerow(cells)
    batch = receive_earlier_training(
        data=sheet.getvalue().encode(), file_name=content["file"], uploaded_by=human_resources
    )
    accept_earlier_training(batch=batch, accepted_by=human_resources)


def _offer_diagnostic(content: dict[str, Any], people: dict[str, Employee]) -> None:
    """Whoever renews may take one quiz instead of the whole course: some have done so today."""
    course = _course(content["requirement"])
    module = course.get_children().get(slug=content["module"])
    quiz = QuizPage.objects.live().child_of(module).get()
    course.diagnostic = quiz
    course.save_revision().publish()
    for number in content["passed"]:
        enrolment = Enrolment.objects.get(employee=people[number], course=course, completed_at=None)
        # The cycle was opened by this very load; in a town the night did so when its window began.
        enrolment.enrolled_at = timezone.now() - dt.timedelta(days=2)
        enrolment.save(update_fields=["enrolled_at"])
        rehearse(enrolment=enrolment, quiz=quiz, passes=True, at=timezone.now(), chance=Random(number))


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
