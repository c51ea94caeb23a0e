import datetime as dt

import pytest

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
    Work,
)
from people.roles import ADMINISTRATION
from people.roster import applying, imports
from people.roster.imports import NotNow
from people.signals import people_moved
from tests.factories import AppointmentFactory, EmployeeFactory, employee_with_role
from tests.people.roster_factories import (
    DAY,
    HEADING,
    accepted,
    applied,
    brought,
    csv_bytes,
    human_resources,
    places,
    plan_of,
    row,
    run_jobs,
    uploaded,
)

pytestmark = pytest.mark.django_db

ROWS = [
    row("1001", "QUINTERO IBARROLA, ROSALBA", head="X", post="Titular de la dependencia"),
    row("1002", "ARECHAVALETA DE LA PEÑA, JIMENA", email="jimena@tuxpan.example"),
    row("1003", "MONTELONGO UREÑA, EFRAÍN"),
    row("1004", "CEBREROS VILLASEÑOR, NORMA LETICIA"),
]


@pytest.fixture(autouse=True)
def _places():
    places()


@pytest.fixture(name="moved")
def _moved():
    """What people_moved tells: a list of (ids, day)."""
    told = []

    def listen(sender, employees, day, **_rest):
        told.append((employees, day))

    people_moved.connect(listen)
    yield told
    people_moved.disconnect(listen)


def test_new_people_get_a_record_an_appointment_and_an_account_without_password(moved):
    done = brought(ROWS)
    assert done.state == RosterImport.State.APPLIED
    person = Employee.objects.get(number="1002")
    assert person.full_name == "Jimena Arechavaleta de la Peña"
    assert person.user.username == "1002"
    assert person.user.email == person.email == "jimena@tuxpan.example"
    assert not person.user.has_usable_password()
    assert Appointment.objects.filter(is_head=True).get().employee.number == "1001"
    assert Appointment.objects.get(employee=person).starts_on == dt.date(2024, 10, 1)
    assert moved == [(set(Employee.objects.values_list("pk", flat=True)), DAY)]


def test_the_receipt_adds_up_and_one_line_stands_in_the_ledger():
    done = brought([*ROWS, row("1005", "x")])
    counts = done.receipt["counts"]
    kinds = ("new", "rehired", "moved", "changed", "leaving", "unchanged", "refused")
    assert (counts["read"], counts["new"], counts["refused"]) == (5, 4, 1)
    assert sum(counts[kind] for kind in kinds) == counts["read"]
    line = Decision.objects.get(act="import_roster")
    assert line.after["plan_sha256"] == done.plan_sha256
    assert line.actor == done.accepted_by
    assert list(ledger.faults()) == []


def test_the_same_file_again_changes_nothing_and_cannot_be_accepted():
    brought(ROWS)
    again = uploaded(csv_bytes(ROWS))
    assert (plan_of(again).changes, plan_of(again).unchanged) == (0, 4)
    with pytest.raises(NotNow):
        accepted(again)


def test_a_transfer_keeps_the_history_and_a_changed_number_changes_the_account():
    brought(ROWS)
    person = Employee.objects.get(number="1003")
    changed = [*ROWS[:2], row("7003", "MONTELONGO UREÑA, EFRAÍN", department="Obras Públicas"), ROWS[3]]
    done = applied(uploaded(csv_bytes(changed), twins={"4": person.pk}))
    assert done.receipt["counts"]["moved"] == 1
    person.refresh_from_db()
    assert (person.number, person.user.username) == ("7003", "7003")
    assert [(one.department.name, one.starts_on, one.ends_on) for one in person.appointments.order_by("starts_on")] == [
        ("Hacienda", dt.date(2024, 10, 1), dt.date(2026, 11, 22)),
        ("Obras Públicas", DAY, None),
    ]


