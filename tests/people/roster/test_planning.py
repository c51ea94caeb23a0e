import datetime as dt

import pytest

from people.models import Appointment, Department, EarlierService, Employee, Post
from people.registries import RosterEffect, roster_effects
from people.roster import columns as c
from people.roster.plan import Kind
from people.roster.planning import plan_of as compare
from people.roster.records import table_of
from people.roster.roll import roll_on
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory, UserFactory
from tests.people.roster_factories import (
    DAY,
    HEADING,
    brought,
    csv_bytes,
    human_resources,
    places,
    plan_of,
    row,
    uploaded,
)
from tests.people.roster_rows import curp

pytestmark = pytest.mark.django_db
CURP = curp(1)


@pytest.fixture(autouse=True)
def _places():
    places()


def person(
    number="1001", *, given="Rosalba", first="Quintero", second="Ibarrola", department="Hacienda", head=False, **fields
):
    employee = EmployeeFactory(number=number, given_names=given, first_surname=first, second_surname=second, **fields)
    if department and employee.left_on is None:
        AppointmentFactory(
            employee=employee,
            department=Department.objects.get(name=department),
            post=Post.objects.get(name="Titular de la dependencia" if head else "Analista"),
            is_head=head,
        )
    return employee


def plan(*rows, heading=HEADING, **choices):
    return plan_of(uploaded(csv_bytes(rows, heading=heading), **choices))


def only(found):
    assert [one.problems for one in found.refused] == []
    (line,) = found.lines
    return line


def reasons(found):
    return {(one.row, problem["field"]): problem["reason"] for one in found.refused for problem in one.problems}


# Who it is


def test_the_number_tells_who_it_is_and_capitals_and_accents_change_nothing():
    person(given="Rosalba", first="Quintéro", second="Ibarrola")
    found = plan(row("1001", "QUINTERO IBARROLA, ROSALBA"))
    assert (found.changes, found.unchanged) == (0, 1)


def test_a_number_that_lost_its_leading_zeros_is_found():
    person("00123")
    assert plan(row("123", "Quintero Ibarrola, Rosalba")).unchanged == 1


def test_a_number_without_zeros_beside_one_with_them_is_nobody_elses():
    person("0012")
    person("12", given="Ana", first="Soto", second="Vega")
    assert plan(row("12", "Soto Vega, Ana"), row("0012", "Quintero Ibarrola, Rosalba")).refused != []


def test_a_new_number_gets_the_zeros_that_all_others_have():
    person("00123")
    line = only(plan(row("124", "Soto Vega, Ana"), proposes_leavers=False))
    assert (line.kind, line.number) == (Kind.NEW, "00124")


def test_a_number_of_somebody_with_another_name_is_doubtful_and_may_be_the_same_by_decision():
    employee = person()
    found = plan(row("1001", "Soto Vega, Ana"))
    assert [(doubt.row, doubt.may_be_new) for doubt in found.doubts] == [(2, False)]
    assert found.refused != []
    line = only(plan(row("1001", "Soto Vega, Ana"), twins={"2": employee.pk}))
    assert line.fields["given_names"] == ["Rosalba", "Ana"]


@pytest.mark.parametrize(
    "name", ["QUINTERO IBARROLA ROSALBA", "Rosalba Quintero Ibarrola", "IBARROLA QUINTERO, ROSALBÁ"]
)
def test_the_same_name_under_another_number_is_a_possible_duplicate(name):
    employee = person()
    found = plan(row("7777", name))
    assert [candidate["id"] for candidate in found.doubts[0].candidates] == [employee.pk]
    assert found.counts["refused"] == 1
    assert only(plan(row("7777", name), twins={"2": "new"})).kind == Kind.NEW
    line = only(plan(row("7777", name), twins={"2": employee.pk}))
    assert line.fields["number"] == ["1001", "7777"]


def test_the_same_curp_under_another_number_is_never_somebody_new():
    person(curp=CURP)
    found = plan(row("7777", "Quintero Ibarrola, Rosalba", curp=CURP), twins={"2": "new"})
    assert not found.doubts or not found.doubts[0].may_be_new
    assert [line.kind for line in found.lines] != [Kind.NEW]


