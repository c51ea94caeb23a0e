import re

import pytest
from django.db import IntegrityError, transaction

from certificates.life import links
from certificates.models import HolderLink
from people.api import Decision
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def employee():
    return EmployeeFactory()


def test_the_address_opens_the_link_and_the_database_does_not_know_it(employee):
    made = links.make_link(employee=employee, made_by=employee.user)
    assert links.find(made.token) == made.link
    assert re.fullmatch(r"[a-z2-9]{32}", made.token)
    assert links.find(made.token.upper()) == made.link, "somebody copied it from paper"
    assert made.token in made.address
    row = HolderLink.objects.values().get()
    assert made.token not in str(row)
    assert made.token not in str(list(Decision.objects.values()))


def test_a_newer_one_takes_its_place(employee):
    first = links.make_link(employee=employee, made_by=employee.user)
    second = links.make_link(employee=employee, made_by=UserFactory())
    assert links.find(first.token) is None
    assert links.find(second.token) == second.link
    assert HolderLink.objects.filter(ended_at=None).count() == 1


def test_it_ends_at_will_and_ending_it_twice_is_harmless(employee):
    made = links.make_link(employee=employee, made_by=employee.user)
    assert links.end_link(employee=employee, ended_by=employee.user)
    assert not links.end_link(employee=employee, ended_by=employee.user)
    assert links.find(made.token) is None


def test_the_one_of_somebody_else_goes_on(employee):
    other = links.make_link(employee=EmployeeFactory(), made_by=UserFactory())
    links.make_link(employee=employee, made_by=employee.user)
    links.end_link(employee=employee, ended_by=employee.user)
    assert links.find(other.token)


@pytest.mark.parametrize("token", ["", "x", "ñ" * 300, "../../etc/passwd", "0" * 32])
def test_what_was_never_given_opens_nothing(employee, token):
    links.make_link(employee=employee, made_by=employee.user)
    assert links.find(token) is None


def test_finding_costs_one_query_either_way(employee, django_assert_num_queries):
    made = links.make_link(employee=employee, made_by=employee.user)
    for token in (made.token, "otra"):
        with django_assert_num_queries(1):
            links.find(token)


def test_the_day_of_use_is_written_once_a_day(employee, django_assert_num_queries):
    made = links.make_link(employee=employee, made_by=employee.user)
    links.note_use(made.link)
    found = links.find(made.token)
    assert found.last_used_on
    with django_assert_num_queries(0):
        links.note_use(found)


def test_the_ledger_says_who_gave_it_and_who_ended_it(employee):
    boss = UserFactory(first_name="Rocío", last_name="Arriaga")
    links.make_link(employee=employee, made_by=boss)
    links.end_link(employee=employee, ended_by=boss)
    lines = Decision.objects.filter(employee=employee).order_by("number")
    assert [(line.act, line.actor_name) for line in lines] == [
        ("give_link", "Rocío Arriaga"),
        ("end_link", "Rocío Arriaga"),
    ]


def test_the_database_keeps_one_open_link_per_person(employee):
    links.make_link(employee=employee, made_by=employee.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        HolderLink.objects.create(employee=employee, token_digest="0" * 64)
