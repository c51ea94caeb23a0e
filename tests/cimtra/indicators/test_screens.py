import pytest
from django.urls import reverse

from cimtra.models import IndicatorReading, YearPlan
from tests.cimtra.indicators.indicators_factories import IndicatorFactory, IndicatorReadingFactory, YearPlanFactory
from tests.cimtra.sessions.sessions_factories import user_who_may
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def runner(client):
    client.force_login(user_who_may("follow_cimtra", "run_cimtra"))
    return client


def head_of(department):
    return AppointmentFactory(department=department, is_head=True, employee=EmployeeFactory()).employee.user


def test_a_department_has_one_programme_a_year(runner):
    plan = YearPlanFactory()

    answer = runner.post(reverse("cimtra_indicators:new"), {"department": plan.department_id, "year": 2026})

    assert answer.status_code == 422
    assert YearPlan.objects.count() == 1


def test_departments_without_a_programme_are_told(runner):
    department, plan = DepartmentFactory(name="Obras"), YearPlanFactory()

    page = runner.get(reverse("cimtra_indicators:list"), {"anio": 2026})

    assert list(page.context["missing"]) == [department]
    assert [row.plan for row in page.context["rows"]] == [plan]


def test_a_conflict_shows_both_writings_and_loses_none(runner):
    reading = IndicatorReadingFactory(reached=5, evaluation="De la dirección", edition=3)
    address = reverse("cimtra_indicators:reading", args=[reading.indicator_id, 1])

    answer = runner.post(address, {"reached": "6", "evaluation": "De la asesoría", "edition": "2"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "De la dirección" in page
    assert "De la asesoría" in page
    # Sent again as it now stands, it is written over what was read.
    assert runner.post(address, {"reached": "6", "evaluation": "De la asesoría", "edition": "3"}).status_code == 302
    assert IndicatorReading.objects.get().evaluation == "De la asesoría"


def test_those_who_only_follow_see_the_reading_without_a_form(client):
    reading = IndicatorReadingFactory(reached=5, evaluation="De la dirección")
    client.force_login(user_who_may("follow_cimtra"))

    answer = client.get(reverse("cimtra_indicators:reading", args=[reading.indicator_id, 1]))

    assert answer.context["form"] is None
    assert "De la dirección" in answer.content.decode()


class TestOfTheArea:
    """/mi-area/poa/: a head sees and reports the own programme, and nobody else's."""

    @pytest.fixture
    def plan(self):
        return YearPlanFactory()

    @pytest.fixture
    def head(self, client, plan):
        client.force_login(head_of(plan.department))
        return client

    def test_a_head_reports_a_quarter(self, head, plan):
        indicator = IndicatorFactory(plan=plan)
        address = reverse("cimtra:area_poa_reading", args=[indicator.pk, 2])

        answer = head.post(address, {"reached": "7", "evaluation": "Bien", "edition": "0", "planned": "1"})

        assert answer.url == reverse("cimtra:area_poa_plan", args=[plan.pk])
        reading = IndicatorReading.objects.get()
        # What was planned is not theirs to write.
        assert (reading.quarter, reading.reached, reading.planned) == (2, 7, None)
        assert str(indicator.name) in head.get(answer.url).content.decode()

    def test_the_list_has_the_own_programmes_only(self, head, plan):
        YearPlanFactory()

        rows = head.get(reverse("cimtra:area_poa")).context["rows"]

        assert [row.plan for row in rows] == [plan]

    def test_somebody_elses_is_not_there(self, head):
        other = IndicatorFactory()

        assert head.get(reverse("cimtra:area_poa_plan", args=[other.plan_id])).status_code == 404
        assert head.get(reverse("cimtra:area_poa_reading", args=[other.pk, 1])).status_code == 404

    def test_a_year_has_four_quarters(self, head, plan):
        indicator = IndicatorFactory(plan=plan)

        assert head.get(reverse("cimtra:area_poa_reading", args=[indicator.pk, 5])).status_code == 404
