import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cimtra.instrument.exporting import content_of, yaml_of
from cimtra.instrument.sheets import workbook_of
from cimtra.models import Aspect, Instrument
from people.api import CONSULTANCY, HUMAN_RESOURCES, LIAISON
from tests.factories import employee_with_role

from .instrument_factories import aspect_of, small_instrument

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"cimtra_instrument:{name}", args=args)


@pytest.fixture
def instrument():
    return small_instrument()


@pytest.fixture
def consultant(client):
    user = employee_with_role(CONSULTANCY)
    client.force_login(user)
    return client


def sent(client, data, *, name="version.yaml"):
    return client.post(at("import"), {"file": SimpleUploadedFile(name, data)})


def packed(response):
    return re.search(r'name="packed" value="([^"]+)"', response.content.decode()).group(1)


def mended(instrument, **changes):
    content = content_of(instrument)
    content["blocks"][0]["aspects"][0] |= changes
    return content


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, LIAISON])
def test_other_roles_neither_see_nor_change_versions(client, instrument, role):
    client.force_login(employee_with_role(role))
    for name, args in (("versions", []), ("template", []), ("export", [instrument.pk, "xlsx"]), ("import", [])):
        assert client.get(at(name, *args)).status_code in (302, 403)
    for name, args in (("confirm", []), ("in_force", [instrument.pk]), ("copy", [instrument.pk])):
        assert client.post(at(name, *args)).status_code in (302, 403)


def test_the_list_of_versions_costs_the_same_for_more_of_them(consultant, instrument, django_assert_max_num_queries):
    for version in ("mini-7", "mini-8"):
        consultant.get(at("versions"))
        with django_assert_max_num_queries(11):
            assert consultant.get(at("versions")).status_code == 200
        small_instrument(version=version, is_current=False)


@pytest.mark.parametrize("kind", ["xlsx", "yaml"])
def test_what_is_downloaded_can_be_uploaded_and_changes_nothing(consultant, instrument, kind):
    downloaded = consultant.get(at("export", instrument.pk, kind))
    assert downloaded["Content-Disposition"].endswith(f'.{kind}"')
    response = sent(consultant, downloaded.content, name=f"version.{kind}")
    assert response.status_code == 200
    assert "El archivo dice lo mismo" in response.content.decode()


def test_only_the_two_kinds_of_file_and_versions_that_exist_are_downloaded(consultant, instrument):
    assert consultant.get(at("export", instrument.pk, "pdf")).status_code == 404
    assert consultant.get(at("export", 99999, "xlsx")).status_code == 404
    assert consultant.get(at("template")).content.startswith(b"PK")


def test_nothing_is_written_before_the_preview_is_confirmed(consultant, instrument):
    content = mended(instrument, title="Dicho por el archivo")
    content["instrument"]["version"]["id"] = "mini-7"
    response = sent(consultant, workbook_of(content), name="version.xlsx")
    assert "aún no está aquí" in response.content.decode()
    assert not Instrument.objects.filter(version="mini-7").exists()
    confirmed = consultant.post(at("confirm"), {"packed": packed(response)})
    assert confirmed.status_code == 302
    made = Instrument.objects.get(version="mini-7")
    assert aspect_of(made, 1).title == "Dicho por el archivo"
    assert not made.is_current


def test_the_preview_shows_both_sides_and_lets_the_file_win_where_it_is_marked(consultant, instrument):
    response = sent(consultant, yaml_of(mended(instrument, title="Dicho por el archivo")))
    page = response.content.decode()
    assert "Aspecto de prueba 1" in page
    assert "Dicho por el archivo" in page
    consultant.post(at("confirm"), {"packed": packed(response)})
    # The small instrument was typed by hand, so without a mark it stays.
    assert aspect_of(instrument, 1).title == "Aspecto de prueba 1"
    consultant.post(at("confirm"), {"packed": packed(response), "take": ["aspect:1"]})
    assert aspect_of(instrument, 1).title == "Dicho por el archivo"


def test_a_change_between_preview_and_confirmation_is_shown_and_nothing_is_written(consultant, instrument):
    response = sent(consultant, yaml_of(mended(instrument, title="Dicho por el archivo")))
    Aspect.objects.filter(instrument=instrument, number=1).update(title="Dicho mientras tanto")
    again = consultant.post(at("confirm"), {"packed": packed(response), "take": ["aspect:1"]})
    assert again.status_code == 409
    assert "Dicho mientras tanto" in again.content.decode()
    assert aspect_of(instrument, 1).title == "Dicho mientras tanto"
    assert 'value="aspect:1" checked' in again.content.decode()
    consultant.post(at("confirm"), {"packed": packed(again), "take": ["aspect:1"]})
    assert aspect_of(instrument, 1).title == "Dicho por el archivo"


@pytest.mark.parametrize("forged", ["", "x", "eyJhIjoxfQ:abc:def"])
def test_a_forged_or_old_preview_is_refused(consultant, instrument, forged):
    assert consultant.post(at("confirm"), {"packed": forged}).status_code == 302
    assert Instrument.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"\x00\x01", "a.yaml"), (b"PK\x03\x04roto", "a.xlsx"), (b"a: [", "a.yml"), (b"a;b", "a.csv"), (b"", "a.xlsx")],
)
def test_a_file_that_cannot_be_read_is_told(consultant, instrument, data, name):
    response = sent(consultant, data, name=name)
    assert response.status_code == 422


def test_all_problems_of_a_file_are_told_at_once(consultant, instrument):
    content = mended(instrument, title="x" * 300)
    content["blocks"][1]["aspects"][0]["points"] = 900
    page = sent(consultant, yaml_of(content)).content.decode()
    assert "No se cambió nada" in page
    assert page.count("<li>Aspecto") == 2


def test_a_version_is_put_in_force_and_copied(consultant, instrument):
    response = consultant.post(at("copy", instrument.pk), {"version": "mini-7", "label": "La que sigue"})
    made = Instrument.objects.get(version="mini-7")
    assert response.status_code == 302
    assert not made.is_current
    for _twice in range(2):
        consultant.post(at("in_force", made.pk))
    assert list(Instrument.objects.filter(is_current=True)) == [made]
    taken = consultant.post(at("copy", instrument.pk), {"version": "mini-7", "label": "Otra"})
    assert taken.status_code == 422
    assert consultant.get(at("copy", instrument.pk)).status_code == 200


def test_putting_in_force_asks_for_a_post(consultant, instrument):
    assert consultant.get(at("in_force", instrument.pk)).status_code == 405
    assert consultant.get(at("confirm")).status_code == 405
