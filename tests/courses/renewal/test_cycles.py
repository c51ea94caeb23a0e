import datetime as dt

import pytest

from courses.assigning.applying import recompute
from courses.classroom import classroom
from courses.enrolment import enrol
from courses.models import Completion, Duty, Enrolment, Exemption
from courses.renewal.cycles import open_renewals
from people.ledger import faults
from people.models import Decision
from tests import factories

from .conftest import study

pytestmark = pytest.mark.django_db


def shown(employee):
    """The states of the classroom's rows, what is to do first."""
    found = classroom(None, employee)
    return [item["state"] for item in found["to_do"] + found["finished"]]


def test_a_year_and_another_from_the_assignment_to_the_second_renewal(on, enrolled, employee):
    assert shown(employee) == ["assigned"]
    on("2025-02-12")
    study(enrolled)
    assert enrolled.valid_until == dt.date(2026, 2, 11)
    assert shown(employee) == ["completed"]

    on("2025-11-13")
    assert open_renewals() == 0
    assert shown(employee) == ["expiring"]

    on("2025-12-12")
    assert open_renewals() == 0
    on("2025-12-13")
    assert open_renewals() == 1
    second = Enrolment.objects.get(employee=employee, cycle=2)
    assert (second.renews, second.due_on) == (enrolled, dt.date(2026, 2, 11))
    assert shown(employee) == ["in_window"]

    on("2026-02-20")
    assert shown(employee) == ["in_grace"]
    on("2026-02-27")
    assert shown(employee) == ["expired"]

    on("2026-03-10")
    study(second)
    assert second.valid_until == dt.date(2027, 3, 9)
    assert shown(employee) == ["completed"]

    on("2027-01-08")
    assert open_renewals() == 1
    third = Enrolment.objects.get(employee=employee, cycle=3)
    assert (third.renews, third.due_on) == (second, dt.date(2027, 3, 9))
    on("2027-02-01")
    study(third)
    assert third.valid_until == dt.date(2028, 1, 31)

    assert Completion.objects.count() == 3
    duties = Duty.objects.order_by("pk").values_list("enrolment__cycle", "since", "until", "ended")
    assert list(duties) == [
        (1, dt.date(2025, 1, 10), dt.date(2025, 12, 12), "replaced"),
        (2, dt.date(2025, 12, 13), dt.date(2027, 1, 7), "replaced"),
        (3, dt.date(2027, 1, 8), None, ""),
    ]
    assert not list(faults())


def test_renewing_early_loses_no_day_where_it_counts_from_expiry(on, enrolled, requirement, employee):
    requirement.renewal_base = requirement.RenewalBase.EXPIRY
    requirement.save()
    on("2025-02-12")
    study(enrolled)
    on("2025-12-20")
    open_renewals()
    second = Enrolment.objects.get(employee=employee, cycle=2)
    study(second)
    assert second.valid_until == dt.date(2027, 2, 11)


def test_the_second_run_of_the_night_opens_nothing(on, enrolled):
    on("2025-02-12")
    study(enrolled)
    on("2025-12-20")
    assert open_renewals() == 1
    duties = list(Duty.objects.values_list("pk", "ended"))
    assert open_renewals() == 0
    assert list(Duty.objects.values_list("pk", "ended")) == duties
    assert Decision.objects.filter(act="renew").count() == 1


def test_opening_cycles_and_recomputing_duties_agree_whoever_comes_first(on, enrolled, assignment):
    on("2025-02-12")
    study(enrolled)
    on("2025-12-20")
    open_renewals()
    before = list(Duty.objects.values_list("pk", "enrolment", "due_on", "ended").order_by("pk"))
    recompute([assignment])
    assert list(Duty.objects.values_list("pk", "enrolment", "due_on", "ended").order_by("pk")) == before


