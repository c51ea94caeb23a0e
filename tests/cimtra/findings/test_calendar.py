import datetime as dt

import pytest

from cimtra.findings import acts
from cimtra.findings.calendar import due_day_entries
from people.plugins import calendar_entries
from tests.factories import UserFactory

from .findings_factories import department, finding, head_of

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 3, 1)


def test_the_calendar_has_the_days_of_what_waits_for_the_person_and_of_nothing_else():
    obras = department("Obras")
    head = head_of(obras).employee
    one = finding(department=obras, due_on=DAY)
    finding(department=obras)
    finding(department=department("Tesorería"), due_on=DAY)
    acts.attend(finding(department=obras, due_on=DAY), by=UserFactory(), text="Hecho.")
    assert [(entry.uid, entry.day) for entry in due_day_entries(head)] == [(f"finding-{one.pk}", DAY)]
    assert due_day_entries in list(calendar_entries)