def test_two_new_people_of_one_name_are_doubtful_until_somebody_says_so():
    rows = [row("1", "Soto Vega, Ana"), row("2", "ANA SOTO VEGA".replace("ANA SOTO VEGA", "SOTO VEGA, ANA"))]
    assert [doubt.row for doubt in plan(*rows).doubts] == [3]
    assert plan(*rows, twins={"3": "new"}).counts["new"] == 2


# What changes


def test_an_empty_cell_changes_nothing():
    person(email="rosalba@tuxpan.example")
    assert plan(row("1001", "Quintero Ibarrola, Rosalba", email="", hired="", department="", post="")).changes == 0


def test_changed_data_are_told_with_what_they_were():
    person(email="vieja@tuxpan.example")
    line = only(plan(row("1001", "Quintero Lara, Rosalba", email="NUEVA@tuxpan.example", hired="02/10/2024")))
    assert line.kind == Kind.CHANGED
    assert line.fields == {
        "second_surname": ["Ibarrola", "Lara"],
        "email": ["vieja@tuxpan.example", "nueva@tuxpan.example"],
        "hired_on": ["2024-10-01", "2024-10-02"],
    }


def test_another_department_ends_the_appointment_the_day_before():
    person()
    line = only(plan(row("1001", "Quintero Ibarrola, Rosalba", department="Obras Públicas")))
    assert line.kind == Kind.MOVED
    assert line.closes[0]["ends_on"] == [None, "2026-11-22"]
    assert line.opens[0]["starts_on"] == "2026-11-23"
    assert line.place == ["Hacienda · Analista", "Obras Públicas · Analista"]


def test_a_day_of_appointment_in_the_file_is_the_day_of_the_transfer():
    person()
    heading = [*HEADING, "Fecha de nombramiento"]
    found = plan(
        [*row("1001", "Quintero Ibarrola, Rosalba", department="Obras Públicas"), "01/11/2026"], heading=heading
    )
    assert only(found).opens[0]["starts_on"] == "2026-11-01"


def test_an_appointment_of_the_same_day_is_mended_and_an_older_day_refused():
    employee = person(department=None)
    hacienda, works = Department.objects.get(name="Hacienda"), Department.objects.get(name="Obras Públicas")
    appointment = AppointmentFactory(
        employee=employee, department=hacienda, post=Post.objects.get(name="Analista"), starts_on=DAY
    )
    line = only(plan(row("1001", "Quintero Ibarrola, Rosalba", department="Obras Públicas")))
    assert line.amends["id"] == appointment.pk
    assert line.amends["department"] == [hacienda.pk, works.pk]
    heading = [*HEADING, "Fecha de nombramiento"]
    found = plan(
        [*row("1001", "Quintero Ibarrola, Rosalba", department="Obras Públicas"), "01/11/2026"], heading=heading
    )
    assert (2, c.SINCE) in reasons(found)


def test_who_is_in_charge_for_the_time_being_keeps_the_own_post():
    person()
    line = only(plan([*row("1001", "Quintero Ibarrola, Rosalba"), "sí"], heading=[*HEADING, "Encargado de despacho"]))
    assert [(one["is_main"], one["is_head"], one["is_acting"]) for one in line.opens] == [(False, True, True)]
    assert line.closes == []


def test_a_second_head_is_refused_unless_the_first_one_goes_in_the_same_file():
    person(head=True)
    person("1002", given="Ana", first="Soto", second="Vega", department="Obras Públicas")
    name = row("1002", "Soto Vega, Ana", head="X", post="Titular de la dependencia")
    stays = row("1001", "Quintero Ibarrola, Rosalba", head="X", post="Titular de la dependencia")
    assert (3, c.HEAD) in reasons(plan(stays, name))
    moves = row("1001", "Quintero Ibarrola, Rosalba", department="Obras Públicas")
    assert plan(moves, name).counts["moved"] == 2


