import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cimtra.api import Aspect, Instrument, load_instrument
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT
from tests.factories import UserFactory, employee_with_role

pytestmark = pytest.mark.django_db

EDITORS = [CONSULTANCY, TRANSPARENCY_UNIT, ADMINISTRATION]


def addresses():
    aspect = Aspect.objects.get(number=6)
    return [
        reverse("cimtra_admin:instrument"),
        reverse("cimtra_admin:aspect", args=[aspect.pk]),
        reverse("wagtailsnippets_cimtra_aspect:edit", args=[aspect.pk]),
        reverse("wagtailsnippets_cimtra_aspect:list"),
        reverse("wagtailsnippets_cimtra_block:list"),
        reverse("wagtailsnippets_cimtra_instrument:list"),
    ]


@pytest.mark.parametrize("role", EDITORS)
def test_those_who_work_with_the_instrument_see_it(client, loaded, role):
    client.force_login(employee_with_role(role))
    for address in addresses():
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, LIAISON])
def test_other_roles_do_not(client, loaded, role):
    user = employee_with_role(role)
    client.force_login(user)
    for address in addresses():
        assert client.get(address).status_code in (302, 403), address


def test_learners_and_strangers_do_not(client, loaded):
    for address in addresses():
        assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    for address in addresses():
        assert client.get(address).status_code in (302, 403)


def test_an_unknown_aspect_is_not_found(client, loaded):
    client.force_login(employee_with_role(CONSULTANCY))
    assert client.get(reverse("cimtra_admin:aspect", args=[999999])).status_code == 404


def test_an_instrument_that_is_not_loaded_says_how_to_load_it(client):
    Instrument.objects.all().delete()
    client.force_login(employee_with_role(CONSULTANCY))
    response = client.get(reverse("cimtra_admin:instrument"))
    assert "load_instrument" in response.content.decode()


def test_the_aspect_says_the_origin_of_each_thing(client, loaded):
    client.force_login(employee_with_role(CONSULTANCY))
    official = client.get(reverse("cimtra_admin:aspect", args=[Aspect.objects.get(number=1).pk])).content.decode()
    assert official.count("Oficial</span>") == 4
    assert "Ley</span>" in official
    assert "Propuesta</span>" in official
    assert "CIMTRA no pide capacitación" in official
    proposed = client.get(reverse("cimtra_admin:aspect", args=[Aspect.objects.get(number=5).pk])).content.decode()
    assert "Oficial</span>" not in proposed


def test_the_cost_of_the_instrument_does_not_grow_with_its_aspects(client, loaded, django_assert_max_num_queries):
    client.force_login(employee_with_role(CONSULTANCY))
    client.get(reverse("cimtra_admin:instrument"))
    with django_assert_max_num_queries(16):
        client.get(reverse("cimtra_admin:instrument"))


def test_the_version_can_be_chosen_and_an_unknown_one_is_ignored(client, loaded):
    client.force_login(employee_with_role(CONSULTANCY))
    for version in ("cm-45", "cm-99", "'; drop table"):
        response = client.get(reverse("cimtra_admin:instrument"), {"version": version})
        assert response.context["instrument"] == Instrument.objects.get()


def aspect_form(aspect, **changes):
    """What the browser posts for `aspect` as it is, with `changes` over it."""
    fields = ("number", "code", "title", "frequency", "frequency_note", "responsible_areas", "sources", "notes")
    data = {name: getattr(aspect, name) for name in fields}
    data |= {"block": aspect.block_id, "points": "", "evidence_kinds": aspect.evidence_kinds}
    for prefix, names in (
        ("variables", ("number", "title", "origin", "source")),
        ("legal_references", ("text", "source")),
        ("requirement_links", ("requirement_id", "origin", "note")),
    ):
        rows = list(getattr(aspect, prefix).all())
        data |= {f"{prefix}-{name}_FORMS": number for name, number in (("TOTAL", len(rows)), ("INITIAL", len(rows)))}
        data |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000}
        for place, row in enumerate(rows):
            data[f"{prefix}-{place}-id"] = row.pk
            data[f"{prefix}-{place}-ORDER"] = place + 1
            for name in names:
                data[f"{prefix}-{place}-{name.removesuffix('_id')}"] = getattr(row, name)
    return data | changes


def test_the_consultant_mends_an_aspect_and_a_reload_keeps_it(client, loaded):
    client.force_login(employee_with_role(CONSULTANCY))
    aspect = Aspect.objects.get(number=1)
    address = reverse("wagtailsnippets_cimtra_aspect:edit", args=[aspect.pk])
    response = client.post(
        address, aspect_form(aspect, title="Gasto en publicidad", **{"variables-0-title": "Se publica"})
    )
    assert response.status_code == 302
    aspect = Aspect.objects.get(number=1)
    assert aspect.title == "Gasto en publicidad"
    assert aspect.variables.get(number="1.1").title == "Se publica"
    receipt = load_instrument()
    assert receipt.changes == 0
    assert Aspect.objects.get(number=1).title == "Gasto en publicidad"


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 2},
        {"variables-0-source": ""},
        {"variables-0-number": "1.2"},
        {"points": "-1"},
    ],
)
def test_a_contradiction_is_told_on_the_form(client, loaded, changes):
    client.force_login(employee_with_role(CONSULTANCY))
    aspect = Aspect.objects.get(number=1)
    address = reverse("wagtailsnippets_cimtra_aspect:edit", args=[aspect.pk])
    assert client.post(address, aspect_form(aspect, **changes)).status_code == 200
    assert Aspect.objects.get(pk=aspect.pk).number == 1


def test_human_resources_cannot_mend_an_aspect(client, loaded):
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    aspect = Aspect.objects.get(number=1)
    address = reverse("wagtailsnippets_cimtra_aspect:edit", args=[aspect.pk])
    client.post(address, aspect_form(aspect, title="Otro"))
    assert Aspect.objects.get(number=1).title != "Otro"


@pytest.mark.parametrize("role", EDITORS)
def test_no_role_can_delete_a_version_of_the_instrument(role):
    codenames = Group.objects.get(name=role).permissions.filter(content_type__app_label="cimtra")
    assert not codenames.filter(codename__startswith="delete").exists()
