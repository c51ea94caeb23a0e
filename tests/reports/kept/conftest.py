import pytest

from people.api import HUMAN_RESOURCES
from people.models import Employee
from reports.framework import filters
from reports.framework.registry import reports
from reports.framework.report import Findings, Report, ReportColumn, Rows
from tests.factories import EmployeeFactory, employee_with_role


class Roll(Report):
    """A small report of one query: who is on the roll."""

    slug = "de-prueba"
    title = "Plantilla de prueba"
    answers = "¿Quién está?"
    filters = (filters.SEARCH, filters.CUT_OFF)
    default_order = "numero"

    def columns(self, asked):
        return [
            ReportColumn("numero", "Número", lambda one: one.number, sort=lambda one: one.number),
            ReportColumn("nombre", "Nombre", lambda one: one.full_name, is_heading=True),
        ]

    def findings(self, asked):
        people = Employee.objects.active(asked.day).order_by("number")
        rows = [one for one in people if asked.has_words(one.number, one.full_name)]
        return Findings(rows=Rows(rows), denominator="La plantilla activa.")


@pytest.fixture
def roll():
    yield reports.register(Roll())
    reports.unregister(Roll.slug)


@pytest.fixture(name="owner")
def rh_person():
    user = employee_with_role(HUMAN_RESOURCES)
    EmployeeFactory(user=user, given_names="Rocío")
    return user
