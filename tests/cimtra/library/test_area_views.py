import pytest
from django.urls import reverse

from cimtra.models import Delivery, LibraryDocument
from tests.cimtra.instrument.instrument_factories import aspect_of, responsible, small_instrument
from tests.cimtra.library.library_factories import (
    QUARTER,
    csv,
    delivery_of,
    liaison_of,
    published,
    returned,
    reviewer,
    waiting,
)
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here")]


@pytest.fixture
def department():
    return DepartmentFactory()


@pytest.fixture
def liaison(department, client):
    user = liaison_of(department)
    client.force_login(user)
    return user


def form(department, **changes):
    return {
        "file": csv(),
        "department": department.pk,
        "title": "Viáticos pagados",
        "part": "q3",
        "year": "2026",
        "updated_on": "2026-10-05",
        "description": "",
        **changes,
    }


def test_a_liaison_uploads_for_the_own_area_and_sees_it_wait(client, liaison, department):
    aspect = aspect_of(small_instrument(), 2)
    responsible(aspect, department)
    answer = client.post(reverse("cimtra:area_document_new"), form(department, own_aspects=[aspect.pk]), follow=True)
    document = LibraryDocument.objects.get()
    assert "En espera de publicarse" in answer.text
    assert (document.period_start, document.period_end) == (QUARTER.start, QUARTER.end)
    assert list(document.aspects.all()) == [aspect]
    assert document.uploaded_by == liaison


def test_nobody_uploads_for_another_area(client, liaison):
    answer = client.post(reverse("cimtra:area_document_new"), form(DepartmentFactory()))
    assert answer.status_code == 422
    assert not LibraryDocument.objects.exists()


def test_what_was_wrong_is_told_and_the_rest_of_the_form_stays(client, liaison, department):
    wrong = form(department, file=csv(b"\x00", "x.csv"), title="Lo mío")
    answer = client.post(reverse("cimtra:area_document_new"), wrong)
    assert answer.status_code == 422
    assert "Lo mío" in answer.text
    assert "XLSX, ODS, CSV, PDF" in answer.text


def test_a_head_of_the_area_uploads_as_well(client, department):
    head = EmployeeFactory()
    AppointmentFactory(employee=head, department=department, is_head=True)
    client.force_login(head.user)
    client.post(reverse("cimtra:area_document_new"), form(department))
    assert LibraryDocument.objects.get().uploaded_by == head.user


def test_uploading_for_a_delivery_hands_it_in_and_leads_back(client, liaison, department):
    aspect = aspect_of(small_instrument(), 1)
    delivery = delivery_of(department, aspect, title="Relación de viáticos")
    address = reverse("cimtra:area_document_new") + f"?entrega={delivery.pk}&next=/mi-area/"
    shown = client.get(address)
    assert "Relación de viáticos" in shown.text
    answer = client.post(address, form(department))
    delivery.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, "/mi-area/")
    assert delivery.state == Delivery.State.IN_REVIEW
    assert delivery.document == LibraryDocument.objects.get()


def test_the_way_back_never_leads_to_another_site(client, liaison, department):
    answer = client.post(reverse("cimtra:area_document_new") + "?next=https://malo.example/", form(department))
    assert answer.url.startswith("/mi-area/documentos/")


def test_the_delivery_of_another_area_is_not_found(client, liaison):
    delivery = delivery_of(DepartmentFactory())
    assert client.get(reverse("cimtra:area_document_new") + f"?entrega={delivery.pk}").status_code == 404


@pytest.mark.parametrize(
    "name", ["area_document", "area_document_file", "area_document_correct", "area_document_replace"]
)
def test_a_document_of_another_area_is_not_found(client, liaison, name):
    document = waiting()
    assert client.get(reverse(f"cimtra:{name}", args=[document.pk])).status_code == 404


def test_who_acts_for_no_area_finds_nothing(client):
    client.force_login(EmployeeFactory().user)
    assert client.get(reverse("cimtra:area_documents")).status_code == 404


def test_a_returned_document_says_why_and_is_mended(client, liaison, department):
    document = returned(by=liaison, department=department, reason="Falta el RFC.")
    assert "Falta el RFC." in client.get(reverse("cimtra:area_documents")).text
    address = reverse("cimtra:area_document_correct", args=[document.pk])
    assert "Falta el RFC." in client.get(address).text
    client.post(address, form(department, title="Viáticos con RFC"))
    assert client.get(reverse("cimtra:area_document", args=[document.pk])).text.count("En espera de publicarse")
    document.refresh_from_db()
    assert document.title == "Viáticos con RFC"


def test_what_was_mended_by_somebody_else_meanwhile_is_told_and_nothing_is_lost(client, liaison, department):
    document = waiting(by=liaison, department=department)
    answer = client.post(
        reverse("cimtra:area_document_correct", args=[document.pk]), form(department, title="Mi corrección")
    )
    assert answer.status_code == 422
    assert "Mi corrección" in answer.text
    document.refresh_from_db()
    assert document.title == "Viáticos pagados"


def test_a_corrected_file_is_sent_in_place_of_a_public_one(client, liaison, department):
    document = published(by=liaison, department=department)
    address = reverse("cimtra:area_document_replace", args=[document.pk])
    answer = client.post(address, {"file": csv(b"a,b\n3,4\n"), "updated_on": "2026-10-06"})
    newer = LibraryDocument.objects.get(replaces=document)
    assert answer.url == reverse("cimtra:area_document", args=[newer.pk])
    assert client.post(address, {"file": csv(), "updated_on": "2026-10-06"}).status_code == 422


def test_the_own_file_is_downloaded_before_it_is_public_and_no_cache_keeps_it(client, liaison, department):
    document = waiting(by=liaison, department=department)
    answer = client.get(reverse("cimtra:area_document_file", args=[document.pk]))
    assert b"".join(answer.streaming_content).startswith(b"Proveedor")
    assert "no-store" in answer["Cache-Control"]
    assert "attachment" in answer["Content-Disposition"]


def test_the_list_costs_the_same_for_more_documents(client, liaison, department, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(40) as counted:
            client.get(reverse("cimtra:area_documents"))
        return len(counted)

    waiting(by=liaison, department=department)
    client.get(reverse("cimtra:area_documents"))
    few = cost()
    for number in range(4):
        waiting(by=liaison, department=department, title=f"Otro {number}")
    returned(by=liaison, department=department)
    published(by=liaison, department=department, publisher=reviewer())
    assert cost() == few


def test_mi_area_counts_what_came_back(client, liaison, department):
    returned(by=liaison, department=department)
    text = client.get("/mi-area/").text
    assert "Devueltos" in text
    assert "?estado=returned" in text
