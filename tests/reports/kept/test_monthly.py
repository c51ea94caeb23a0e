import datetime as dt

import pytest
from django.urls import reverse

from people.ledger import faults, last_line
from people.models import Decision
from people.plugins import WrittenOnce
from people.storage import private_storage
from reports.kept import monthly
from reports.kept.files import FileIsLost, content_of
from reports.kept.monthly import last_days_of_months, record_months
from reports.models import ReportFile
from tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 3)


@pytest.fixture(autouse=True)
def only_a_small_report(roll, monkeypatch):
    monkeypatch.setattr(monthly, "RECORDED", (roll.slug,))


def test_the_last_days_of_the_months_before():
    assert last_days_of_months(dt.date(2024, 3, 31), 3) == [
        dt.date(2023, 12, 31),
        dt.date(2024, 1, 31),
        dt.date(2024, 2, 29),
    ]


def test_each_month_that_ended_is_recorded_once_in_each_format(owner):
    assert record_months(TODAY) == monthly.MONTHS_BACK * len(monthly.FORMATS)
    assert record_months(TODAY) == 0
    assert set(ReportFile.objects.values_list("period", flat=True)) == {"2026-08", "2026-09", "2026-10"}


def test_a_record_is_of_the_last_day_of_its_month():
    EmployeeFactory(number="viejo", hired_on=dt.date(2024, 1, 1), left_on=dt.date(2026, 10, 15))
    EmployeeFactory(number="nueva", hired_on=dt.date(2026, 11, 1))
    stays = EmployeeFactory(number="sigue", hired_on=dt.date(2024, 1, 1))
    record_months(TODAY)
    october = ReportFile.objects.filter(period="2026-10").first()
    september = ReportFile.objects.filter(period="2026-09").first()
    assert (september.rows, october.rows) == (2, 1)
    assert stays.number == "sigue"


def test_its_bytes_never_change_whatever_happens_later():
    employee = EmployeeFactory(hired_on=dt.date(2024, 1, 1))
    record_months(TODAY)
    file = ReportFile.objects.first()
    before = content_of(file)
    employee.given_names = "Otra"
    employee.save()
    record_months(TODAY)
    assert content_of(ReportFile.objects.get(pk=file.pk)) == before
    with pytest.raises(WrittenOnce):
        ReportFile.objects.all().delete()


def test_altered_or_lost_bytes_are_not_given_out(owner, client):
    EmployeeFactory(hired_on=dt.date(2024, 1, 1))
    record_months(TODAY)
    altered, lost = ReportFile.objects.order_by("pk")[:2]
    with open(private_storage().path(altered.path), "ab") as stored:
        stored.write(b"x")
    private_storage().delete(lost.path)
    client.force_login(owner)
    for file in (altered, lost):
        with pytest.raises(FileIsLost):
            content_of(file)
        assert client.post(reverse("reports_kept:take", args=[file.uuid])).status_code == 302


def test_a_record_carries_the_fingerprint_of_the_ledger_and_is_a_line_of_it():
    EmployeeFactory(hired_on=dt.date(2024, 1, 1))
    record_months(TODAY)
    first, second = ReportFile.objects.order_by("pk")[:2]
    assert Decision.objects.filter(act="record_month").count() == ReportFile.objects.count()
    assert second.ledger_digest == Decision.objects.get(subject_id=str(first.pk), act="record_month").digest
    assert last_line()[0] == Decision.objects.count()
    assert list(faults()) == []


def test_a_month_before_anybody_was_hired_has_no_record():
    EmployeeFactory(hired_on=dt.date(2026, 10, 1))
    record_months(TODAY)
    assert set(ReportFile.objects.values_list("period", flat=True)) == {"2026-10"}


def test_two_clocks_at_once_leave_one_record(monkeypatch):
    EmployeeFactory(hired_on=dt.date(2024, 1, 1))
    record_months(TODAY)
    kept = set(private_storage().listdir("informes/2026-10")[1])
    # The second clock looked before the first had written.
    monkeypatch.setattr(monthly, "_record", lambda day, period, known, real=monthly._record: real(day, period, set()))
    assert record_months(TODAY) == 0
    assert set(private_storage().listdir("informes/2026-10")[1]) == kept
