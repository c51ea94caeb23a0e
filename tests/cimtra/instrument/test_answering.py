import datetime as dt

import pytest
from django.utils import timezone

from cimtra.instrument.answering import (
    CannotAnswer,
    ChangedMeanwhile,
    Choice,
    appoint,
    change,
    end,
    set_main_departments,
    suggested,
    take_back,
)
from cimtra.instrument.applicability import CannotDeclare, declare
from cimtra.instrument.applicability import end as end_note
from cimtra.instrument.applicability import take_back as take_back_note
from cimtra.models import AspectResponsible, Block
from cimtra.responsible import not_applicable, responsible_for
from tests.factories import DepartmentFactory, UserFactory

from .instrument_factories import LONG_AGO, aspect_of, inapplicable, responsible, small_instrument

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 1, 15)
BEFORE = DAY - dt.timedelta(days=1)


@pytest.fixture
def aspect():
    return aspect_of(small_instrument(), 1)


@pytest.fixture
def by():
    return UserFactory()


def answers(aspect, day=DAY):
    return responsible_for([aspect.pk], day)[aspect.pk]


def test_a_new_main_department_ends_the_former_the_day_before(aspect, by):
    former, new = DepartmentFactory(), DepartmentFactory()
    row = responsible(aspect, former)
    appoint(aspect=aspect, department=new, is_main=True, basis="Reglamento, art. 4", starts_on=DAY, by=by)
    row.refresh_from_db()
    assert row.ends_on == BEFORE
    assert (answers(aspect, BEFORE), answers(aspect)) == ([former], [new])


def test_repeating_it_makes_nothing_twice(aspect, by):
    department = DepartmentFactory()
    for _again in range(2):
        appoint(aspect=aspect, department=department, is_main=True, basis="", starts_on=DAY, by=by)
    assert AspectResponsible.objects.count() == 1


def test_a_department_does_not_answer_twice_on_the_same_days(aspect, by):
    department = DepartmentFactory()
    responsible(aspect, department)
    with pytest.raises(CannotAnswer):
        appoint(aspect=aspect, department=department, is_main=False, basis="", starts_on=DAY, by=by)


def test_a_main_department_cannot_begin_before_the_present_one_did(aspect, by):
    responsible(aspect, DepartmentFactory(), starts_on=DAY)
    with pytest.raises(CannotAnswer):
        appoint(aspect=aspect, department=DepartmentFactory(), is_main=True, basis="", starts_on=BEFORE, by=by)


def test_what_has_ended_is_not_rewritten(aspect, by):
    row = responsible(aspect, DepartmentFactory(), ends_on=dt.date(2020, 1, 1))
    with pytest.raises(CannotAnswer):
        end(row=row, ends_on=DAY, by=by)
    open_row = responsible(aspect, DepartmentFactory())
    end(row=open_row, ends_on=DAY, by=by)
    assert answers(aspect, DAY + dt.timedelta(days=1)) == []
    with pytest.raises(CannotAnswer):
        end(row=responsible(aspect, DepartmentFactory(), starts_on=DAY), ends_on=BEFORE, by=by)


def test_a_change_keeps_how_it_was_before(aspect, by):
    department = DepartmentFactory()
    row = responsible(aspect, department, is_main=False)
    change(row=row, is_main=True, basis="Acuerdo 12", starts_on=DAY, by=by)
    rows = AspectResponsible.objects.order_by("starts_on").values_list("is_main", "basis", "ends_on")
    assert list(rows) == [(False, "", BEFORE), (True, "Acuerdo 12", None)]


def test_only_a_record_that_has_not_begun_before_today_is_taken_back(aspect, by):
    row = responsible(aspect, DepartmentFactory(), starts_on=timezone.localdate())
    take_back(row=row, by=by)
    take_back(row=row, by=by)
    assert not AspectResponsible.objects.exists()
    with pytest.raises(CannotAnswer):
        take_back(row=responsible(aspect, DepartmentFactory()), by=by)


def choose(instrument, *, by, starts_on=DAY, **departments):
    """`_1=department` for aspect 1; what stands now is what was seen."""
    main = {row.aspect_id: row.pk for row in AspectResponsible.objects.filter(ends_on=None, is_main=True)}
    choices = {}
    for name, department in departments.items():
        aspect = aspect_of(instrument, int(name[1:]))
        choices[aspect.pk] = Choice(department, main.get(aspect.pk))
    return set_main_departments(instrument=instrument, choices=choices, basis="", starts_on=starts_on, by=by)


