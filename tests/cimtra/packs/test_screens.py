"""Who may ask for packs and take them."""

import pytest
from django.urls import reverse

from cimtra.models import EvidencePack
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT
from people.models import Decision, Work
from tests.cimtra.coverage.coverage_factories import today, town
from tests.cimtra.packs.packs_factories import bytes_of, made
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db
LIST, NEW = "cimtra_packs:list", "cimtra_packs:new"


@pytest.fixture(scope="module", autouse=True)
def built_town(built_once):
    return built_once(town)


@pytest.fixture
def place(built_town, db):
    return built_town


def as_role(client, role):
    user = employee_with_role(role)
    client.force_login(user)
    return user


def asked(place, **changes):
    day = today().isoformat()
    return {"aspect": place.aspect(1).pk, "audience": "public", "as_of": day, "reason": "Portal", **changes}


@pytest.mark.parametrize("role", [CONSULTANCY, TRANSPARENCY_UNIT, HUMAN_RESOURCES, ADMINISTRATION])
def test_whoever_sees_coverage_asks_for_a_pack_for_the_public(client, place, role):
    user = as_role(client, role)
    response = client.post(reverse(NEW), asked(place))
    pack = EvidencePack.objects.get()
    assert response.url == reverse("cimtra_packs:one", args=[pack.uuid])
    assert pack.asked_by == user
    page = client.get(response.url)
    assert page.status_code == 200
    assert page["Refresh"]


def test_a_liaison_has_no_packs(client, place):
    as_role(client, LIAISON)
    assert client.get(reverse(LIST)).status_code in (302, 403)


def test_the_consultancy_cannot_ask_for_a_pack_that_names_people(client, place):
    as_role(client, CONSULTANCY)
    assert "internal" not in client.get(reverse(NEW)).content.decode()
    response = client.post(reverse(NEW), asked(place, audience="internal"))
    assert response.status_code == 200
    assert not EvidencePack.objects.exists()


def test_a_pack_that_names_people_is_nowhere_for_the_consultancy(client, place):
    pack = made(employee_with_role(ADMINISTRATION), aspect=place.aspect(1))
    as_role(client, CONSULTANCY)
    assert pack.reason not in client.get(reverse(LIST)).content.decode()
    assert client.get(reverse("cimtra_packs:one", args=[pack.uuid])).status_code == 404
    assert client.post(reverse("cimtra_packs:download", args=[pack.uuid])).status_code == 404
    assert client.post(reverse("cimtra_packs:again", args=[pack.uuid])).status_code == 404


def test_the_download_gives_the_bytes_that_were_made_and_stands_in_the_ledger(client, place):
    pack = made(employee_with_role(ADMINISTRATION), aspect=place.aspect(1))
    user = as_role(client, HUMAN_RESOURCES)
    address = reverse("cimtra_packs:download", args=[pack.uuid])
    assert client.get(address).status_code == 405
    response = client.post(address)
    assert b"".join(response.streaming_content) == bytes_of(pack)
    assert "evidencia_aspecto-1_" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    line = Decision.objects.latest("number")
    assert (line.act, line.actor, line.after["sha256"]) == ("export", user, pack.sha256)


def test_a_pack_that_is_not_made_yet_cannot_be_downloaded(client, place):
    as_role(client, CONSULTANCY)
    client.post(reverse(NEW), asked(place))
    pack = EvidencePack.objects.get()
    assert client.post(reverse("cimtra_packs:download", args=[pack.uuid])).status_code == 404


def test_work_that_stopped_can_be_tried_again(client, place):
    as_role(client, CONSULTANCY)
    client.post(reverse(NEW), asked(place))
    pack = EvidencePack.objects.get()
    Work.objects.update(state=Work.State.FAILED, note="Se detuvo.")
    assert "Se detuvo." in client.get(reverse("cimtra_packs:one", args=[pack.uuid])).content.decode()
    client.post(reverse("cimtra_packs:again", args=[pack.uuid]))
    pack.refresh_from_db()
    assert pack.work.state == Work.State.WAITING


@pytest.mark.parametrize("wrong", [{"aspect": ""}, {"reason": ""}, {"as_of": "2999-01-01"}, {"aspect": "abc"}])
def test_what_is_wrong_is_told_in_the_form(client, place, wrong):
    as_role(client, CONSULTANCY)
    response = client.post(reverse(NEW), asked(place, **wrong))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not EvidencePack.objects.exists()


def test_the_form_opens_with_what_the_address_asks_for(client, place):
    as_role(client, CONSULTANCY)
    aspect = place.aspect(2)
    page = client.get(reverse(NEW), {"aspecto": aspect.pk}).content.decode()
    assert f'value="{aspect.pk}" selected' in page
    assert client.get(reverse(NEW), {"aspecto": "x;y", "evaluacion": "z"}).status_code == 200


def test_more_packs_cost_the_list_no_more_queries(client, place, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    user = employee_with_role(ADMINISTRATION)
    made(user, aspect=place.aspect(1), audience="public")
    client.force_login(user)
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(LIST))
    for number in range(2, 5):
        made(user, aspect=place.aspect(number), audience="public")
    with django_assert_num_queries(len(queries)):
        client.get(reverse(LIST))
