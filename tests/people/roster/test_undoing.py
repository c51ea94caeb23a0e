import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from courses.models import Duty, Enrolment
from people import ledger
from people.models import (
    AccessCode,
    Appointment,
    Decision,
    Department,
    EarlierService,
    Employee,
    Post,
    RosterImport,
    User,
)
from people.roles import CONSULTANCY
from people.roster import undoing
from people.roster.undoing import CannotUndo, undo
from tests.factories import AssignmentFactory, UserFactory, course_page
from tests.people.roster_factories import applied, brought, csv_bytes, human_resources, places, row, uploaded

pytestmark = pytest.mark.django_db

ROWS = [
    row("1001", "QUINTERO IBARROLA, ROSALBA"),
    row("1002", "ARECHAVALETA PEÑA, JIMENA", email="jimena@tuxpan.example"),
    row("1003", "MONTELONGO UREÑA, EFRAÍN"),
    row("1004", "CEBREROS VILLASEÑOR, NORMA"),
]


@pytest.fixture(autouse=True)
def _places():
    places()


def state():
    """Everything that an import may change."""
    people = Employee.objects.order_by("pk").values_list(
        "pk", "number", "given_names", "first_surname", "email", "hired_on", "left_on", "user_id"
    )
    accounts = User.objects.filter(employee__isnull=False).order_by("pk")
    return (
        list(people),
        list(accounts.values_list("pk", "username", "email", "is_active", "is_superuser")),
        list(accounts.values_list("pk", "groups")),
        list(Appointment.objects.order_by("pk").values()),
        list(EarlierService.objects.values_list("hired_on", "left_on")),
        list(Post.objects.values_list("name", flat=True)),
    )


def second_file():
    """Somebody new, a transfer, changed data, somebody who leaves, somebody hired again, and a post to create."""
    leaver = Employee.objects.get(number="1004")
    leaver.user.groups.add(Group.objects.get(name=CONSULTANCY))
    gone = Employee.objects.get(number="1003")
    gone.left_on = dt.date(2026, 6, 1)
    gone.save()
    gone.appointments.update(ends_on=dt.date(2026, 5, 31))
    gone.user.is_active = False
    gone.user.save()
    rows = [
        row("1001", "QUINTERO IBARROLA, ROSALBA", department="Obras Públicas", post="AUXILIAR DE CAJA"),
        row("1002", "ARECHAVALETA LARA, JIMENA", email="otra@tuxpan.example"),
        row("1003", "MONTELONGO UREÑA, EFRAÍN", hired="02/11/2026"),
        row("1005", "SOTO VEGA, ANA"),
    ]
    return uploaded(csv_bytes(rows), leavers={leaver.pk}, posts={"auxiliar de caja": "create"})


def test_a_changed_e_mail_is_the_accounts_too_and_the_old_one_opens_nothing():
    brought(ROWS)
    account = User.objects.get(username="1002")
    EmailAddress.objects.create(user=account, email="jimena@tuxpan.example", verified=True, primary=True)
    done = applied(second_file())
    account.refresh_from_db()
    assert account.email == "otra@tuxpan.example"
    assert not account.emailaddress_set.exists()
    undo(roster_import=done, actor=human_resources())
    account.refresh_from_db()
    assert account.email == "jimena@tuxpan.example"
    assert account.emailaddress_set.get().email == "jimena@tuxpan.example"


def test_an_e_mail_of_another_account_is_told_in_the_receipt_and_changes_nobody():
    brought(ROWS)
    UserFactory(username="externa", email="otra@tuxpan.example")
    done = applied(second_file())
    assert User.objects.get(username="1002").email == "jimena@tuxpan.example"
    [refused] = [one for one in done.receipt["refused"] if one["number"] == "1002"]
    assert "otra cuenta" in refused["problems"][0]["reason"]


def test_taking_back_leaves_everything_as_it_was():
    brought(ROWS)
    found = second_file()
    before = state()
    done = applied(found)
    assert done.state == RosterImport.State.APPLIED
    assert state() != before
    counts = done.receipt["counts"]
    assert [counts[kind] for kind in ("new", "rehired", "moved", "changed", "absent_leaving")] == [1, 1, 1, 1, 1]
    assert undoing.hindrances(done) == []
    back = undo(roster_import=done, actor=human_resources())
    assert back.state == RosterImport.State.UNDONE
    assert state() == before
    assert Decision.objects.latest("number").act == "undo_roster"
    assert list(ledger.faults()) == []


def test_what_was_taken_back_can_be_brought_again():
    brought(ROWS)
    first = applied(second_file())
    after = state()
    undo(roster_import=first, actor=human_resources())
    rows = uploaded(csv_bytes([row("1005", "SOTO VEGA, ANA")]), proposes_leavers=False)
    assert applied(rows).receipt["counts"]["new"] == 1
    assert len(after[0]) == Employee.objects.count()


def test_duties_that_came_by_themselves_go_with_the_people():
    AssignmentFactory(requirement=None, course=course_page(lessons=1))
    done = brought(ROWS)
    Enrolment.objects.get_or_create(
        employee=Employee.objects.get(number="1001"), course=course_page(title="Otro", lessons=1)
    )
    undo(roster_import=done, actor=human_resources())
    assert (Employee.objects.count(), Enrolment.objects.count(), Duty.objects.count()) == (0, 0, 0)


def begun(done):
    Enrolment.objects.update_or_create(
        employee=Employee.objects.get(number="1002"),
        course=course_page(lessons=1),
        defaults={"started_at": timezone.now()},
    )


def signed_in(done):
    User.objects.filter(username="1002").update(last_login=timezone.now())


def given_access(done):
    user = User.objects.get(username="1002")
    AccessCode.objects.create(
        user=user, digest="d", purpose="activation", channel="letter", made_by=user, expires_at=timezone.now()
    )


def moved_by_hand(done):
    employee = Employee.objects.get(number="1002")
    day = dt.date(2026, 11, 1)
    employee.appointments.update(ends_on=day - dt.timedelta(days=1))
    Appointment.objects.create(
        employee=employee, department=Department.objects.first(), post=Post.objects.first(), starts_on=day
    )


def imported_later(done):
    applied(uploaded(csv_bytes([*ROWS, row("1009", "SOTO VEGA, ANA")])))


def decided(done):
    ledger.record_decision(act="adapt", actor=None, subject="x", employee=Employee.objects.get(number="1002"))


@pytest.mark.parametrize("happen", [begun, signed_in, given_access, moved_by_hand, imported_later, decided])
def test_what_depends_on_it_hinders_and_nothing_changes(happen):
    done = brought(ROWS)
    happen(done)
    before = state()
    with pytest.raises(CannotUndo) as refused:
        undo(roster_import=done, actor=human_resources())
    assert refused.value.reasons
    assert state() == before
    assert RosterImport.objects.get(pk=done.pk).state == RosterImport.State.APPLIED


def test_a_value_changed_by_hand_since_hinders():
    brought(ROWS)
    done = applied(
        uploaded(csv_bytes([*ROWS[1:], row("1001", "QUINTERO IBARROLA, ROSALBA", email="a@tuxpan.example")]))
    )
    Employee.objects.filter(number="1001").update(email="b@tuxpan.example")
    assert any("Rosalba" in reason for reason in undoing.hindrances(done))
