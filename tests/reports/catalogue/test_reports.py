"""What single reports say, beyond what holds for all of them."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from courses.models import Enrolment, PlannedTraining
from reports.catalogue.ending import band_of
from reports.framework.listing import Listing
from reports.models import MonthlyTally
from reports.plugins import reports
from reports.tallies import month_ends
from tests.factories import DepartmentFactory, TrainingRequirementFactory, course_page
from tests.reports.situations import days, enrol, moment, person
from tests.reports.towns import duty, owe

pytestmark = pytest.mark.django_db


def listing(slug, query=""):
    return Listing.of(reports.get(slug), QueryDict(query))


def cells(slug, query=""):
    found = listing(slug, query)
    return [[column.value(row) for column in found.asked.columns] for row in found.rows]


@pytest.fixture
def course():
    return course_page(title="Fundamentos", modules=0)


@pytest.fixture
def employee():
    return person(DepartmentFactory(name="Obras Públicas"))


def test_a_released_enrolment_makes_nobody_missing(course, employee):
    enrolment = owe(employee, course, duty(course), due=-3)
    assert len(cells("quien-falta")) == 1
    enrolment.duties.update(until=days(-1), ended="moved", ended_at=moment(0))
    Enrolment.objects.filter(pk=enrolment.pk).update(released_at=moment(0))
    assert cells("quien-falta") == []
    assert cells("quien-falta", f"corte={days(-1).isoformat()}")


def test_an_expired_completion_that_nobody_asks_for_any_more_is_not_missing(course, employee):
    enrolment = owe(employee, course, duty(course), completed=-400, valid=-35)
    assert listing("quien-falta").rows[0].standing.state == "expired"
    enrolment.duties.update(until=days(-1), ended="moved", ended_at=moment(-1))
    assert cells("quien-falta") == []
    assert cells("vencidos-y-por-vencer") == []


def test_in_grace_and_in_its_window_are_told_apart(course):
    requirement = TrainingRequirementFactory(validity_months=12, expiring_days=90, window_days=60, grace_days=30)
    requirement.courses.set([course])
    department, assignment = DepartmentFactory(), duty(course)
    for name, valid in (("Gracia", -5), ("Ventana", 20), ("Pronto", 80), ("Vigente", 200)):
        owe(person(department, given_names=name), course, assignment, completed=-300, valid=valid)
    found = {row.person.name.split(", ")[1]: row.cells for row in listing("matriz-de-cumplimiento", "por=cursos").rows}
    states = {name: next(iter(line.values()))[0] for name, line in found.items()}
    assert states == {"Gracia": "in_grace", "Ventana": "in_window", "Pronto": "expiring", "Vigente": "completed"}


def test_any_course_of_a_requirement_fills_its_column(course, employee):
    other = course_page(title="Otro", modules=0)
    requirement = TrainingRequirementFactory(code="CAP-X")
    requirement.courses.set([course, other])
    owe(employee, course, duty(course), due=-3)
    enrol(employee, other, completed=-1)
    line = listing("matriz-de-cumplimiento").rows[0]
    assert line.cells[f"r{requirement.pk}"][0] == "completed"
    assert (line.asked_for, line.met, line.percent) == (1, 1, 100)
    assert cells("quien-falta", "requisito=CAP-X") == []


@pytest.mark.parametrize(
    ("left", "band"),
    [(-1, "run_out"), (0, "30"), (30, "30"), (31, "60"), (60, "60"), (61, "90"), (90, "90"), (91, "later")],
)
def test_the_last_day_still_counts(left, band):
    assert band_of(left) == band


def test_planned_people_are_counted_where_they_worked_that_day(course, employee):
    year = days(0).year
    office = employee.appointments.get().department
    for department in (office, DepartmentFactory()):
        PlannedTraining.objects.create(year=year, course=course, department=department, people=2)
    enrol(employee, course, completed=0)
    done = {row.department: (row.done, row.left, row.percent) for row in listing("plan-anual").rows}
    assert sorted(done.values()) == [(0, 2, 0), (1, 1, 50)]
    assert done[office.name] == (1, 1, 50)


def test_hours_add_up_and_those_who_left_are_named(course, employee):
    enrol(employee, course, completed=0)
    gone = person(given_names="Se fue", left_on=days(0))
    enrol(gone, course, completed=0)
    rows = {row.person.number: row for row in listing("horas-por-persona").rows}
    assert rows[employee.number].total == rows[gone.number].total == 6
    assert not rows[gone.number].is_on_roll
    assert listing("horas-por-persona").findings.totals["horas"] == 12


def test_the_trend_needs_no_script_and_stands_beside_its_table(client, rh, employee):
    for month in month_ends(days(0), 3):
        MonthlyTally.objects.create(month=month, counts={"completed": 1, "overdue": 1}, total=2)
    page = client.get(reverse("reports_hr:show", args=["avance-por-direccion"])).content.decode()
    start = page.index('<figure class="trend">')
    drawing = page[start : page.index("</table>", start)]
    assert "<script" not in drawing
    assert "style=" not in drawing
    assert drawing.count('class="dot"') == 3
    assert drawing.count("50 %") >= 3


def test_figures_of_the_departments_lead_to_their_people(client, rh, course, employee):
    owe(employee, course, duty(course), due=-3)
    for query in ("", f"corte={days(-1).isoformat()}"):
        found = listing("avance-por-direccion", query)
        column = next(column for column in found.asked.columns if column.key == "faltan")
        answer = client.get(column.url(found.rows[0]))
        assert answer.context["page_obj"].paginator.count == column.value(found.rows[0])
