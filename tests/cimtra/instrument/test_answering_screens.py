import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cimtra.institutions import edition_of
from cimtra.models import AspectResponsible, Inapplicability, Institution, Instrument
from people.api import CONSULTANCY, HUMAN_RESOURCES, LIAISON
from tests.factories import DepartmentFactory, employee_with_role

from .instrument_factories import aspect_of, inapplicable, institution, responsible, small_instrument

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"cimtra_instrument:{name}", args=args)


@pytest.fixture
def instrument():
    return small_instrument()


@pytest.fixture
def consultant(client):
    client.force_login(employee_with_role(CONSULTANCY))
    return client


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, LIAISON])
def test_other_roles_neither_see_nor_change_who_answers(client, instrument, role):
    aspect = aspect_of(instrument, 1)
    row, note, one = responsible(aspect, DepartmentFactory()), inapplicable(aspect), institution("Una")
    client.force_login(employee_with_role(role))
    shown = [
        at("responsible"),
        at("aspect_responsible", aspect.pk),
        at("not_applicable", aspect.pk),
        at("institutions"),
    ]
    acts = [at(f"{act}_responsible", row.pk) for act in ("end", "change", "take_back")]
    acts += [at("end_note", note.pk), at("take_back_note", note.pk), at("new_institution")]
    acts += [at("institution", one.pk), at("take_over", one.pk), *shown[:3]]
    assert {client.get(address).status_code for address in shown} <= {302, 403}
    assert {client.post(address).status_code for address in acts} <= {302, 403}
    assert AspectResponsible.objects.count() == Inapplicability.objects.count() == Institution.objects.count() == 1


def test_a_department_is_set_changed_and_ended_on_the_screen_of_the_aspect(consultant, instrument):
    aspect, department, today = aspect_of(instrument, 1), DepartmentFactory(), timezone.localdate()
    address = at("aspect_responsible", aspect.pk)
    posted = {"department": department.pk, "is_main": "on", "starts_on": "2024-01-01", "basis": "Reglamento, art. 4"}
    assert consultant.post(address, posted).status_code == 302
    row = AspectResponsible.objects.get()
    page = consultant.get(address).content.decode()
    assert "Reglamento, art. 4" in page
    assert "desde el 1 ene 2024" in page
    consultant.post(at("change_responsible", row.pk), {"basis": "Acuerdo 9", "starts_on": "2025-01-01"})
    assert AspectResponsible.objects.get(ends_on=None).basis == "Acuerdo 9"
    now = AspectResponsible.objects.get(ends_on=None)
    assert not now.is_main
    consultant.post(at("end_responsible", now.pk), {"ends_on": today.isoformat()})
    now.refresh_from_db()
    assert now.ends_on == today
    refused = consultant.post(at("end_responsible", row.pk), {"ends_on": "2025-05-05"})
    assert refused.status_code == 422


def test_what_cannot_be_is_told_and_what_was_typed_stays(consultant, instrument):
    aspect, department = aspect_of(instrument, 1), DepartmentFactory()
    responsible(aspect, department)
    posted = {"department": department.pk, "starts_on": "2024-01-01", "basis": "Lo que escribí"}
    response = consultant.post(at("aspect_responsible", aspect.pk), posted)
    assert response.status_code == 422
    assert "Lo que escribí" in response.content.decode()
    assert consultant.post(at("aspect_responsible", aspect.pk), {"department": "99999"}).status_code == 422


def posted_table(instrument, **departments):
    data = {"starts_on": "2026-01-15", "basis": ""}
    main = {row.aspect_id: row for row in AspectResponsible.objects.filter(ends_on=None, is_main=True)}
    for aspect in instrument.aspects.all():
        row = main.get(aspect.pk)
        chosen = departments.get(f"_{aspect.number}", row.department if row else None)
        data[f"seen-{aspect.pk}"] = row.pk if row else ""
        data[f"department-{aspect.pk}"] = chosen.pk if chosen else ""
    return data


def test_the_table_sets_many_at_once_and_shows_a_conflict_without_losing_the_choice(consultant, instrument):
    mine, theirs = DepartmentFactory(name="Mía"), DepartmentFactory(name="Ajena")
    data = posted_table(instrument, _1=mine, _2=mine)
    assert consultant.post(at("responsible"), data).status_code == 302
    assert AspectResponsible.objects.filter(department=mine).count() == 2
    data = posted_table(instrument, _3=mine, _4=mine)
    responsible(aspect_of(instrument, 3), theirs)
    response = consultant.post(at("responsible"), data)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Ajena<br>" in page
    assert page.count("was-moved") == 1
    assert AspectResponsible.objects.filter(department=mine).count() == 2
    line = next(one for one in response.context["lines"] if one["aspect"].number == 3)
    assert line["chosen"] == str(mine.pk)


