import datetime as dt

import pytest

from certificates.plugins import ends_soon, my_certificates
from courses.catalogue import listed_courses
from courses.classroom import classroom
from courses.enrolment import enrol
from courses.models import Completion, Exemption
from courses.renewal.cycles import open_renewals
from courses.renewal.standings import strictest
from courses.renewal.states import Terms
from tests import factories

from .conftest import study

pytestmark = pytest.mark.django_db


def test_the_requirement_that_ends_first_tells_the_terms():
    longer = factories.TrainingRequirementFactory(validity_months=24, grace_days=1)
    shorter = factories.TrainingRequirementFactory(validity_months=12, grace_days=2)
    for_ever = factories.TrainingRequirementFactory(validity_months=None, grace_days=3)
    assert strictest([longer, shorter, for_ever]) == Terms(90, 60, 2)
    assert strictest([for_ever]) == Terms()


def test_what_was_begun_of_ones_own_accord_is_not_called_assigned(course, employee):
    enrol(employee=employee, course=course)
    (item,) = classroom(None, employee)["to_do"]
    assert item["state"] == "not_started"


def test_the_catalogue_says_the_same_as_the_classroom(on, enrolled, employee):
    on("2025-02-12")
    study(enrolled)
    on("2025-12-20")
    open_renewals()
    (course,) = listed_courses(employee)
    (item,) = classroom(None, employee)["to_do"]
    assert course["enrolment"].shown == item["state"] == "in_window"


def test_an_exempt_person_has_nothing_to_do_and_has_completed_nothing(on, enrolled, employee, requirement):
    Exemption.objects.create(
        employee=employee,
        requirement=requirement,
        reason="Licencia",
        document="Oficio 1/2025",
        approved_by=factories.UserFactory(),
        starts_on=dt.date(2025, 1, 10),
    )
    found = classroom(None, employee)
    assert found["to_do"] == []
    assert found["finished"][0]["state"] == "exempt"
    assert not Completion.objects.exists()


def test_a_constancia_that_ends_soon_says_so_beside_it(on, enrolled, employee):
    on("2025-02-12")
    study(enrolled)
    (section,) = my_certificates(None, employee)
    (certificate,) = section["context"]["certificates"]
    assert not certificate.ends_soon
    assert ends_soon(certificate, dt.date(2025, 11, 13))
    assert not ends_soon(certificate, dt.date(2025, 11, 12))


def test_each_state_is_told_by_a_sentence(client, on, enrolled, employee):
    on("2025-02-12")
    study(enrolled)
    on("2026-02-20")
    client.force_login(employee.user)
    text = client.get("/mi-aula/").content.decode()
    assert "En gracia" in text
    assert "Su acreditación venció el 11 de febrero de 2026. Tiene hasta el 26 de febrero de 2026" in text
