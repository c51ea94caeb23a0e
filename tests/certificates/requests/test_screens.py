import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate, ManualRequest
from certificates.requests.asking import Person
from certificates.requests.deciding import approve
from people.roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES
from tests.certificates.issue_factories import OUTSIDER, asked
from tests.factories import EmployeeFactory, UserFactory, employee_with_role

pytestmark = pytest.mark.django_db
LIST, NEW = "/admin/constancias/solicitudes/", "/admin/constancias/solicitudes/nueva/"


def page(response):
    return response.content.decode()


@pytest.fixture
def rh(client):
    user = employee_with_role(HUMAN_RESOURCES)
    client.force_login(user)
    client.user = user
    return client


def filled(**fields):
    today = timezone.localdate().isoformat()
    values = {
        "kind": "participation",
        "title": "Taller de archivos",
        "modality": "in_person",
        "hours": "4",
        "starts_on": today,
        "ends_on": today,
        "reason": "Lista firmada",
        "outsiders": OUTSIDER,
    }
    return {**values, **fields}


def test_a_request_is_made_on_a_page_and_waits_for_somebody_else(rh):
    employee = EmployeeFactory()
    assert rh.get(NEW).status_code == 200
    document = SimpleUploadedFile("lista.pdf", b"%PDF-1.7 x")
    response = rh.post(NEW, filled(numbers=employee.number, document=document), follow=True)
    made = ManualRequest.objects.get()
    assert made.modality == "presencial"
    assert {holder.name for holder in made.holders.all()} == {employee.full_name, OUTSIDER}
    assert "Usted hizo esta solicitud" in page(response)
    assert "Aprobar" not in page(response)
    rh.post(reverse("certificates_requests:approve", args=[made.pk]))
    assert not Certificate.objects.exists()
    assert rh.get(reverse("certificates_requests:document", args=[made.pk])).getvalue() == b"%PDF-1.7 x"


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_written(rh):
    response = rh.post(NEW, filled(numbers="no-existe", outsiders=""))
    assert response.status_code == 422
    assert "«no-existe»" in page(response)
    assert rh.post(NEW, filled(outsiders="")).status_code == 422
    assert rh.post(NEW, filled(document=SimpleUploadedFile("x.pdf", b"MZ..."))).status_code == 422
    assert not ManualRequest.objects.exists()


def test_somebody_else_approves_and_everybody_gets_one(rh):
    made = asked()
    one = reverse("certificates_requests:one", args=[made.pk])
    assert "Aprobar y emitir 1 constancia" in page(rh.get(one))
    response = rh.post(reverse("certificates_requests:approve", args=[made.pk]), follow=True)
    issued = Certificate.objects.get()
    assert issued.folio in page(response)
    assert "mailto:angela@ejemplo.test" in page(response)


def test_a_refusal_needs_a_reason_and_is_read_by_whoever_asked(rh):
    made = asked()
    refuse = reverse("certificates_requests:refuse", args=[made.pk])
    assert rh.post(refuse, {"reason": " "}).status_code == 422
    assert "Falta la lista de asistencia" in page(
        rh.post(refuse, {"reason": "Falta la lista de asistencia"}, follow=True)
    )
    assert ManualRequest.objects.get().state == "refused"


def test_ones_own_request_is_taken_back(rh):
    made = asked(asked_by=rh.user)
    rh.post(reverse("certificates_requests:withdraw", args=[made.pk]))
    assert ManualRequest.objects.get().state == "withdrawn"


def test_a_constancia_of_the_same_activity_is_told_before_approving(rh):
    employee = EmployeeFactory()
    [first] = approve(request=asked(people=[Person(employee.full_name, employee)]), approved_by=UserFactory())
    again = asked(people=[Person(employee.full_name, employee)])
    assert f"{first.folio}" in page(rh.get(reverse("certificates_requests:one", args=[again.pk])))


def test_looking_decides_nothing(rh):
    made = asked()
    for name in ("approve", "refuse", "withdraw"):
        assert rh.get(reverse(f"certificates_requests:{name}", args=[made.pk])).status_code == 405
    assert ManualRequest.objects.get().state == "waiting"


@pytest.mark.parametrize(("role", "status"), [(ADMINISTRATION, 200), (CONSULTANCY, 403)])
def test_who_reaches_it(client, role, status):
    client.force_login(employee_with_role(role))
    made = asked(document=SimpleUploadedFile("lista.pdf", b"%PDF-1.7 x"))
    for address in (LIST, NEW, reverse("certificates_requests:document", args=[made.pk])):
        assert client.get(address).status_code in {status, 302 if status == 403 else status}


def test_the_pages_cost_the_same_for_more_people_and_more_requests(rh, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first = asked()
    addresses = [LIST, reverse("certificates_requests:one", args=[first.pk])]
    counts = []
    for address in addresses:
        rh.get(address)
        with CaptureQueriesContext(connection) as few:
            rh.get(address)
        counts.append(len(few))
    many = asked(people=[Person(f"Persona {letter}") for letter in "ABCDEFGH"])
    for address, count in zip([LIST, reverse("certificates_requests:one", args=[many.pk])], counts, strict=True):
        with django_assert_max_num_queries(count):
            rh.get(address)
