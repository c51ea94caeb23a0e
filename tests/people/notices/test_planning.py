import pytest
from django.db import IntegrityError, transaction

from people.api import plan_notice, plan_notices
from people.models import Notice

from .notice_factories import MONDAY, notice, person

pytestmark = pytest.mark.django_db


def rows(people):
    return [
        Notice(employee=one, kind="tests.news", key="course:1@new", title="Hay un curso", planned_for=MONDAY)
        for one in people
    ]


def test_the_same_thing_is_planned_once():
    ana = person()
    assert notice(ana).pk == notice(ana, title="Con otras palabras").pk
    assert Notice.objects.get().title == "Un aviso"


def test_the_database_refuses_to_tell_anybody_twice():
    first = notice(person())
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(employee=first.employee, kind=first.kind, key=first.key, title="Otra vez")


def test_many_are_planned_at_once_and_only_the_new_ones_count():
    people = [person(email="") for _ in range(3)]
    assert plan_notices(rows(people[:2])) == 2
    assert plan_notices(rows(people)) == 1
    assert plan_notices(rows(people)) == 0
    assert plan_notices([]) == 0
    assert Notice.objects.count() == 3


def test_a_row_that_comes_twice_in_one_call_is_planned_once():
    ana = person()
    assert plan_notices(rows([ana, ana])) == 1


@pytest.mark.parametrize("number", [5, 50])
def test_planning_costs_the_same_for_five_and_for_fifty(number, django_assert_num_queries):
    people = [person(email="") for _ in range(number)]
    with django_assert_num_queries(2):
        plan_notices(rows(people))
    with django_assert_num_queries(1):
        plan_notices(rows(people))


def test_a_title_that_is_too_long_is_cut_rather_than_refused():
    ana = person()
    assert len(plan_notice(employee=ana, kind="k", key="a", title="x" * 500).title) == 200
    plan_notices([Notice(employee=ana, kind="k", key="b", title="x" * 500)])
    assert len(Notice.objects.get(key="b").title) == 200
