import datetime as dt

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from certificates import api
from certificates.models import Certificate
from certificates.requests.deciding import approve
from people.roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON
from tests.certificates.factories import certificate, requirement_line
from tests.certificates.issue_factories import asked
from tests.factories import (
    DepartmentFactory,
    EmployeeFactory,
    TrainingRequirementFactory,
    UserFactory,
    course_page,
    employee_with_role,
)

pytestmark = pytest.mark.django_db
INDEX = "/admin/constancias/"


@pytest.fixture
def rh(client):
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    return client


def acts_on(made):
    return [
        f"{INDEX}{made.pk}/",
        f"{INDEX}{made.pk}/archivo/",
        f"{INDEX}{made.pk}/revocar/",
        f"{INDEX}{made.pk}/sustituir/",
    ]


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, ADMINISTRATION])
def test_those_in_charge_may_do_it_all(client, role):
    made = certificate(ready=True)
    client.force_login(employee_with_role(role))
    for address in [INDEX, *acts_on(made)]:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", [CONSULTANCY, LIAISON])
def test_others_reach_none_of_it(client, role):
    made = certificate(ready=True)
    client.force_login(employee_with_role(role))
    for address in [INDEX, *acts_on(made)]:
        assert client.get(address).status_code in {302, 403}
    for address in acts_on(made)[2:]:
        client.post(address, {"reason": "x"})
    assert Certificate.objects.get().state == "valid"


def test_a_learner_reaches_none_of_it(client):
    made = certificate(ready=True)
    client.force_login(EmployeeFactory().user)
    for address in [INDEX, *acts_on(made)]:
        assert client.get(address).status_code in {302, 403}


@pytest.mark.parametrize("act", ["add", "edit", "delete", "copy", "history", "usage"])
def test_there_is_no_door_to_edit(act):
    with pytest.raises(NoReverseMatch):
        reverse(f"certificates_admin:{act}", args=[] if act == "add" else [1])


def test_not_even_an_administrator_edits(admin_client):
    made = certificate()
    for address in (f"{INDEX}new/", f"{INDEX}edit/{made.pk}/", f"{INDEX}delete/{made.pk}/"):
        assert admin_client.get(address).status_code == 404


def test_the_list_finds_by_folio_name_course_and_number(rh):
    made = certificate(course=course_page(title="Gasto a la vista", lessons=1))
    other = certificate(course=course_page(title="Urbanidad", lessons=1))
    for words in (made.folio, made.employee.first_surname, "gasto", made.employee.number):
        html = rh.get(INDEX, {"q": words}).content.decode()
        assert made.holder_name in html, words
        assert (other.folio in html) is False, words


def test_the_list_filters_by_state_and_file(rh):
    course = course_page(lessons=1)
    valid = certificate(course=course, ready=True)
    expired = certificate(course=course, valid_until=timezone.localdate() - dt.timedelta(days=1))
    revoked = api.revoke(certificate=certificate(course=course), reason="x", revoked_by=UserFactory())
    for state, wanted in (("valid", valid), ("expired", expired), ("revoked", revoked)):
        html = rh.get(INDEX, {"state": state}).content.decode()
        assert [made for made in (valid, expired, revoked) if made.folio in html] == [wanted]
    html = rh.get(INDEX, {"file": "ready"}).content.decode()
    assert [made for made in (valid, expired, revoked) if made.folio in html] == [valid]


def test_the_list_narrows_by_department_course_requirement_and_kind(rh):
    office = DepartmentFactory(name="Obras Públicas")
    wanted = TrainingRequirementFactory(code="CAP-Ñ7")
    here = certificate(
        department_name="Obras Públicas",
        course_title="Gasto a la vista",
        requirements=[requirement_line(code="CAP-Ñ7", id=wanted.pk)],
    )
    elsewhere = certificate(department_name="Registro Civil", requirements=[requirement_line(code="CAP-Ñ77")])
    [speaker] = approve(request=asked(title="Foro abierto"), approved_by=UserFactory())
    for asked_for, found in (
        ({"department": office.pk}, [here]),
        ({"course_title": "Gasto a la vista"}, [here]),
        ({"course_title": "Foro abierto"}, [speaker]),
        ({"requirement": wanted.pk}, [here]),
        ({"kind": "speaker"}, [speaker]),
        ({"file": "waiting"}, [here, elsewhere, speaker]),
        ({"file": "stopped"}, []),
    ):
        html = rh.get(INDEX, asked_for).content.decode()
        assert [one for one in (here, elsewhere, speaker) if one.folio in html] == found, asked_for


def test_one_of_somebody_from_outside_is_read_with_what_it_rests_on(rh):
    [made] = approve(request=asked(title="Foro abierto"), approved_by=UserFactory())
    html = rh.get(f"{INDEX}{made.pk}/").content.decode()
    assert "La solicitud «Foro abierto»" in html
    assert "Ponente" in html


def test_the_list_costs_the_same_for_two_and_for_twelve(rh, django_assert_max_num_queries):
    course = course_page(lessons=1)
    for _i in range(2):
        certificate(course=course)
    rh.get(INDEX)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        rh.get(INDEX)
    for _i in range(10):
        certificate(course=course)
    with django_assert_max_num_queries(len(few)):
        rh.get(INDEX)
    assert len(few) <= 20


def test_looking_at_the_decision_changes_nothing(rh):
    made = certificate()
    for address in acts_on(made)[2:]:
        assert "No se puede deshacer" in rh.get(address).content.decode()
    assert Certificate.objects.get().state == "valid"


def test_revoking_needs_a_reason_and_says_so(rh):
    made = certificate()
    response = rh.post(acts_on(made)[2], {"reason": " "})
    assert "Escriba el motivo." in response.content.decode()
    assert Certificate.objects.get().state == "valid"


def test_revoking_with_a_reason_is_seen_at_once(rh, client):
    made = certificate()
    response = rh.post(
        acts_on(made)[2], {"reason": "Suplantación comprobada", "revocation_class": "misuse"}, follow=True
    )
    assert f"La constancia {made.folio} quedó revocada." in response.content.decode()
    assert "Suplantación comprobada" in response.content.decode()
    assert "Constancia revocada" in client.get(made.verification_path).content.decode()


def test_replacing_leads_to_the_new_one(rh):
    made = certificate()
    response = rh.post(acts_on(made)[3], {"reason": "Apellido"}, follow=True)
    new = Certificate.objects.get(replaces=made)
    assert new.folio in response.content.decode()
    assert Certificate.objects.get(pk=made.pk).state == "superseded"
    assert new.folio in rh.get(acts_on(made)[0]).content.decode()


def test_ones_own_certificate_is_for_a_colleague(client):
    user = employee_with_role(HUMAN_RESOURCES)
    made = certificate(employee=EmployeeFactory(user=user))
    client.force_login(user)
    assert (
        "Nadie decide sobre una constancia propia"
        in client.post(acts_on(made)[2], {"reason": "x", "revocation_class": "error"}).content.decode()
    )
    assert Certificate.objects.get().state == "valid"


def test_the_file_waits_for_its_job(rh):
    assert rh.get(acts_on(certificate())[1]).status_code == 404
