import datetime as dt

import pytest
from django.http import QueryDict

from cimtra.findings import acts
from cimtra.findings.lists import Counts, open_counts, resolved_by_department, visible_findings, whole
from cimtra.findings.narrowing import Narrowed
from cimtra.models import Finding
from tests.factories import EmployeeFactory, UserFactory

from .findings_factories import consultant, department, finding, head_of, liaison_of, small_instrument

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()
PAST, FUTURE = TODAY - dt.timedelta(days=3), TODAY + dt.timedelta(days=3)


def verified(**values):
    one = acts.attend(finding(**values), by=UserFactory(), text="Hecho.")
    return acts.verify(one, by=UserFactory())


def narrowed(query):
    return list(Narrowed.read(QueryDict(query)).of(Finding.objects.all()))


def test_open_findings_are_counted_per_aspect_in_one_query(django_assert_num_queries):
    first, second, third = small_instrument().aspects.order_by("number")[:3]
    finding(aspect=first, due_on=PAST)
    finding(aspect=first, due_on=FUTURE)
    acts.attend(finding(aspect=second, due_on=PAST), by=UserFactory(), text="Hecho.")
    verified(aspect=third)
    with django_assert_num_queries(1):
        assert open_counts() == {first.pk: Counts(2, 1), second.pk: Counts(1, 0)}
    assert open_counts([second.pk, third.pk]) == {second.pk: Counts(1, 0)}


def test_each_department_is_told_with_what_it_has_resolved(django_assert_num_queries):
    obras, tesoreria = department("Obras"), department("Tesorería")
    verified(department=obras)
    verified(department=obras)
    finding(department=obras, due_on=PAST)
    finding(department=tesoreria)
    finding(department=tesoreria)
    finding()
    with django_assert_num_queries(1):
        rows = resolved_by_department(name_of_none="Sin dependencia")
    assert [(one.name, one.total, one.verified, one.overdue, one.percent) for one in rows] == [
        ("Tesorería", 2, 0, 0, 0),
        ("Obras", 3, 2, 1, 66),
        ("Sin dependencia", 1, 0, 0, 0),
    ]
    together = whole(rows, "Todas")
    assert (together.total, together.verified, together.open, together.percent) == (6, 2, 4, 33)
    assert whole([], "Todas").percent is None


def test_a_head_sees_the_own_branch_a_liaison_the_own_department_and_the_consultancy_all():
    obras, tesoreria = department("Obras"), department("Tesorería")
    bacheo = department("Bacheo", parent=obras)
    here, below, there = (finding(department=one) for one in (obras, bacheo, tesoreria))
    assert set(visible_findings(head_of(obras))) == {here, below}
    assert set(visible_findings(liaison_of(tesoreria))) == {there}
    assert set(visible_findings(consultant())) == {here, below, there}
    assert not visible_findings(UserFactory()).exists()


def test_who_was_given_a_finding_sees_that_one():
    person = EmployeeFactory()
    mine = finding(department=department("Obras"), person=person)
    finding(department=department("Tesorería"))
    assert list(visible_findings(person.user)) == [mine]


def test_the_list_narrows_by_what_stands_in_the_address():
    instrument = small_instrument()
    first, fourth = instrument.aspects.get(number=1), instrument.aspects.get(number=4)
    obras = department("Obras")
    a = finding(aspect=first, department=department("Bacheo", parent=obras), due_on=PAST)
    b = finding(aspect=fourth, kind="recommendation", due_on=FUTURE, text="Publicar el POA")
    c = verified()
    assert narrowed("estado=abiertas") == [a, b]
    assert narrowed("estado=verificada") == [c]
    assert narrowed("tipo=recomendacion") == [b]
    assert narrowed(f"direccion={obras.pk}") == [a]
    assert narrowed(f"aspecto={first.pk}") == [a]
    assert narrowed(f"bloque={fourth.block_id}") == [b]
    assert narrowed("vence=vencidas") == [a]
    assert narrowed("vence=proximas") == [b]
    assert narrowed("vence=sin-fecha") == [c]
    assert narrowed("buscar=poa") == [b]
    assert narrowed(f"buscar={c.number}") == [c]
    assert narrowed("orden=-numero") == [c, b, a]


def test_what_the_list_does_not_know_is_left_out_and_told():
    found = Narrowed.read(QueryDict("estado=todas&aspecto=999&direccion=x&orden=precio&pagina=0x1"))
    assert len(found.ignored) == 3
    assert (found.values, found.order, found.page) == ({}, "vence", 1)


def test_the_address_keeps_the_filters_when_only_the_page_changes():
    found = Narrowed.read(QueryDict("estado=abiertas&buscar=acta&orden=-numero"))
    assert found.as_query(pagina=2) == "estado=abiertas&buscar=acta&orden=-numero&pagina=2"
    assert found.as_query(estado="") == "buscar=acta&orden=-numero"


def test_a_person_without_findings_is_not_told_apart_from_nobody():
    stranger, person = EmployeeFactory(), EmployeeFactory()
    mine = finding(person=person)
    assert narrowed(f"persona={person.pk}") == [mine]
    assert Narrowed.read(QueryDict(f"persona={stranger.pk}")).chosen == {}
