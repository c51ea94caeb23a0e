"""What people were called on a past day."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from people.models import RosterImport
from people.movements.correcting import correct_data
from people.movements.past_names import people_named_otherwise
from tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (dt.datetime(2026, month, 10, 12, tzinfo=dt.UTC) for month in (3, 5, 7))


def at(month):
    return dt.datetime(2026, month, 1, tzinfo=dt.UTC)


def applied_import(person, **changes):
    """An applied file that changed `person`, in the form that roster.writing leaves."""
    return RosterImport.objects.create(
        file_name="padron.csv",
        sha256="0" * 64,
        state=RosterImport.State.APPLIED,
        uploaded_by=person.user,
        applied_at=SECOND,
        reversal={"changed": {"employee": {str(person.pk): changes}}},
    )


def test_the_name_of_a_past_day_is_the_one_before_the_first_change_since(rh):
    person = EmployeeFactory(first_surname="Luna", number="0501")
    for moment, surname in ((FIRST, "Lunas"), (THIRD, "Lunar")):
        with time_machine.travel(moment, tick=False):
            correct_data(actor=rh, employee=person, first_surname=surname)
        person.refresh_from_db()
    names = [people_named_otherwise(at(month))[person.pk].first_surname for month in (2, 4)]
    assert names == ["Luna", "Lunas"]
    assert people_named_otherwise(at(8)) == {}
    person.refresh_from_db()
    assert person.first_surname == "Lunar"


def test_a_roster_file_changed_the_name_until_it_was_taken_back():
    person = EmployeeFactory(given_names="Ana", number="0502")
    taken = applied_import(person, given_names=["Anna", "Ana"], number=["502", "0502"])
    assert people_named_otherwise(at(4))[person.pk].given_names == "Anna"
    assert people_named_otherwise(at(4))[person.pk].number == "502"
    assert people_named_otherwise(at(6)) == {}
    taken.undone_at = THIRD
    taken.save()
    assert people_named_otherwise(at(6))[person.pk].given_names == "Ana"


def test_other_corrections_name_nobody_otherwise(rh, cashier, django_assert_num_queries):
    correct_data(actor=rh, employee=cashier, email="otra@tuxpan.example")
    with django_assert_num_queries(2):
        assert people_named_otherwise(timezone.now() - dt.timedelta(days=9)) == {}
