import pytest
from django.contrib.auth.models import Group

from certificates import api
from certificates.life.objections import answer, waiting_for
from certificates.models import Certificate, RevocationAppeal
from people.roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON
from tests.certificates.factories import certificate
from tests.certificates.life_factories import objected, of_a_speaker, revoked, with_file
from tests.factories import EmployeeFactory, UserFactory, employee_with_role

pytestmark = pytest.mark.django_db
INDEX = "/admin/constancias/"
OBJECTIONS = f"{INDEX}inconformidades/"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"


@pytest.fixture
def user(client):
    user = employee_with_role(HUMAN_RESOURCES)
    client.force_login(user)
    return user


def act(made, word):
    return f"{INDEX}{made.pk}/{word}/"


@pytest.mark.parametrize("role", [CONSULTANCY, LIAISON, None])
def test_others_reach_none_of_it(client, role):
    made = with_file()
    client.force_login(employee_with_role(role) if role else EmployeeFactory().user)
    objection = objected()
    for path in (*(act(made, word) for word in ("revocar", "sustituir", "retirar-nombre")), OBJECTIONS):
        assert client.get(path).status_code in {302, 403}
        client.post(path, {"reason": "x", "revocation_class": "error", "folio": made.folio})
    assert client.post(f"{OBJECTIONS}{objection.pk}/", {"decision": "grant", "text": "x"}).status_code in {302, 403}
    assert Certificate.objects.get(pk=made.pk).state == "valid"
    assert RevocationAppeal.objects.get().decided_at is None


def test_the_permissions_come_with_the_role():
    for role in (HUMAN_RESOURCES, ADMINISTRATION):
        names = Group.objects.get(name=role).permissions.values_list("codename", flat=True)
        assert {"revoke_certificate", "replace_certificate", "answer_objection", "withhold_name"} <= set(names)


def test_looking_at_the_decision_changes_nothing(client, user):
    made = with_file()
    for word in ("revocar", "sustituir", "retirar-nombre"):
        assert "o se puede deshacer" in client.get(act(made, word)).content.decode()
    assert Certificate.objects.get().state == "valid"


def test_revoking_asks_for_what_the_public_reads_and_for_the_reason(client, user):
    made = certificate()
    html = client.post(act(made, "revocar"), {"reason": " "}).content.decode()
    assert "Escriba el motivo." in html
    assert "Elija lo que leerá el público." in html
    response = client.post(act(made, "revocar"), {"reason": "Expediente 12", "revocation_class": "error"}, follow=True)
    assert f"La constancia {made.folio} quedó revocada." in response.content.decode()
    assert Certificate.objects.get().get_revocation_class_display() == "Se emitió por error"


def test_replacing_says_the_name_that_it_will_have(client, user):
    made = certificate()
    assert "Es el mismo" in client.get(act(made, "sustituir")).content.decode()
    made.employee.second_surname = "Corregida"
    made.employee.save()
    html = client.get(act(made, "sustituir")).content.decode()
    assert made.employee.full_name in html
    assert "Es el mismo" not in html


def test_the_name_of_a_speaker_is_written_on_the_form(client, user):
    made = of_a_speaker("Ximena Ordas")
    assert 'value="Ximena Ordas"' in client.get(act(made, "sustituir")).content.decode()
    client.post(act(made, "sustituir"), {"reason": "Nombre", "name": "Ximena Ordaz"})
    assert Certificate.objects.get(replaces=made).holder_name == "Ximena Ordaz"


def test_withholding_asks_for_the_folio_first(client, user):
    made = with_file()
    html = client.post(act(made, "retirar-nombre"), {"reason": "Lo pidió", "folio": "OTRO-1"}).content.decode()
    assert "Éste no es el folio de esta constancia." in html
    assert not Certificate.objects.get().is_withheld
    values = {"reason": "Lo pidió", "folio": f" {made.folio.lower()} "}
    response = client.post(act(made, "retirar-nombre"), values, follow=True)
    assert f"Se retiró el nombre de la constancia {made.folio}." in response.content.decode()
    assert made.holder_name not in response.content.decode()


def test_ones_own_certificate_is_for_a_colleague(client, user):
    made = certificate(employee=EmployeeFactory(user=user))
    response = client.post(act(made, "revocar"), {"reason": "x", "revocation_class": "error"})
    assert "Nadie decide sobre una constancia propia" in response.content.decode()
    assert Certificate.objects.get().state == "valid"


def test_the_list_of_objections_has_the_waiting_ones_first(client, user):
    answered, waiting = objected(), objected()
    answer(objection=answered, is_granted=False, text="Consta en el acta.", answered_by=UserFactory())
    html = client.get(OBJECTIONS).content.decode()
    assert html.index(waiting.certificate.folio) < html.index(answered.certificate.folio)
    assert "En espera de respuesta" in html
    assert "No procedió" in html


def test_an_empty_list_says_how_one_comes_to_be(client, user):
    assert "Nadie se ha inconformado" in client.get(OBJECTIONS).content.decode()


def test_the_list_costs_the_same_for_one_and_for_five(client, user, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    objected()
    client.get(OBJECTIONS)
    with CaptureQueriesContext(connection) as few:
        client.get(OBJECTIONS)
    for _i in range(4):
        objected()
    with django_assert_max_num_queries(len(few)):
        client.get(OBJECTIONS)


def test_the_first_page_tells_how_many_wait_for_this_account_and_only_those(client, user):
    objected(revoked_by=user)
    assert "Inconformidades por responder" not in client.get("/admin/").content.decode()
    objection = objected()
    html = " ".join(client.get("/admin/").content.decode().split())
    assert "Inconformidades por responder</span><strong>1</strong>" in html
    assert list(waiting_for(user)) == [objection]


def test_granting_leads_to_the_answer_and_the_new_certificate(client, user):
    objection = objected(reason="Expediente 12", text="Tengo el acta.")
    page = client.get(f"{OBJECTIONS}{objection.pk}/").content.decode()
    assert "Expediente 12" in page
    assert "Tengo el acta." in page
    values = {"decision": "grant", "text": "El acta lo demuestra."}
    response = client.post(f"{OBJECTIONS}{objection.pk}/", values, follow=True)
    html = response.content.decode()
    assert "La inconformidad quedó respondida: procedió." in html
    assert "El acta lo demuestra." in html
    assert 'name="decision"' not in html
    assert Certificate.objects.get(replaces=objection.certificate).state == "valid"


def test_an_answer_needs_a_decision_and_words(client, user):
    objection = objected()
    html = client.post(f"{OBJECTIONS}{objection.pk}/", {"text": " "}).content.decode()
    assert "Elija una de las dos decisiones." in html
    assert "Escriba la respuesta" in html


def test_whoever_revoked_reads_that_it_is_for_somebody_else(client, user):
    objection = objected(revoked_by=user)
    html = client.get(f"{OBJECTIONS}{objection.pk}/").content.decode()
    assert "Usted revocó esta constancia" in html
    assert 'name="decision"' not in html
    client.post(f"{OBJECTIONS}{objection.pk}/", {"decision": "keep", "text": "x"})
    assert RevocationAppeal.objects.get().decided_at is None


def test_a_revoked_one_offers_neither_revoking_nor_replacing(client, user):
    made = revoked()
    html = client.get(f"{INDEX}{made.pk}/").content.decode()
    assert act(made, "revocar") not in html
    assert act(made, "sustituir") not in html
    with pytest.raises(api.CannotChange):
        api.replace(certificate=made, reason="x", replaced_by=user)