def test_the_table_of_another_version_is_its_own(consultant, instrument):
    other = small_instrument(version="mini-7", is_current=False)
    response = consultant.get(at("responsible"), {"version": other.pk})
    assert {line["aspect"].instrument_id for line in response.context["lines"]} == {other.pk}
    assert consultant.get(at("responsible"), {"version": 99999}).status_code == 404
    Instrument.objects.all().delete()
    assert consultant.get(at("responsible")).status_code == 200


def test_the_table_costs_the_same_for_more_departments(consultant, instrument, django_assert_max_num_queries):
    for numbers in ((1,), (2, 3, 4)):
        for number in numbers:
            aspect = aspect_of(instrument, number)
            responsible(aspect, DepartmentFactory(area_types="tesoreria"))
            responsible(aspect, DepartmentFactory(), is_main=False)
        consultant.get(at("responsible"))
        with django_assert_max_num_queries(16):
            consultant.get(at("responsible"))


def test_a_reasoned_note_is_recorded_shown_and_ended(consultant, instrument):
    aspect = aspect_of(instrument, 1)
    address = at("not_applicable", aspect.pk)
    assert consultant.post(address, {"note": " ", "starts_on": "2026-01-01"}).status_code == 422
    foreign = aspect_of(instrument, 2).variables.first()
    assert consultant.post(address, {"note": "N", "starts_on": "2026-01-01", "variable": foreign.pk}).status_code == 422
    consultant.post(address, {"note": "No hay rastro municipal.", "starts_on": "2026-01-01", "basis": "Acta 3"})
    assert (
        "No hay rastro municipal." in consultant.get(reverse("cimtra_admin:aspect", args=[aspect.pk])).content.decode()
    )
    note = Inapplicability.objects.get()
    assert consultant.get(at("end_note", note.pk)).status_code == 200
    consultant.post(at("end_note", note.pk), {"ends_on": "2026-06-30"})
    note.refresh_from_db()
    assert note.ends_on == dt.date(2026, 6, 30)


def test_a_record_of_today_is_taken_back_and_an_older_one_is_not(consultant, instrument):
    aspect, today = aspect_of(instrument, 1), timezone.localdate()
    old, new = (
        responsible(aspect, DepartmentFactory()),
        responsible(aspect, DepartmentFactory(), is_main=False, starts_on=today),
    )
    note = inapplicable(aspect, starts_on=today)
    for row in (old, new):
        consultant.post(at("take_back_responsible", row.pk))
    consultant.post(at("take_back_note", note.pk))
    assert list(AspectResponsible.objects.all()) == [old]
    assert not Inapplicability.objects.exists()


def test_institutions_are_recorded_and_follow_each_other(consultant):
    posted = {"role": "guarantor", "name": "La primera", "starts_on": "2020-01-01"}
    assert consultant.post(at("new_institution"), posted).status_code == 302
    overlapping = consultant.post(at("new_institution"), posted | {"name": "Otra", "starts_on": "2021-01-01"})
    assert overlapping.status_code == 422
    assert "La primera" in overlapping.content.decode()
    former = Institution.objects.get()
    consultant.post(at("take_over", former.pk), {"name": "La que sigue", "starts_on": "2025-12-01"})
    former.refresh_from_db()
    assert former.ends_on == dt.date(2025, 11, 30)
    page = consultant.get(at("institutions")).content.decode()
    assert page.index("La que sigue") < page.index("La primera")


def test_an_edit_over_a_newer_edition_shows_both_and_writes_nothing(consultant):
    one = institution("Como estaba")
    seen = edition_of(one)
    Institution.objects.filter(pk=one.pk).update(name="Como la dejó otra persona")
    posted = {"role": one.role, "name": "Como la escribo", "starts_on": "2019-01-01", "edition": seen}
    response = consultant.post(at("institution", one.pk), posted)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Como la dejó otra persona" in page
    assert "Como la escribo" in page
    one.refresh_from_db()
    assert one.name == "Como la dejó otra persona"
    again = posted | {"edition": response.context["form"]["edition"].value()}
    assert consultant.post(at("institution", one.pk), again).status_code == 302
    one.refresh_from_db()
    assert one.name == "Como la escribo"


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"starts_on": "x"}, {"role": "rey"}, {"address": "javascript:alert(1)"}]
)
def test_what_an_institution_cannot_be_is_told(consultant, wrong):
    posted = {"role": "guarantor", "name": "Una", "starts_on": "2020-01-01", "address": ""} | wrong
    assert consultant.post(at("new_institution"), posted).status_code == 422
    backwards = posted | {
        "name": "Una",
        "starts_on": "2020-01-01",
        "role": "guarantor",
        "address": "",
        "ends_on": "2019-01-01",
    }
    assert consultant.post(at("new_institution"), backwards).status_code == 422


def test_what_does_not_exist_is_not_found(consultant):
    for name in ("aspect_responsible", "end_responsible", "not_applicable", "end_note", "institution", "take_over"):
        assert consultant.get(at(name, 99999)).status_code == 404