def test_the_table_records_only_what_changed(aspect, by):
    instrument, former, new = aspect.instrument, DepartmentFactory(), DepartmentFactory()
    responsible(aspect_of(instrument, 1), former)
    responsible(aspect_of(instrument, 2), former)
    responsible(aspect_of(instrument, 2), new, is_main=False)
    assert choose(instrument, by=by, _1=former, _2=new, _3=new, _4=None) == 2
    assert [answers(aspect_of(instrument, number)) for number in (1, 2, 3, 4)] == [[former], [new], [new], []]
    assert answers(aspect_of(instrument, 2), BEFORE) == [former, new]
    assert choose(instrument, by=by, _1=None) == 1
    assert answers(aspect_of(instrument, 1)) == []


def test_the_table_writes_nothing_over_somebody_elses_change(aspect, by):
    instrument, mine, theirs = aspect.instrument, DepartmentFactory(), DepartmentFactory()
    choices = {aspect.pk: Choice(mine, None), aspect_of(instrument, 2).pk: Choice(mine, None)}
    responsible(aspect, theirs)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        set_main_departments(instrument=instrument, choices=choices, basis="", starts_on=DAY, by=by)
    assert meanwhile.value.aspects == [aspect]
    assert AspectResponsible.objects.count() == 1


def test_the_table_refuses_a_day_before_the_present_record(aspect, by):
    responsible(aspect, DepartmentFactory(), starts_on=DAY)
    with pytest.raises(CannotAnswer):
        choose(aspect.instrument, by=by, starts_on=DAY, _1=DepartmentFactory())


def test_the_table_costs_the_same_for_more_changes(aspect, by, django_assert_num_queries):
    instrument, department = aspect.instrument, DepartmentFactory()
    for numbers in ((1,), (2, 3, 4, 5, 6)):
        choices = {aspect_of(instrument, number).pk: Choice(department, None) for number in numbers}
        with django_assert_num_queries(8):
            set_main_departments(instrument=instrument, choices=choices, basis="", starts_on=DAY, by=by)


def test_areas_of_the_catalogue_suggest_departments_that_sound_like_them(aspect):
    treasury = DepartmentFactory(name="Hacienda Municipal", area_types="tesoreria")
    works = DepartmentFactory(name="Dirección de Obras Públicas")
    DepartmentFactory(name="Dirección General")
    Block.objects.filter(pk=aspect.block_id).update(responsible_areas="Tesorería\nObras Públicas (licitaciones)\nTodas")
    aspect = type(aspect).objects.select_related("block").get(pk=aspect.pk)
    found = suggested([aspect], type(works).objects.all())[aspect.pk]
    assert set(found) == {treasury, works}


def test_a_note_says_from_which_day_something_does_not_apply(aspect, by):
    row = declare(aspect=aspect, variable=None, note=" No hay rastro. ", basis="", starts_on=DAY, by=by)
    assert declare(aspect=aspect, variable=None, note="No hay rastro.", basis="", starts_on=DAY, by=by) == row
    assert row.recorded_by == by
    assert not_applicable(aspect.instrument, BEFORE)[0] == set()
    assert not_applicable(aspect.instrument, DAY)[2] == {aspect.pk: "No hay rastro."}


def test_a_note_without_words_a_foreign_variable_and_a_second_note_are_refused(aspect, by):
    other = aspect_of(aspect.instrument, 2).variables.first()
    inapplicable(aspect)
    for variable, note in ((None, "  "), (other, "Nota"), (None, "Otra nota")):
        with pytest.raises(CannotDeclare):
            declare(aspect=aspect, variable=variable, note=note, basis="", starts_on=DAY, by=by)


def test_a_note_ends_and_is_never_rewritten(aspect, by):
    row = inapplicable(aspect)
    end_note(row=row, ends_on=DAY, by=by)
    assert not_applicable(aspect.instrument, DAY + dt.timedelta(days=1))[0] == set()
    past = inapplicable(aspect_of(aspect.instrument, 2), ends_on=LONG_AGO)
    with pytest.raises(CannotDeclare):
        end_note(row=past, ends_on=DAY, by=by)
    with pytest.raises(CannotDeclare):
        take_back_note(row=past, by=by)
