import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cimtra.models import Frequency, Inapplicability, Obligation, Origin
from cimtra.obligations import proposing
from cimtra.obligations.due import FREQUENCIES
from people.api import Department
from tests.factories import DepartmentFactory

from .obligations_factories import answers_for, mini_instrument

pytestmark = pytest.mark.django_db

BEGIN = dt.date(2026, 10, 1)
TODAY = dt.date(2026, 11, 10)


def proposed():
    return {group.code: group for group in proposing.propose(starts_on=BEGIN, day=TODAY)}


def titles(group):
    return {(item.obligation.department.name, item.obligation.title) for item in group.items}


def test_the_file_names_what_the_models_know():
    places = {"aspect", "department", "body", "area"}
    for terms in proposing.usual_sets():
        assert terms["per"] in places
        assert terms["kind"] in Obligation.Kind.values
        assert terms.get("origin", "propuesta") in Origin.values
        assert terms.get("frequency", "trimestral") in FREQUENCIES
        assert set(terms.get("kinds", [])) <= set(Department.Kind.values)


def test_nothing_that_a_source_does_not_state_is_called_official():
    assert not any(terms.get("origin") == "oficial" for terms in proposing.usual_sets())
    assert all(terms.get("basis") for terms in proposing.usual_sets() if terms.get("origin") == "ley")


def test_an_aspect_is_proposed_to_who_answers_for_it_first():
    department = DepartmentFactory(name="Hacienda Municipal")
    first, second, *_rest = mini_instrument()
    answers_for(department, first)
    group = proposed()["aspectos"]
    assert titles(group) == {("Hacienda Municipal", "Aspecto 1: Aspecto 1")}
    assert group.items[0].obligation.origin == Origin.PROPOSAL
    assert second in group.orphans


def test_a_stated_rhythm_is_official_and_what_just_happens_is_published_until_it_changes():
    department = DepartmentFactory()
    first, second, third, *_rest = mini_instrument()
    for aspect, frequency in ((first, Frequency.QUARTERLY), (second, Frequency.WHEN_IT_HAPPENS), (third, "mixta")):
        aspect.frequency, aspect.frequency_inferred = frequency, False
        aspect.save()
        answers_for(department, aspect)
    made = [item.obligation for item in proposed()["aspectos"].items]
    assert [(one.frequency, one.origin) for one in made] == [("trimestral", "oficial"), ("al_cambiar", "oficial")]


def test_an_aspect_that_does_not_apply_is_not_proposed():
    aspect = mini_instrument()[0]
    answers_for(DepartmentFactory(), aspect)
    Inapplicability.objects.create(aspect=aspect, note="No hay.", starts_on=dt.date(2026, 1, 1))
    group = proposed()["aspectos"]
    assert group.items == []
    assert aspect not in group.orphans


def test_each_department_and_each_body_gets_its_own():
    DepartmentFactory(name="Obras Públicas")
    DepartmentFactory(name="Catastro", kind=Department.Kind.UNIT)
    DepartmentFactory(name="Comisión de Hacienda", kind=Department.Kind.COMMISSION)
    DepartmentFactory(name="Consejo", kind=Department.Kind.COUNCIL)
    DepartmentFactory(name="Secretaría General", area_types="archivo, secretaria-general")
    DepartmentFactory(name="De antes", ends_on=dt.date(2025, 12, 31))
    groups = proposed()
    assert {name for name, _title in titles(groups["poa"])} == {"Obras Públicas", "Secretaría General"}
    assert {name for name, _title in titles(groups["programa-comision"])} == {"Comisión de Hacienda"}
    assert {name for name, _title in titles(groups["actas"])} == {"Comisión de Hacienda", "Consejo"}
    assert {name for name, _title in titles(groups["reglamentos"])} == {"Secretaría General"}
    ticked = {item.obligation.department.name: item.is_ticked for item in groups["grabaciones"].items}
    assert ticked == {"Comisión de Hacienda": True, "Consejo": False}


def test_what_was_made_exists_and_is_made_once():
    DepartmentFactory()
    keys = [item.key for group in proposed().values() for item in group.items]
    made = proposing.make(keys, starts_on=BEGIN)
    assert made.obligations == len(keys) == Obligation.objects.count()
    # The evaluation of indicators of the quarter, the forms and the sheets; the programme begins with the next year.
    assert made.deliveries > 0
    assert all(item.exists for group in proposed().values() for item in group.items)
    assert proposing.make(keys, starts_on=BEGIN) == proposing.Made(0, 0)


def test_more_departments_cost_the_same_queries():
    mini_instrument()
    counts = []
    for number in (1, 8):
        DepartmentFactory.create_batch(number)
        keys = [item.key for group in proposed().values() for item in group.items]
        with CaptureQueriesContext(connection) as queries:
            proposing.make(keys, starts_on=BEGIN)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_aspects_of_the_instrument_in_force_are_proposed(loaded):
    department = DepartmentFactory(name="Hacienda Municipal")
    from cimtra.models import Aspect

    for aspect in Aspect.objects.all():
        answers_for(department, aspect)
    group = proposed()["aspectos"]
    assert len(group.items) == 42
    assert sum(item.obligation.origin == Origin.OFFICIAL for item in group.items) == 7
