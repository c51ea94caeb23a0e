import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cimtra.findings import acts
from cimtra.models import Finding
from tests.factories import EmployeeFactory, UserFactory

from .findings_factories import department, finding, head_of, liaison_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 acta"


def post(client, one, act, **values):
    return client.post(reverse(f"cimtra:area_finding_{act}", args=[one.pk]), values)


@pytest.fixture
def obras():
    return department("Obras Públicas")


def test_a_liaison_attends_with_a_file_and_it_can_be_downloaded(client, obras):
    user = liaison_of(obras)
    one = finding(department=obras)
    client.force_login(user)
    post(client, one, "iniciar")
    said = {"atender-text": "Publicadas.", "atender-upload": SimpleUploadedFile("acta.pdf", PDF)}
    assert post(client, one, "atender", **said).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.attended_by) == ("attended", user)
    kept = one.evidence.get()
    answer = client.get(reverse("cimtra:area_evidence", args=[one.pk, kept.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_is_refused_is_shown_again_with_what_was_typed(client, obras):
    client.force_login(head_of(obras))
    one = finding(department=obras)
    answer = post(client, one, "atender", **{"atender-text": "", "atender-title": "Acta del 12 de marzo"})
    assert answer.status_code == 422
    assert "Acta del 12 de marzo" in answer.content.decode()
    fake = SimpleUploadedFile("acta.pdf", b"<html>")
    answer = post(client, one, "atender", **{"atender-text": "Hecho con cuidado.", "atender-upload": fake})
    assert answer.status_code == 422
    assert "Hecho con cuidado." in answer.content.decode()
    assert Finding.objects.get().state == "pending"


def test_the_finding_of_another_department_does_not_exist(client, obras):
    theirs = finding(department=department("Tesorería"))
    kept = acts.add_evidence(theirs, by=UserFactory(), title="x", upload=SimpleUploadedFile("a.pdf", PDF))
    mine = finding(department=obras)
    client.force_login(head_of(obras))
    assert client.get(reverse("cimtra:area_finding", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("cimtra:area_evidence", args=[theirs.pk, kept.pk])).status_code == 404
    assert client.get(reverse("cimtra:area_evidence", args=[mine.pk, kept.pk])).status_code == 404
    for act in ("iniciar", "atender", "comentar", "evidencia"):
        assert post(client, theirs, act, **{f"{act}-text": "x"}).status_code == 404
    assert theirs.events.filter(act__in=["started", "attended", "commented"]).count() == 0


def test_who_was_given_a_finding_opens_it_without_heading_anything(client):
    person = EmployeeFactory()
    one = finding(person=person, text="Suba el organigrama.")
    client.force_login(person.user)
    assert client.get(reverse("cimtra:area_finding", args=[one.pk])).status_code == 200
    assert "Suba el organigrama." in client.get(reverse("cimtra:area_findings")).content.decode()


def test_the_list_shows_open_ones_until_another_state_is_asked_for(client, obras):
    done = acts.attend(finding(department=obras, text="La que ya está."), by=UserFactory(), text="Hecho.")
    acts.verify(done, by=UserFactory())
    finding(department=obras, text="La que falta.")
    client.force_login(head_of(obras))
    address = reverse("cimtra:area_findings")
    page = client.get(address).content.decode()
    assert "La que falta." in page
    assert "La que ya está." not in page
    assert "La que ya está." in client.get(f"{address}?estado=").content.decode()


def test_the_returned_one_says_at_the_top_what_is_missing(client, obras):
    user = head_of(obras)
    one = acts.attend(finding(department=obras), by=user, text="Hecho.")
    acts.return_(one, by=UserFactory(), reason="Falta la firma del acta.")
    client.force_login(user)
    page = client.get(reverse("cimtra:area_finding", args=[one.pk])).content.decode()
    assert page.count("Falta la firma del acta.") == 2
    assert post(client, one, "comentar", **{"comentar-text": "Va mañana."}).status_code == 302
    assert one.events.last().text == "Va mañana."


def test_the_page_of_a_finding_costs_the_same_with_a_long_history(client, obras, django_assert_num_queries):
    user = head_of(obras)
    one = finding(department=obras)
    acts.comment(one, by=user, text="0")
    acts.add_evidence(one, by=user, title="0", address="https://ejemplo.mx/0")
    client.force_login(user)
    address = reverse("cimtra:area_finding", args=[one.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for n in range(1, 6):
        acts.comment(one, by=user, text=str(n))
        acts.add_evidence(one, by=user, title=str(n), address=f"https://ejemplo.mx/{n}")
    with django_assert_num_queries(len(before)):
        client.get(address)