@pytest.mark.parametrize("why", ["left", "exempt", "withdrawn"])
def test_who_is_no_longer_asked_gets_no_further_cycle(on, enrolled, employee, requirement, assignment, why):
    on("2025-02-12")
    study(enrolled)
    on("2025-12-20")
    if why == "left":
        employee.left_on = dt.date(2025, 12, 1)
        employee.save()
    elif why == "exempt":
        Exemption.objects.create(
            employee=employee,
            requirement=requirement,
            reason="Comisión sindical",
            document="Oficio 3/2025",
            approved_by=factories.UserFactory(),
            starts_on=dt.date(2025, 12, 1),
        )
    else:
        assignment.is_active = False
        assignment.save()
    assert open_renewals() == 0
    assert Enrolment.objects.count() == 1


def test_somebody_who_took_it_of_their_own_accord_is_not_asked_again(on, requirement, course, employee):
    on("2025-02-12")
    study(enrol(employee=employee, course=course))
    on("2026-02-01")
    assert open_renewals() == 0


def test_the_shorter_course_renews_and_satisfies_the_requirement(on, enrolled, requirement, employee):
    shorter = factories.course_page(title="Actualización", lessons=1)
    requirement.renewal_courses.add(shorter)
    on("2025-02-12")
    study(enrolled)
    on("2025-12-20")
    assert open_renewals() == 1
    second = Enrolment.objects.get(employee=employee, course=shorter)
    assert (second.cycle, second.renews) == (1, enrolled)
    assert shown(employee) == ["in_window"]
    completion = study(second)
    assert [line["code"] for line in completion.requirements] == [requirement.code]
    assert completion.valid_until == dt.date(2026, 12, 19)
    assert shown(employee) == ["completed"]
    on("2026-10-25")
    assert open_renewals() == 1
    assert Enrolment.objects.get(employee=employee, course=shorter, cycle=2).renews == second


def test_the_shorter_course_alone_satisfies_nothing(on, requirement, employee):
    shorter = factories.course_page(title="Actualización", lessons=1)
    requirement.renewal_courses.add(shorter)
    on("2025-02-12")
    completion = study(enrol(employee=employee, course=shorter))
    assert completion.requirements == []
    assert completion.valid_until is None


def test_a_cycle_begun_before_the_window_becomes_the_one_that_is_asked_for(on, enrolled, course, employee):
    on("2025-02-12")
    study(enrolled)
    on("2025-10-01")
    early = enrol(employee=employee, course=course)
    assert early.renews == enrolled
    on("2025-12-20")
    assert open_renewals() == 0
    recompute()
    assert Duty.objects.get(ended_at=None).enrolment == early


def test_an_assigned_course_is_renewed_by_the_same_course(on, course, requirement, employee):
    on("2025-01-10")
    shorter = factories.course_page(title="Actualización", lessons=1)
    requirement.renewal_courses.add(shorter)
    assignment = factories.AssignmentFactory(requirement=None, course=course, starts_on=dt.date(2025, 1, 10))
    recompute([assignment])
    first = Enrolment.objects.get(employee=employee)
    on("2025-02-12")
    study(first)
    on("2025-12-20")
    assert open_renewals() == 1
    assert Enrolment.objects.get(employee=employee, cycle=2).course == course


def test_a_night_costs_the_same_for_few_and_for_many(on, enrolled, assignment, course, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    on("2025-02-12")
    study(enrolled)
    on("2025-12-20")
    with CaptureQueriesContext(connection) as few:
        assert open_renewals() == 1
    on("2025-02-12")
    people = factories.EmployeeFactory.create_batch(12, user=None)
    recompute([assignment])
    for enrolment in Enrolment.objects.filter(employee__in=people):
        study(enrolment)
    on("2025-12-20")
    with django_assert_num_queries(len(few)):
        assert open_renewals() == 12


def test_no_completion_is_ever_altered_by_what_follows_it(on, enrolled, requirement):
    on("2025-02-12")
    study(enrolled)
    before = list(Completion.objects.values())
    requirement.validity_months = 6
    requirement.renewal_base = requirement.RenewalBase.EXPIRY
    requirement.save()
    on("2025-12-20")
    open_renewals()
    study(Enrolment.objects.get(cycle=2))
    assert list(Completion.objects.order_by("pk").values())[:1] == before
    enrolled.refresh_from_db()
    assert enrolled.valid_until == dt.date(2026, 2, 11)
