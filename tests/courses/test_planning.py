"""The year's training plan."""

from decimal import Decimal

import pytest
from django.urls import reverse

from courses.models import PlannedTraining
from courses.planning import copy_plan, plan_of
from people.api import CONSULTANCY, HUMAN_RESOURCES
from tests.factories import DepartmentFactory, EmployeeFactory, course_page, employee_with_role

pytestmark = pytest.mark.django_db

INDEX = "courses_plan:index"


def line(course, year=2026, **fields):
    return PlannedTraining.objects.create(course=course, year=year, **{"people": 20, **fields})


def test_a_plan_sums_people_and_hours():
    course = course_page(lessons=1, hours=Decimal("4.5"))
    line(course, modality=PlannedTraining.Modality.ROOM)
    line(course, people=10, department=DepartmentFactory())
    line(course, year=2025)
    found = plan_of(2026)
    assert (found.people, found.hours, found.courses, found.in_a_room) == (30, Decimal("135.0"), 1, 20)


def test_a_plan_is_copied_once():
    course = course_page(lessons=1)
    line(course, year=2025, month_from=3, month_until=5, responsible="Oficialía Mayor")
    line(course, year=2025, department=DepartmentFactory())
    assert copy_plan(from_year=2025, to_year=2026) == 2
    assert copy_plan(from_year=2025, to_year=2026) == 0
    assert PlannedTraining.objects.filter(year=2025).count() == PlannedTraining.objects.filter(year=2026).count() == 2
    assert PlannedTraining.objects.filter(year=2026, responsible="Oficialía Mayor", month_until=5).exists()


def test_rh_writes_the_plan_and_comes_back_to_its_year(client):
    course = course_page(title="Archivos", lessons=1)
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    fields = {
        "year": "2027",
        "course": course.pk,
        "department": "",
        "modality": "room",
        "month_from": "3",
        "month_until": "5",
        "people": "25",
        "responsible": "Oficialía Mayor",
    }
    response = client.post(reverse("courses_plan:add"), fields)
    assert response["Location"] == f"{reverse(INDEX)}?anio=2027"
    html = client.get(response["Location"]).content.decode()
    assert "marzo – mayo" in html
    made = PlannedTraining.objects.get()
    told = client.post(reverse("courses_plan:edit", args=[made.pk]), {**fields, "month_until": "2"}).content.decode()
    assert "Terminaría antes de empezar." in told
    client.post(reverse("courses_plan:copy_plan"), {"de": "2027", "a": "2028"})
    assert PlannedTraining.objects.filter(year=2028).count() == 1
    client.post(reverse("courses_plan:delete", args=[made.pk]))
    assert not PlannedTraining.objects.filter(year=2027).exists()


def test_the_consultancy_reads_it_and_nobody_else(client):
    course = course_page(title="Archivos", lessons=1)
    made = line(course)
    client.force_login(employee_with_role(CONSULTANCY))
    html = client.get(reverse(INDEX), {"anio": "2026"}).content.decode()
    assert "Archivos" in html
    assert reverse("courses_plan:edit", args=[made.pk]) not in html
    client.post(reverse("courses_plan:copy_plan"), {"de": "2026", "a": "2027"})
    client.post(reverse("courses_plan:delete", args=[made.pk]))
    assert list(PlannedTraining.objects.values_list("year", flat=True)) == [2026]
    client.force_login(EmployeeFactory().user)
    assert client.get(reverse(INDEX)).status_code in {302, 403}


def test_a_plan_costs_the_same_for_more_lines(client, django_assert_max_num_queries):
    course = course_page(title="Archivos", lessons=1)
    for _n in range(12):
        line(course, department=DepartmentFactory())
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    client.get(reverse(INDEX), {"anio": "2026"})
    with django_assert_max_num_queries(12):
        client.get(reverse(INDEX), {"anio": "2026"})
