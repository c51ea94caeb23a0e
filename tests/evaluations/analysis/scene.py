"""A quiz that several people have taken, question by question right or wrong."""

import datetime as dt

from evaluations import attempts
from evaluations.models import Attempt
from people.models import Department
from tests.evaluations.factories import answer, course_with_quiz, learner, question, right_answer, wrong_answer
from tests.factories import AppointmentFactory, DepartmentFactory

OFFICE, UNIT = Department.Kind.OFFICE, Department.Kind.UNIT


def quiz_of(count=3, *, requirements=(), **fields):
    """A course with a quiz of `count` questions of single choice, the first options being right: (course, quiz)."""
    questions = [question(f"P-{number}") for number in range(1, count + 1)]
    for one in questions:
        one.requirements.set(requirements)
    return course_with_quiz(questions=questions, **fields)


def take(quiz, enrolment, pattern):
    """An attempt answered by `pattern`: «+» right, «-» wrong, «.» left blank, question by question."""
    attempt = attempts.start(enrolment=enrolment, quiz=quiz)
    rows = attempt.questions.select_related("version__key").order_by("position")
    for row, sign in zip(rows, pattern, strict=True):
        if sign != ".":
            answer(attempt, row.position, right_answer(row) if sign == "+" else wrong_answer(row))
    return attempts.submit(attempt=attempt)


def taken(course, quiz, patterns, *, department=None):
    """An attempt by a person of its own for each pattern; the people work in `department`."""
    found = []
    for pattern in patterns:
        employee, enrolment = learner(course)
        if department:
            AppointmentFactory(employee=employee, department=department, starts_on=dt.date(2020, 1, 1))
        found.append(take(quiz, enrolment, pattern))
    return found


def office(name, **fields):
    return DepartmentFactory(name=name, kind=fields.pop("kind", OFFICE), **fields)


def scored(attempt, score):
    Attempt.objects.filter(pk=attempt.pk).update(score=score)