def test_who_is_ticked_leaves_with_account_and_roles_and_comes_back_without_them():
    brought(ROWS)
    person = Employee.objects.get(number="1004")
    person.user.groups.set(employee_with_role(ADMINISTRATION).groups.all())
    code = AccessCode.objects.create(
        user=person.user,
        digest="d",
        purpose="reset",
        channel="letter",
        made_by=person.user,
        expires_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
    )
    applied(uploaded(csv_bytes(ROWS[:3]), leavers={person.pk}))
    person.refresh_from_db()
    code.refresh_from_db()
    assert (person.left_on, person.user.is_active, code.cancelled_at is None) == (DAY, False, False)
    assert not person.user.groups.exists()
    assert person.appointments.get().ends_on == DAY - dt.timedelta(days=1)
    back = row("1004", "CEBREROS VILLASEÑOR, NORMA LETICIA", hired="24/11/2026")
    applied(uploaded(csv_bytes([*ROWS[:3], back])))
    person = Employee.objects.get(number="1004")
    assert (person.left_on, person.hired_on) == (None, dt.date(2026, 11, 24))
    assert person.user.is_active
    assert not person.user.groups.exists()
    assert EarlierService.objects.get().left_on == DAY


def test_posts_are_created_when_somebody_said_so():
    done = brought([row("1", "Soto Vega, Ana", post="AUXILIAR DE CAJA")], posts={"auxiliar de caja": "create"})
    assert done.receipt["posts"] == 1
    assert Appointment.objects.get().post == Post.objects.get(name="Auxiliar de caja")


# Exactly the plan


def test_a_roster_that_changed_since_sends_the_import_back_with_the_names():
    brought(ROWS)
    found = uploaded(
        csv_bytes([*ROWS[:3], row("1004", "CEBREROS VILLASEÑOR, NORMA LETICIA", department="Obras Públicas")])
    )
    accepted(found)
    Employee.objects.filter(number="1004").update(email="nueva@tuxpan.example", given_names="Norma Elena")
    Appointment.objects.filter(employee__number="1004").update(post=Post.objects.get(name="Titular de la dependencia"))
    run_jobs()
    found.refresh_from_db()
    assert found.state == RosterImport.State.PREVIEW
    assert "Norma" in found.stopped
    assert Work.objects.latest("pk").state == Work.State.FAILED
    assert Appointment.objects.filter(employee__number="1004").count() == 1


def test_a_change_that_the_file_does_not_touch_hinders_nothing():
    brought(ROWS)
    found = uploaded(csv_bytes([*ROWS, row("1005", "Soto Vega, Ana")]))
    accepted(found)
    Employee.objects.filter(number="1001").update(rfc="")
    EmployeeFactory(number="8888")
    run_jobs()
    found.refresh_from_db()
    assert found.state == RosterImport.State.APPLIED


def test_an_older_preview_cannot_be_accepted():
    found = uploaded(csv_bytes(ROWS))
    with pytest.raises(applying.PlanChanged):
        applying.accept(roster_import=found, actor=found.uploaded_by, digest="0" * 64)


def test_a_plan_that_somebody_altered_is_not_applied():
    found = uploaded(csv_bytes(ROWS))
    accepted(found)
    plan = plan_of(found)
    plan.lines[0].fields["email"] = [None, "malo@malo.example"]
    RosterImport.objects.filter(pk=found.pk).update(plan=plan.dump())
    run_jobs()
    assert not Employee.objects.exists()


def test_a_file_that_somebody_altered_is_not_applied():
    found = uploaded(csv_bytes(ROWS))
    accepted(found)
    with found.file.storage.open(found.file.name, "wb") as file:
        file.write(csv_bytes([row("6666", "Malo Malo, Malo")]))
    run_jobs()
    assert not Employee.objects.exists()


def test_a_file_that_is_gone_sends_the_import_back():
    found = uploaded(csv_bytes(ROWS))
    accepted(found)
    found.file.storage.delete(found.file.name)
    run_jobs()
    found.refresh_from_db()
    assert found.state == RosterImport.State.PREVIEW
    assert found.stopped


def test_applying_twice_is_applying_once():
    done = brought(ROWS)
    assert applying.apply(roster_import=done).applied_at == done.applied_at
    assert Employee.objects.count() == len(ROWS)


# Two people


def incomplete():
    brought(ROWS)
    changed = row(
        "1001", "QUINTERO IBARROLA, ROSALBA", email="rosalba@tuxpan.example", head="X", post="Titular de la dependencia"
    )
    return uploaded(csv_bytes([changed]))


