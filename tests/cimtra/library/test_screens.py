import pytest
from django.urls import reverse

from cimtra.models import LibraryDocument
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES
from tests.cimtra.instrument.instrument_factories import small_instrument
from tests.cimtra.library.library_factories import csv, published, returned, reviewer, waiting, withdrawn
from tests.factories import DepartmentFactory, employee_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here")]


@pytest.fixture
def unit(client):
    user = reviewer()
    client.force_login(user)
    return user


def at(name, document):
    return reverse(f"cimtra_library:{name}", args=[document.pk])


def test_the_unit_publishes_what_waits(client, unit):
    document = waiting()
    assert "Publicar" in client.get(at("one", document)).text
    answer = client.post(at("publish", document), follow=True)
    assert "ya es público" in answer.text
    document.refresh_from_db()
    assert (document.live, document.published_by) == (True, unit)


def test_the_unit_returns_it_with_a_reason_and_not_without_one(client, unit):
    document = waiting()
    assert client.post(at("return", document), {"reason": " "}).status_code == 422
    client.post(at("return", document), {"reason": "Falta el RFC."})
    assert "Falta el RFC." in client.get(at("one", document)).text


def test_what_is_public_is_withdrawn_with_the_reason_that_visitors_read(client, unit):
    document = published()
    client.post(at("withdraw", document), {"reason": "Contenía domicilios."})
    document.refresh_from_db()
    assert (document.live, document.withdrawn_because) == (False, "Contenía domicilios.")


def test_the_own_document_is_told_to_be_somebody_elses_to_publish(client, unit):
    document = waiting(by=unit)
    shown = client.get(at("one", document)).text
    assert "Usted subió este documento" in shown
    client.post(at("publish", document))
    document.refresh_from_db()
    assert not document.live


def test_the_consultancy_sees_and_uploads_but_does_not_decide(client):
    client.force_login(employee_with_role(CONSULTANCY))
    document = waiting()
    assert "Devolver a su área" not in client.get(at("one", document)).text
    for act in ("publish", "return", "withdraw"):
        assert client.post(at(act, document), {"reason": "x"}).status_code in (302, 403)
    document.refresh_from_db()
    assert not document.live
    assert client.get(reverse("cimtra_library:new")).status_code == 200


def test_human_resources_sees_no_documents(client):
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    assert client.get(reverse("cimtra_library:list")).status_code in (302, 403)


def test_a_document_is_uploaded_in_the_name_of_an_area(client, unit):
    department, instrument = DepartmentFactory(), small_instrument()
    answer = client.post(
        reverse("cimtra_library:new"),
        {
            "file": csv(),
            "department": department.pk,
            "title": "Actas",
            "part": "m9",
            "year": "2026",
            "updated_on": "2026-10-01",
            "own_aspects": [one.pk for one in instrument.aspects.all()[:2]],
        },
    )
    document = LibraryDocument.objects.get()
    assert answer.url == at("one", document)
    assert (document.department, document.aspects.count()) == (department, 2)
    assert (document.period_start.month, document.period_end.month) == (9, 9)


def test_what_waits_comes_first_and_filters_narrow(client, unit):
    published(title="Público")
    waiting(title="En espera")
    withdrawn(title="Retirado ya")
    text = client.get(reverse("cimtra_library:list")).text
    assert text.index("En espera</a>") < text.index("Público</a>")
    assert "Público</a>" not in client.get(reverse("cimtra_library:list") + "?estado=withdrawn").text
    assert "En espera</a>" in client.get(reverse("cimtra_library:list") + "?q=espera&area=x&estado=nada").text


def test_the_list_costs_the_same_for_more_documents(client, unit, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(40) as counted:
            client.get(reverse("cimtra_library:list"))
        return len(counted)

    waiting()
    client.get(reverse("cimtra_library:list"))
    few = cost()
    for number in range(3):
        waiting(title=f"Otro {number}")
    returned()
    assert cost() == few


class TestInsideWagtail:
    def test_the_first_page_of_the_admin_shows_what_waits(self, client, unit):
        waiting(title="Nómina de agosto")
        text = client.get(reverse("wagtailadmin_home")).text
        assert "Nómina de agosto" in text
        assert "Documentos en espera de publicarse" in text

    def test_wagtails_own_buttons_which_would_ask_nobody_are_not_there(self, client):
        client.force_login(employee_with_role(ADMINISTRATION))
        waiting()
        assert "data-workflow-action-url" not in client.get(reverse("wagtailadmin_home")).text

    def test_who_uploaded_in_the_admin_finds_it_on_the_first_page(self, client, unit):
        document = waiting(by=unit)
        assert at("one", document) in client.get(reverse("wagtailadmin_home")).text

    def test_wagtail_writes_no_e_mail_about_documents(self, mailoutbox, unit):
        unit.email = "unidad@ejemplo.test"
        unit.save()
        waiting()
        returned()
        published()
        assert mailoutbox == []

    def test_wagtails_reports_of_workflows_open(self, client, admin_user):
        client.force_login(admin_user)
        waiting()
        for name in ("workflow", "workflow_tasks"):
            assert client.get(reverse(f"wagtailadmin_reports:{name}")).status_code == 200
