"""Departments and requirements: where people worked that day, and nobody alone in a row."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from evaluations.analysis.groups import SMALLEST_GROUP, Place, apart, by_department, places
from evaluations.analysis.quiz_report import analyse
from evaluations.analysis.rows import AttemptRow, Rows
from evaluations.models import Attempt
from tests.evaluations.analysis.scene import UNIT, office, quiz_of, take, taken
from tests.evaluations.factories import learner
from tests.factories import AppointmentFactory, DepartmentFactory, TrainingRequirementFactory

MERGED = "Direcciones con menos de cinco personas, juntas"
WORDS = {"others": MERGED, "nowhere": "Sin nombramiento"}


def attempt(pk, employee, score=50.0):
    return AttemptRow(pk, 1, employee, 1, score, score >= 80, timezone.now())


def rows_of(sizes):
    """So many people in each group: (rows, where they work)."""
    found, where = {}, {}
    for group, size in enumerate(sizes):
        for _number in range(size):
            pk = len(found) + 1
            found[pk] = attempt(pk, pk)
            where[pk] = Place(group, f"Dirección {group}") if group else None
    return Rows(found, [], frozenset(), {}), where


def departments(rows, where):
    return by_department(rows, where, titles={}, words=WORDS)


@given(st.lists(st.integers(min_value=1, max_value=9), max_size=8))
def test_no_row_is_about_fewer_than_five_people_and_all_add_up(sizes):
    found = departments(*rows_of(sizes))

    assert all(row.people >= SMALLEST_GROUP for row in found)
    assert sum(row.people for row in found) in ({sum(sizes)} if sum(sizes) >= SMALLEST_GROUP else {0})


def test_small_departments_stand_together():
    found = departments(*rows_of([2, 3, 8]))

    assert [(row.name, row.people, row.merged_count) for row in found] == [("Dirección 2", 8, 0), (MERGED, 5, 2)]


def test_one_small_department_takes_the_next_one_with_it():
    # Shown alone, the total less the others would be its figure.
    found = departments(*rows_of([9, 2, 5]))

    assert [(row.name, row.people) for row in found] == [("Sin nombramiento", 9), (MERGED, 7)]


def test_fewer_than_five_people_in_all_are_not_shown():
    assert departments(*rows_of([2, 2])) == []
    assert apart({}, {}) == ({}, {})


def test_several_attempts_do_not_make_several_people():
    own = {pk: attempt(pk, employee=1) for pk in range(1, 9)}
    place = Place(1, "Tesorería")

    assert departments(Rows(own, [], frozenset(), {}), dict.fromkeys(own, place)) == []


@pytest.mark.django_db
def test_people_count_where_they_worked_on_that_day():
    course, quiz = quiz_of(1)
    employee, enrolment = learner(course)
    long_ago, then = office("Antes"), office("Entonces")
    day = timezone.localdate() - dt.timedelta(days=30)
    AppointmentFactory(
        employee=employee, department=long_ago, starts_on=day - dt.timedelta(90), ends_on=day - dt.timedelta(1)
    )
    AppointmentFactory(employee=employee, department=then, starts_on=day, ends_on=day + dt.timedelta(9))
    AppointmentFactory(
        employee=employee, department=office("Comisión"), starts_on=day, ends_on=day + dt.timedelta(9), is_main=False
    )
    AppointmentFactory(employee=employee, department=office("Hoy"), starts_on=day + dt.timedelta(10))
    made = take(quiz, enrolment, "+")
    Attempt.objects.filter(pk=made.pk).update(submitted_at=timezone.now() - dt.timedelta(days=25))

    found = places(analyse(quiz).rows.attempts, [employee.pk])

    assert found[made.pk].name == "Entonces"


@pytest.mark.django_db
def test_a_unit_counts_as_the_office_it_belongs_to():
    course, quiz = quiz_of(1, requirements=[TrainingRequirementFactory(code="CAP-1", title="Obligaciones")])
    works = office("Obras Públicas")
    unit = DepartmentFactory(name="Bacheo", kind=UNIT, parent=works)
    taken(course, quiz, ["+", "-"], department=works)
    taken(course, quiz, ["+", "+", "-"], department=unit)

    (row,) = analyse(quiz).departments

    assert (row.name, row.people, row.mean_score, round(row.passed)) == ("Obras Públicas", 5, 60, 60)
    assert (row.weakest.code, round(row.weakest.percent)) == ("CAP-1", 60)


@pytest.mark.django_db
def test_what_few_people_of_a_department_were_asked_is_not_told():
    course, quiz = quiz_of(2)
    requirement = TrainingRequirementFactory(code="CAP-1")
    quiz.questions.first().question.requirements.set([requirement])
    made = taken(course, quiz, ["-+"] * 5, department=office("Tesorería"))
    # Of five people one was drawn a question about it.
    for one in made[1:]:
        one.questions.filter(position=1).delete()

    (row,) = analyse(quiz).departments

    assert (row.people, row.weakest) == (5, None)
