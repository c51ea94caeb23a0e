import datetime as dt

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from people.api import HUMAN_RESOURCES
from people.models import Notice, Work
from people.works import run
from reports.kept import schedules
from reports.kept.saved_views import save_view
from reports.kept.schedules import CannotSchedule, next_day, schedule, start_due
from reports.models import ReportDownload, ReportFile
from tests.factories import EmployeeFactory, UserFactory, employee_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roll")]


@pytest.fixture(name="view")
def saved_view(owner, roll):
    return save_view(owner=owner, report=roll, name="La plantilla", query=QueryDict(""))


def colleague(**fields):
    user = employee_with_role(HUMAN_RESOURCES)
    EmployeeFactory(user=user, **fields)
    return user


def made_file(view, owner, *recipients):
    one = schedule(view=view, every="month", file_format="csv", recipients=recipients or [owner], owner=owner)
    start_due(one.next_on)
    run(Work.objects.get(kind=schedules.KIND).pk)
    return ReportFile.objects.get()


@pytest.mark.parametrize(
    ("every", "after", "expected"),
    [
        ("week", "2026-11-23", "2026-11-30"),  # a Monday: the next one
        ("week", "2026-11-29", "2026-11-30"),
        ("month", "2026-11-01", "2026-12-01"),
        ("month", "2026-12-31", "2027-01-01"),
        ("quarter", "2026-01-01", "2026-04-01"),
        ("quarter", "2026-11-23", "2027-01-01"),
        ("quarter", "2026-12-31", "2027-01-01"),
    ],
)
def test_the_next_day(every, after, expected):
    assert next_day(every, dt.date.fromisoformat(after)) == dt.date.fromisoformat(expected)


def test_only_people_who_may_see_reports_are_told(view, owner):
    with pytest.raises(CannotSchedule):
        schedule(view=view, every="week", file_format="xlsx", recipients=[UserFactory()], owner=owner)


def test_what_is_due_is_made_once_and_told_to_each_recipient(view, owner):
    second = colleague()
    one = schedule(view=view, every="month", file_format="csv", recipients=[owner, second], owner=owner)
    assert start_due(one.next_on - dt.timedelta(days=1)) == 0
    assert start_due(one.next_on) == 1
    assert start_due(one.next_on) == 0
    work = Work.objects.get(kind=schedules.KIND)
    run(work.pk)
    file = ReportFile.objects.get()
    told = Notice.objects.filter(kind=schedules.NOTICE)
    assert set(told.values_list("employee__user", flat=True)) == {owner.pk, second.pk}
    assert set(told.values_list("url", flat=True)) == {reverse("reports_kept:file", args=[file.uuid])}


def test_a_worker_that_was_killed_after_the_file_makes_no_second_one(view, owner):
    file = made_file(view, owner)
    work = Work.objects.get(kind=schedules.KIND)
    Work.objects.update(state=Work.State.RUNNING)
    run(work.pk)
    assert ReportFile.objects.get() == file
    assert Notice.objects.filter(kind=schedules.NOTICE).count() == 1


def test_after_an_outage_one_file_is_made_not_many(view, owner):
    one = schedule(view=view, every="week", file_format="csv", recipients=[owner], owner=owner)
    start_due(one.next_on + dt.timedelta(weeks=10))
    assert Work.objects.filter(kind=schedules.KIND).count() == 1
    one.refresh_from_db()
    assert one.next_on > timezone.localdate() + dt.timedelta(weeks=10)


def test_a_stopped_schedule_makes_nothing_more(view, owner):
    one = schedule(view=view, every="week", file_format="csv", recipients=[owner], owner=owner)
    schedules.stop(one)
    assert start_due(one.next_on) == 0


def test_the_link_opens_for_its_recipients_only(view, owner, client):
    second = colleague()
    page = reverse("reports_kept:file", args=[made_file(view, owner, second).uuid])
    for user, status in [(owner, 200), (second, 200), (colleague(), 404)]:
        client.force_login(user)
        assert client.get(page).status_code == status


def test_taking_the_file_is_recorded_and_gives_the_same_bytes(view, owner, client):
    file = made_file(view, owner)
    client.force_login(owner)
    first, second = (client.post(reverse("reports_kept:take", args=[file.uuid])).content for _again in range(2))
    assert first == second
    assert "Rocío" in first.decode("utf-8-sig")
    assert ReportDownload.objects.filter(file_name=file.file_name, user=owner).count() == 2


def test_the_link_expires(view, owner, client):
    file = made_file(view, owner)
    with time_machine.travel(timezone.now() + dt.timedelta(days=schedules.DAYS_KEPT, minutes=1)):
        client.force_login(owner)
        shown = client.get(reverse("reports_kept:file", args=[file.uuid]))
        assert "ya terminó" in shown.content.decode()
        assert client.post(reverse("reports_kept:take", args=[file.uuid])).status_code == 404


def test_it_is_scheduled_on_a_page(view, owner, client):
    client.force_login(owner)
    page = reverse("reports_kept:schedule", args=[view.uuid])
    assert client.post(page, {"every": "month", "file_format": "xlsx"}).context["form"].errors
    client.post(page, {"every": "month", "file_format": "xlsx", "recipients": [owner.pk]})
    assert view.schedules.get().recipients.get() == owner
