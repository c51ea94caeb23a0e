import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import TrainingTime
from people import ledger
from people.models import Decision, Delegation, Notice
from reports.team.reminding import KIND, no_longer_due
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory, course_page
from tests.reports.situations import days, duty, enrol

pytestmark = pytest.mark.django_db

HOME = "/mi-equipo/"


@pytest.fixture
def course():
    return course_page(title="Fundamentos", modules=0)


@pytest.fixture
def office():
    return DepartmentFactory(name="Obras Públicas")


@pytest.fixture
def head(client, office):
    employee = EmployeeFactory(given_names="Rosa", first_surname="Titular", second_surname="")
    AppointmentFactory(employee=employee, department=office, is_head=True)
    client.force_login(employee.user)
    return employee


@pytest.fixture
def member(office):
    return AppointmentFactory(employee=EmployeeFactory(first_surname="Propia"), department=office).employee


@pytest.fixture
def stranger():
    return AppointmentFactory(employee=EmployeeFactory(first_surname="Ajena")).employee


def remind(client, employee, course):
    return client.post(reverse("reports:team_remind", args=[employee.pk, course.pk]), follow=True)


def give(client, employee, **values):
    values = {"day": days(1).isoformat(), "minutes": "60"} | values
    return client.post(reverse("reports:team_time", args=[employee.pk]), values)


def stand_in(head, deputy, start=0, end=5):
    return Delegation.objects.create(
        head=head, deputy=deputy, starts_on=days(start), ends_on=days(end), reason="Vacaciones", made_by=head.user
    )


def test_a_reminder_goes_through_the_ledger_of_notices(client, head, member, course):
    enrol(member, course, assignment=duty(course), due=-2)
    assert "va en camino" in remind(client, member, course).content.decode()
    notice = Notice.objects.get(kind=KIND)
    assert notice.employee == member
    assert notice.title == "Rosa Titular le recuerda «Fundamentos»"


def test_a_reminder_leads_back_to_the_list_as_it_was(client, head, member, course):
    enrol(member, course, assignment=duty(course), due=-2)
    address = reverse("reports:team_remind", args=[member.pk, course.pk])
    response = client.post(address, {"filtros": "estado=faltan&page=2//evil.example"})
    assert response["Location"] == f"{HOME}?estado=faltan&page=2%2F%2Fevil.example#persona-{member.pk}"


def test_a_second_reminder_within_a_week_is_told_and_not_sent(client, head, member, course):
    enrol(member, course, assignment=duty(course), due=-2)
    remind(client, member, course)
    page = remind(client, member, course).content.decode()
    assert "basta una vez por semana" in page
    assert "se le recordó el" in page
    assert reverse("reports:team_remind", args=[member.pk, course.pk]) not in page
    Notice.objects.update(created_at=timezone.now() - dt.timedelta(days=8), key="enrolment:1@nudge:antes")
    assert "basta" not in remind(client, member, course).content.decode()


def test_nobody_is_reminded_of_what_is_not_missing(client, head, member, course):
    enrol(member, course, assignment=duty(course), completed=-1)
    assert "ya no le falta" in remind(client, member, course).content.decode()
    assert not Notice.objects.filter(kind=KIND).exists()


def test_a_reminder_of_what_was_completed_meanwhile_is_no_longer_due(client, head, member, course):
    enrolment = enrol(member, course, assignment=duty(course), due=-2)
    remind(client, member, course)
    notice = Notice.objects.get(kind=KIND)
    assert no_longer_due([notice]) == set()
    enrolment.completed_at = timezone.now()
    enrolment.save()
    assert no_longer_due([notice]) == {notice.pk}


def test_time_is_on_the_record_and_the_person_sees_it(client, head, member):
    give(client, member, starts_at="09:00", note="En la sala de juntas")
    time = TrainingTime.objects.get()
    assert (time.employee, time.granted_by, time.minutes) == (member, head, 60)
    assert Decision.objects.get().act == "give_time"
    client.force_login(member.user)
    page = client.get("/mi-aula/").content.decode()
    assert "En la sala de juntas" in page
    assert "otorgado por Rosa Titular" in page


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        ("09:00", "09:30", False),
        ("09:00", "10:00", True),
        ("09:00", "08:01", False),
        ("", "", False),
        ("", "09:00", True),
    ],
)
def test_the_same_hours_are_not_given_twice(client, head, member, first, second, fits):
    give(client, member, starts_at=first)
    give(client, member, starts_at=second)
    assert TrainingTime.objects.count() == 1 + fits