def test_somebody_who_left_comes_back_with_a_new_day_of_hiring_only():
    person(hired_on=dt.date(2019, 1, 1), left_on=dt.date(2023, 5, 1))
    assert (2, c.HIRED) in reasons(plan(row("1001", "Quintero Ibarrola, Rosalba", hired="01/01/2019")))
    line = only(plan(row("1001", "Quintero Ibarrola, Rosalba", hired="01/11/2026")))
    assert (line.kind, line.service) == (Kind.REHIRED, ["2019-01-01", "2023-05-01"])


def test_somebody_who_left_is_known_again_by_the_curp_under_a_new_number():
    person(hired_on=dt.date(2019, 1, 1), left_on=dt.date(2023, 5, 1), curp=CURP)
    found = plan(row("7777", "Quintero Ibarrola, Rosalba", curp=CURP, hired="01/11/2026"))
    assert only(found).fields["number"] == ["1001", "7777"]
    assert EarlierService.objects.count() == 0


# Who goes


def test_absence_is_a_proposal_and_a_tick_makes_somebody_leave():
    employee = person()
    for number in range(3):
        person(f"200{number}", given="Ana", first=f"Soto{number}", second="Vega")
    rows = [row(f"200{number}", f"Soto{number} Vega, Ana") for number in range(3)]
    found = plan(*rows)
    assert [(leaver.number, leaver.is_ticked) for leaver in found.leavers] == [("1001", False)]
    assert (found.changes, found.second) == (0, [])
    ticked = plan(*rows, leavers={employee.pk})
    assert (ticked.changes, ticked.counts["absent_leaving"]) == (1, 1)


def test_a_file_that_misses_a_third_asks_for_a_second_person_unless_it_is_meant_to_be_partial():
    for number in range(3):
        person(f"200{number}", given="Ana", first=f"Soto{number}", second="Vega")
    rows = [row(f"200{number}", f"Soto{number} Vega, Ana") for number in range(2)]
    assert plan(*rows).second == ["missing"]
    partial = plan(*rows, proposes_leavers=False)
    assert (partial.second, partial.leavers) == ([], [])


def test_a_refused_row_is_not_absence():
    person()
    found = plan(row("1001", "Quintero Ibarrola, Rosalba", email="nadie"), row("", "QUINTERO IBARROLA, ROSALBA"))
    assert found.leavers == []


def test_a_last_day_in_the_file_is_a_proposal_too():
    employee = person()
    heading = [*HEADING, "Fecha de baja"]
    found = plan([*row("1001", "Quintero Ibarrola, Rosalba"), "15/11/2026"], heading=heading)
    (leaver,) = found.leavers
    assert (leaver.row, leaver.left_on, leaver.is_ticked) == (2, "2026-11-15", False)
    assert leaver.closes[0]["ends_on"] == [None, "2026-11-14"]
    ticked = plan([*row("1001", "Quintero Ibarrola, Rosalba"), "15/11/2026"], heading=heading, leavers={employee.pk})
    assert ticked.counts["leaving"] == 1


def test_whoever_brings_a_file_that_moves_themselves_needs_a_second_person():
    user = human_resources()
    employee = EmployeeFactory(number="1001", given_names="Rosalba", first_surname="Soto", second_surname="", user=user)
    AppointmentFactory(
        employee=employee, department=Department.objects.get(name="Hacienda"), post=Post.objects.get(name="Analista")
    )
    found = uploaded(csv_bytes([row("1001", "Soto, Rosalba", department="Obras Públicas")]), user=user)
    assert plan_of(found).second == ["own_row"]


# What belongs to others


@pytest.mark.parametrize("kind", ["superuser", "role", "account", "employee"])
def test_an_address_of_somebody_else_is_refused(kind):
    address = "alguien@tuxpan.example"
    if kind == "employee":
        EmployeeFactory(email=address, user=None)
    elif kind == "role":
        holder = human_resources()
        holder.email = address
        holder.save()
    else:
        UserFactory(email=address, is_superuser=kind == "superuser")
    found = plan(row("1", "Soto Vega, Ana", email=address.upper()), proposes_leavers=False)
    assert (2, c.EMAIL) in reasons(found)