def test_a_file_that_misses_a_third_is_applied_only_after_a_second_person_agrees():
    found = incomplete()
    found = applying.accept(roster_import=found, actor=found.uploaded_by, digest=found.plan_sha256)
    assert found.state == RosterImport.State.SECOND
    run_jobs()
    assert Employee.objects.get(number="1001").email == ""
    other = human_resources()
    applying.second(roster_import=found, actor=other, digest=found.plan_sha256)
    run_jobs()
    assert Employee.objects.get(number="1001").email == "rosalba@tuxpan.example"
    assert Decision.objects.filter(act="import_roster").latest("number").after["seconded_by"] == str(other)


def test_neither_who_uploaded_nor_who_accepted_is_the_second_person():
    found = incomplete()
    accepting = human_resources()
    found = applying.accept(roster_import=found, actor=accepting, digest=found.plan_sha256)
    for actor in (found.uploaded_by, accepting):
        with pytest.raises(applying.SecondPersonNeeded):
            applying.second(roster_import=found, actor=actor, digest=found.plan_sha256)


def test_nobody_moves_themselves_alone():
    user = human_resources()
    employee = EmployeeFactory(number="1001", given_names="Rosalba", first_surname="Soto", second_surname="", user=user)
    hacienda, analyst = Department.objects.get(name="Hacienda"), Post.objects.get(name="Analista")
    AppointmentFactory(employee=employee, department=hacienda, post=analyst)
    rows = [row("1001", "Soto, Rosalba", head="X", post="Titular de la dependencia")]
    found = uploaded(csv_bytes(rows))
    found = applying.accept(roster_import=found, actor=user, digest=found.plan_sha256)
    assert found.state == RosterImport.State.SECOND


def test_a_new_decision_takes_back_what_was_accepted():
    found = incomplete()
    found = applying.accept(roster_import=found, actor=found.uploaded_by, digest=found.plan_sha256)
    imports.choose(roster_import=found, proposes_leavers=False)
    found.refresh_from_db()
    assert (found.state, found.accepted_by) == (RosterImport.State.PREVIEW, None)


# Cost and keeping


def test_applying_more_people_costs_no_more_queries(django_assert_max_num_queries):
    letters = "abcdefghijklmnopqrstuvwxyz"
    rows = [row(str(number), f"Soto{letters[number]} Vega{letters[number]}, Ana") for number in range(20)]
    changed = [
        row(str(number), f"Soto{letters[number]} Vega{letters[number]}, Ana", email=f"p{number}@tuxpan.example")
        for number in range(20)
    ]
    moved = [
        row(str(number), f"Soto{letters[number]} Vega{letters[number]}, Ana", department="Obras Públicas")
        for number in range(20)
    ]
    for people in (rows, changed, moved):
        found = uploaded(csv_bytes(people))
        accepted(found)
        with django_assert_max_num_queries(60):
            applying.apply(roster_import=found)


def test_files_are_deleted_after_a_month_and_receipts_stay():
    done = brought(ROWS)
    waiting = uploaded(csv_bytes([row("1009", "Soto Vega, Ana")]))
    storage, names = done.file.storage, [done.file.name, waiting.file.name]
    now = dt.datetime(2026, 12, 22, tzinfo=dt.UTC)
    assert imports.forget_files(now=now) == 0
    assert imports.forget_files(now=now + dt.timedelta(days=3)) == 2
    done.refresh_from_db()
    waiting.refresh_from_db()
    assert (done.file.name, done.receipt["counts"]["new"]) == ("", 4)
    assert (waiting.state, waiting.plan) == (RosterImport.State.DISCARDED, {})
    assert imports.forget_files(now=now + dt.timedelta(days=3)) == 0
    assert names
    assert storage


def test_the_day_of_the_heading_is_optional():
    heading = [name for name in HEADING if name != "Fecha de ingreso"]
    rows = [[value for place, value in enumerate(one) if place != 4] for one in ROWS]
    applied(uploaded(csv_bytes(rows, heading=heading)))
    assert {employee.hired_on for employee in Employee.objects.all()} == {DAY}