@pytest.mark.parametrize("day", [-1, 181])
def test_time_is_given_for_the_days_to_come(client, head, member, day):
    assert give(client, member, day=days(day).isoformat()).status_code == 200
    assert not TrainingTime.objects.exists()


def test_time_is_taken_back_before_its_day_has_passed(client, head, member):
    give(client, member)
    time = TrainingTime.objects.get()
    client.post(reverse("reports:team_time_withdraw", args=[time.pk]))
    time.refresh_from_db()
    assert time.withdrawn_at
    TrainingTime.objects.update(day=days(-1), withdrawn_at=None)
    client.post(reverse("reports:team_time_withdraw", args=[time.pk]))
    time.refresh_from_db()
    assert time.withdrawn_at is None
    assert list(ledger.faults()) == []


def test_another_branch_is_never_found_by_any_address_or_act(client, head, stranger, course):
    enrol(stranger, course, assignment=duty(course), due=-2)
    other_head = EmployeeFactory()
    time = TrainingTime.objects.create(employee=stranger, granted_by=other_head, day=days(1), minutes=60)
    delegation = stand_in(other_head, stranger)
    assert client.get(reverse("reports:team_time", args=[stranger.pk])).status_code == 404
    assert give(client, stranger).status_code == 404
    assert remind(client, stranger, course).status_code == 404
    assert client.post(reverse("reports:team_time_withdraw", args=[time.pk])).status_code == 404
    assert client.post(reverse("reports:team_deputy_withdraw", args=[delegation.pk])).status_code == 404
    form = client.get(reverse("reports:team_deputies")).content.decode()
    assert "Ajena" not in form
    values = {"deputy": stranger.pk, "starts_on": days(0), "ends_on": days(2), "reason": "x"}
    assert client.post(reverse("reports:team_deputies"), values).status_code == 200
    time.refresh_from_db()
    assert (TrainingTime.objects.count(), Delegation.objects.count(), time.withdrawn_at) == (1, 1, None)
    assert not Notice.objects.filter(kind=KIND).exists()


def test_a_head_gives_nothing_to_themselves(client, head, course):
    enrol(head, course, assignment=duty(course), due=-2)
    assert give(client, head).status_code == 404
    assert remind(client, head, course).status_code == 404


def test_who_heads_nothing_finds_nothing(client, member, stranger, course):
    client.force_login(stranger.user)
    assert client.get(reverse("reports:team_deputies")).status_code == 404
    assert give(client, member).status_code == 404
    assert remind(client, member, course).status_code == 404


@pytest.mark.parametrize("name", ["team_remind", "team_time_withdraw", "team_deputy_withdraw"])
def test_acts_are_no_links(client, head, member, course, name):
    arguments = [member.pk, course.pk] if name == "team_remind" else [1]
    assert client.get(reverse(f"reports:{name}", args=arguments)).status_code == 405


def test_a_head_names_a_deputy_and_takes_it_back(client, head, member):
    values = {"deputy": member.pk, "starts_on": days(0), "ends_on": days(2), "reason": "Vacaciones"}
    client.post(reverse("reports:team_deputies"), values)
    delegation = Delegation.objects.get()
    assert (delegation.head, delegation.deputy) == (head, member)
    client.post(reverse("reports:team_deputy_withdraw", args=[delegation.pk]))
    delegation.refresh_from_db()
    assert delegation.withdrawn_at


def test_a_deputy_sees_the_same_and_reads_for_whom_and_until_when(client, head, member, stranger, course):
    enrol(member, course, assignment=duty(course), due=-2)
    stand_in(head, stranger)
    client.force_login(stranger.user)
    page = client.get(HOME).content.decode()
    assert "Propia" in page
    assert "En suplencia de Rosa Titular (Obras Públicas), hasta el" in page
    assert reverse("reports:team_deputies") not in page
    assert give(client, member).status_code == 302
    assert "va en camino" in remind(client, member, course).content.decode()
    assert client.get(reverse("reports:team_deputies")).status_code == 404


def test_a_deputy_finds_nothing_any_more_when_it_is_over(client, head, member, stranger):
    stand_in(head, stranger, -5, -1)
    client.force_login(stranger.user)
    assert give(client, member).status_code == 404
    assert "Propia" not in client.get(HOME).content.decode()
