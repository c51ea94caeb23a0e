import datetime as dt

import pytest

from cimtra.responsible import aspects_of, not_applicable, responsible_for
from tests.factories import DepartmentFactory

from .instrument_factories import aspect_of, inapplicable, responsible, small_instrument

pytestmark = pytest.mark.django_db

THEN, CHANGE = dt.date(2020, 6, 30), dt.date(2020, 7, 1)


@pytest.fixture
def instrument():
    return small_instrument()


def test_the_main_department_comes_first_and_each_day_has_its_own(instrument):
    aspect = aspect_of(instrument, 1)
    former, helper, main = DepartmentFactory(), DepartmentFactory(), DepartmentFactory()
    responsible(aspect, former, ends_on=THEN)
    responsible(aspect, helper, is_main=False)
    responsible(aspect, main, starts_on=CHANGE)
    assert responsible_for([aspect.pk], THEN) == {aspect.pk: [former, helper]}
    assert responsible_for([aspect.pk]) == {aspect.pk: [main, helper]}


def test_an_aspect_without_department_has_an_empty_list(instrument):
    aspect = aspect_of(instrument, 2)
    assert responsible_for([aspect.pk]) == {aspect.pk: []}


def test_all_aspects_cost_one_query(instrument, django_assert_num_queries):
    aspects = list(instrument.aspects.all())
    for aspect in aspects:
        responsible(aspect, DepartmentFactory())
    for some in (aspects[:1], aspects):
        with django_assert_num_queries(1):
            assert all(responsible_for([one.pk for one in some]).values())


def test_a_department_has_its_aspects_by_number_and_only_of_the_version_in_force(instrument):
    department = DepartmentFactory()
    older = small_instrument(version="mini-5", is_current=False)
    for number in (3, 1):
        responsible(aspect_of(instrument, number), department)
    responsible(aspect_of(older, 2), department)
    assert aspects_of([department.pk]) == {department.pk: [aspect_of(instrument, n).pk for n in (1, 3)]}


def test_what_does_not_apply_is_told_with_its_note_on_that_day(instrument, django_assert_num_queries):
    whole, partly, former = (aspect_of(instrument, number) for number in (1, 2, 3))
    variable = partly.variables.first()
    inapplicable(whole)
    inapplicable(partly, variable=variable, note="No hay regidurías de ese tipo.")
    inapplicable(former, ends_on=THEN)
    with django_assert_num_queries(1):
        aspects, variables, notes = not_applicable(instrument)
    assert (aspects, variables, notes) == ({whole.pk}, {variable.pk}, {whole.pk: "El municipio no tiene rastro."})
    assert not_applicable(instrument, THEN)[0] == {whole.pk, former.pk}


def test_another_version_has_its_own_notes(instrument):
    other = small_instrument(version="mini-5", is_current=False)
    inapplicable(aspect_of(instrument, 1))
    assert not_applicable(other) == (set(), set(), {})