def test_the_address_of_an_account_with_rights_is_not_changed_by_a_file():
    user = human_resources()
    EmployeeFactory(number="1001", given_names="Rosalba", first_surname="Soto", second_surname="", user=user)
    found = plan(row("1001", "Soto, Rosalba", email="otra@malo.example"), proposes_leavers=False)
    assert (2, c.EMAIL) in reasons(found)


def test_a_number_that_names_an_account_of_nobody_is_refused():
    UserFactory(username="Jefatura")
    assert (2, c.NUMBER) in reasons(plan(row("jefatura", "Soto Vega, Ana")))


# Departments and posts


def test_an_unknown_department_is_gathered_and_can_be_said():
    rows = [row("1", "Soto Vega, Ana", department="TESORERÍA"), row("2", "Lara Ruiz, Eva", department="tesoreria")]
    found = plan(*rows)
    assert found.unknown_departments == {"TESORERÍA": [2], "tesoreria": [3]}
    hacienda = Department.objects.get(name="Hacienda")
    assert plan(*rows, departments={"tesoreria": hacienda.pk}).counts["new"] == 2


@pytest.mark.parametrize("name", ["HACIENDA", "Dirección de Hacienda", "hacienda ", "dependencia-hacienda"])
def test_a_department_is_known_by_name_or_code_however_it_is_written(name):
    Department.objects.filter(name="Hacienda").update(code="dependencia-hacienda")
    assert plan(row("1", "Soto Vega, Ana", department=name)).counts["new"] == 1


def test_departments_that_take_nobody_are_refused():
    DepartmentFactory(name="Rastro", is_active=False)
    DepartmentFactory(name="Comisión de Hacienda", kind=Department.Kind.COMMISSION)
    found = plan(
        row("1", "Soto Vega, Ana", department="Rastro"), row("2", "Lara, Eva", department="Comisión de Hacienda")
    )
    assert {(2, c.DEPARTMENT), (3, c.DEPARTMENT)} <= reasons(found).keys()


def test_an_unknown_post_is_refused_until_it_is_to_be_created_or_is_another():
    rows = [row("1", "Soto Vega, Ana", post="AUXILIAR DE CAJA")]
    assert plan(*rows).unknown_posts == {"AUXILIAR DE CAJA": [2]}
    assert only(plan(*rows, posts={"auxiliar de caja": "create"})).opens[0]["post_name"] == "Auxiliar de caja"
    analyst = Post.objects.get(name="Analista")
    assert only(plan(*rows, posts={"auxiliar de caja": analyst.pk})).opens[0]["post"] == analyst.pk


def test_what_was_said_of_names_is_known_for_the_next_file():
    hacienda = Department.objects.get(name="Hacienda")
    plan(row("1", "Soto Vega, Ana", department="TESORERÍA"), departments={"tesoreria": hacienda.pk})
    assert plan(row("2", "Lara Ruiz, Eva", department="TESORERÍA")).counts["new"] == 1


# Duties, cost


def test_duties_that_come_and_go_are_told_beside_the_line():
    asked = []

    def tell(proposals, day):
        asked.extend(proposals)
        return {proposal.key: RosterEffect(gained=("Transparencia",)) for proposal in proposals}

    roster_effects.register(tell)
    try:
        line = only(plan(row("1", "Soto Vega, Ana")))
    finally:
        roster_effects.unregister(tell)
    assert line.gained == ["Transparencia"]
    assert asked[0].employee_id is None
    assert asked[0].department_id == Department.objects.get(name="Hacienda").pk


def test_a_comparison_costs_the_same_queries_for_more_people(django_assert_num_queries):
    from people.roster.columns import recognise
    from people.roster.plan import Choices
    from people.roster.reading import read

    brought([row(str(number), f"Soto{'abcdefghij'[number]} Vega, Ana") for number in range(8)])
    for count in (2, 8):
        data = csv_bytes([row(str(number), f"Soto{'abcdefghij'[number]} Vega, Eva") for number in range(count)])
        book = read(data, file_name="a.csv")
        with django_assert_num_queries(5):
            table = table_of(book.sheets[0], recognise(book), today=DAY)
            compare(table, roll=roll_on(DAY), choices=Choices(day=DAY))
    assert Employee.objects.count() == Appointment.objects.count() == 8
