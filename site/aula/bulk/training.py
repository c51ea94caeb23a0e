"""What the people of the large municipality had to learn, and what they did of it, over several cycles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from django.utils import timezone
from django.utils.text import slugify

from courses.api import (
    Assignment,
    CatalogPage,
    Completion,
    CoursePage,
    Duty,
    Enrolment,
    Exemption,
    LessonPage,
    ModulePage,
    TrainingRequirement,
    last_valid_day,
)
from people.api import Employee, User

BATCH = 2000
MONTHS = 12
FIRST_DUE_AFTER = 90
SHARE_DONE, SHARE_RENEWED, SHARE_BEGUN, SHARE_EXEMPT = 0.75, 0.85, 0.5, 0.002
HOUR = 11


def load_courses(count: int) -> list[CoursePage]:
    """`count` courses with a lesson each; every other one satisfies a requirement that runs out after a year."""
    catalogue = CatalogPage.objects.first()
    made = []
    for number in range(1, count + 1):
        title = f"Curso de prueba {number:02d}"
        course = catalogue.add_child(instance=CoursePage(title=title, slug=slugify(title), summary="Para medir."))
        module = course.add_child(instance=ModulePage(title="Módulo único", slug="modulo"))
        lesson = module.add_child(instance=LessonPage(title="Lección única", slug="leccion"))
        lesson.save_revision().publish()
        made.append(course)
    return made


def load_duties(courses: list[CoursePage], *, today: dt.date) -> list[Assignment]:
    """One assignment for everybody per course, each year since long ago."""
    made = []
    for number, course in enumerate(courses, start=1):
        requirement = TrainingRequirement.objects.create(
            code=f"MAS-{number:02d}",
            title=f"Requisito de prueba {number:02d}",
            basis="Dato inventado para medir.",
            basis_kind=TrainingRequirement.BasisKind.INTERNAL,
            validity_months=MONTHS if number % 2 else None,
        )
        requirement.courses.add(course)
        made.append(
            Assignment.objects.create(
                title=f"Capacitación de prueba {number:02d}",
                requirement=requirement,
                starts_on=today - dt.timedelta(days=365 * 3),
                due_kind=Assignment.Due.AFTER_HIRE,
                due_days=FIRST_DUE_AFTER,
            )
        )
    return made


def load_history(
    people: list[Employee], courses: list[CoursePage], duties: list[Assignment], *, chance: Random, today: dt.date
) -> int:
    """Enrolments, dated duties and completions of everybody in everything; returns how many enrolments."""
    written = 0
    for batch in _in_batches(_enrolments(people, courses, duties, chance, today)):
        _write(batch, today)
        written += len(batch)
    return written


def _enrolments(people, courses, duties, chance, today) -> Iterator[Enrolment]:
    for person in people:
        for course, duty in zip(courses, duties, strict=True):
            yield from _cycles(person, course, duty, chance, today)


def _cycles(person, course, duty, chance, today) -> Iterator[Enrolment]:
    """One cycle after the other until somebody is late with one, or the last is still valid."""
    end = min(person.left_on or today, today)
    begins, renews, share = max(person.hired_on, duty.starts_on), None, SHARE_DONE
    for cycle in range(1, 10):
        if begins >= end:
            return
        due = begins + dt.timedelta(days=FIRST_DUE_AFTER if cycle == 1 else 60)
        finished = begins + dt.timedelta(days=chance.randint(1, 80))
        is_done = chance.random() < share and finished < end
        enrolment = Enrolment(
            employee=person,
            course=course,
            cycle=cycle,
            assignment=duty,
            requirement=duty.requirement,
            enrolled_at=_at(begins),
            due_on=due,
            started_at=_at(begins) if is_done or chance.random() < SHARE_BEGUN else None,
            completed_at=_at(finished) if is_done else None,
            valid_until=last_valid_day(finished, duty.requirement.validity_months) if is_done else None,
            renews=renews,
        )
        yield enrolment
        if not enrolment.valid_until:
            return
        begins, renews, share = enrolment.valid_until - dt.timedelta(days=60), enrolment, SHARE_RENEWED


def _at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(HOUR)))


def _in_batches(rows: Iterator[Enrolment]) -> Iterator[list[Enrolment]]:
    """Batches that end with a person's course, so that a cycle is never before the one that it renews."""
    batch: list[Enrolment] = []
    for row in rows:
        if len(batch) >= BATCH and row.cycle == 1:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _write(batch: list[Enrolment], today: dt.date) -> None:
    for cycle in sorted({row.cycle for row in batch}):
        # The rows that these renew have been written by now and have their numbers.
        Enrolment.objects.bulk_create(row for row in batch if row.cycle == cycle)
    Duty.objects.bulk_create(
        Duty(
            employee_id=row.employee_id,
            assignment_id=row.assignment_id,
            enrolment=row,
            since=timezone.localdate(row.enrolled_at),
            due_on=row.due_on,
            reason="Porque forma parte de la plantilla.",
            recorded_at=row.enrolled_at,
            **_end(row, today),
        )
        for row in batch
    )
    Completion.objects.bulk_create(_completion(row) for row in batch if row.completed_at)


def _end(row: Enrolment, today: dt.date) -> dict:
    left = row.employee.left_on
    if left is None or left > today:
        return {}
    return {"until": left - dt.timedelta(days=1), "ended": Duty.Ended.LEFT, "ended_at": _at(left)}


def _completion(row: Enrolment) -> Completion:
    return Completion(
        enrolment=row,
        employee_id=row.employee_id,
        course_id=row.course_id,
        employee_name=row.employee.full_name,
        course_title=row.course.title,
        hours=row.course.hours,
        started_at=row.started_at,
        completed_at=row.completed_at,
        valid_until=row.valid_until,
        recorded_at=row.completed_at,
    )


def load_exemptions(people: list[Employee], duties: list[Assignment], *, approved_by: User, chance: Random) -> None:
    Exemption.objects.bulk_create(
        Exemption(
            employee=person,
            requirement=duty.requirement,
            reason="Dato inventado para medir.",
            document="Oficio de prueba",
            approved_by=approved_by,
            starts_on=duty.starts_on,
            approved_at=_at(duty.starts_on),
        )
        for person in people
        for duty in duties
        if chance.random() < SHARE_EXEMPT
    )
