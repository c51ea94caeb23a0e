import random
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Enrolment, Exemption
from people.models import Employee
from reports import progress
from reports.api import share_accredited
from reports.progress import EVERY_DUTY, STATES, Organisation, Subject
from tests.factories import AppointmentFactory, DepartmentFactory, TrainingRequirementFactory, UserFactory, course_page
from tests.reports.situations import days, duty, enrol, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return course_page(title="Fundamentos", modules=0)


@pytest.fixture
def other():
    return course_page(title="Gasto y obra", modules=0)


def state_of(employee, subject=EVERY_DUTY):
    return {one.pk: one for one in progress.progress(subject=subject)}[employee.pk].state


@pytest.mark.parametrize(
    ("situation", "state"),
    [
        ({}, "not_started"),
        ({"due": 0}, "not_started"),
        ({"started": -1}, "in_progress"),
        ({"started": -1, "due": 3}, "in_progress"),
        ({"due": -1}, "overdue"),
        ({"due": -1, "started": -5}, "overdue"),
        ({"completed": -1}, "completed"),
        ({"completed": -1, "valid": 0}, "completed"),
        ({"completed": -9, "valid": -1}, "expired"),
        ({"completed": -1, "due": -3}, "completed"),
    ],
)
def test_the_state_of_one_duty(course, situation, state):
    employee = person()
    enrol(employee, course, assignment=duty(course), **situation)
    assert state_of(employee) == state


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ({"completed": -1}, {"completed": -2}, "completed"),
        ({"completed": -1}, {}, "in_progress"),
        ({"completed": -1}, {"due": -1}, "overdue"),
        ({"completed": -9, "valid": -1}, {"completed": -1}, "expired"),
        ({"completed": -9, "valid": -1}, {"due": -1}, "overdue"),
        ({}, {}, "not_started"),
        ({}, {"started": -1}, "in_progress"),
    ],
)
def test_the_worst_duty_tells_the_state_of_the_person(course, other, first, second, state):
    employee = person()
    enrol(employee, course, assignment=duty(course), **first)
    enrol(employee, other, assignment=duty(other), **second)
    assert state_of(employee) == state


def test_a_course_begun_of_ones_own_accord_obliges_nobody(course, other):
    employee = person()
    enrol(employee, course, started=-1)
    assert state_of(employee) == "not_required"
    assert state_of(employee, Subject((course.pk,))) == "in_progress"
    enrol(employee, other, completed=-1)
    assert state_of(employee) == "completed"


def test_a_renewal_opened_early_leaves_the_valid_completion_standing(course):
    employee = person()
    enrol(employee, course, assignment=duty(course), completed=-300, valid=60)
    enrol(employee, course, assignment=duty(course), cycle=2, due=60)
    assert state_of(employee) == "completed"


def test_a_renewal_counts_once_the_completion_has_expired(course):
    employee = person()
    enrol(employee, course, assignment=duty(course), completed=-400, valid=-35)
    assert state_of(employee) == "expired"
    enrol(employee, course, assignment=duty(course), cycle=2, started=-1, due=10)
    assert state_of(employee) == "in_progress"
    one = {p.pk: p for p in progress.progress()}[employee.pk]
    assert (one.duties, one.next_due) == (1, days(10))


def test_any_course_of_a_requirement_is_enough(course, other):
    employee = person()
    requirement = TrainingRequirementFactory()
    requirement.courses.set([course, other])
    enrol(employee, course, requirement=requirement, due=-1)
    subject = Subject((course.pk, other.pk), any_is_enough=True)
    assert state_of(employee, subject) == "overdue"
    enrol(employee, other, completed=-1)
    assert state_of(employee, subject) == "completed"


def test_a_requirement_without_courses_obliges_nobody(course):
    employee = person()
    enrol(employee, course, assignment=duty(course))
    assert state_of(employee, Subject((), any_is_enough=True)) == "not_required"


def exempt(employee, requirement, start=-1, end=None):
    return Exemption.objects.create(
        employee=employee,
        requirement=requirement,
        reason="Licencia",
        document="OF-1",
        approved_by=UserFactory(),
        starts_on=days(start),
        ends_on=None if end is None else days(end),
    )


def test_an_exempt_person_is_apart_and_not_trained(course):
    employee, requirement = person(), TrainingRequirementFactory()
    enrol(employee, course, requirement=requirement, due=-1)
    exempt(employee, requirement)
    tally = progress.tally(progress.progress())
    assert state_of(employee) == "exempt"
    assert (tally.missing, tally.of("completed"), tally.of("exempt")) == (0, 0, 1)


def test_the_exempt_count_apart_also_when_no_assignment_ever_reached_them(course, other):
    employee, requirement = person(), TrainingRequirementFactory()
    requirement.courses.add(course)
    exempt(employee, requirement)
    assert state_of(employee) == "exempt"
    assert state_of(employee, Subject((course.pk,), any_is_enough=True)) == "exempt"
    assert state_of(employee, Subject((other.pk,))) == "not_required"


@pytest.mark.parametrize(("start", "end"), [(1, None), (-9, -1)])
def test_an_exemption_counts_only_in_its_time(course, start, end):
    employee, requirement = person(), TrainingRequirementFactory()
    enrol(employee, course, requirement=requirement)
    exempt(employee, requirement, start, end)
    assert state_of(employee) == "not_started"


def test_who_left_or_is_yet_to_come_is_not_on_the_roll(course):
    gone, coming, here = person(left_on=days(0)), person(hired_on=days(1)), person(left_on=days(1))
    for employee in (gone, coming, here):
        enrol(employee, course, assignment=duty(course))
    assert [one.pk for one in progress.progress()] == [here.pk]


def test_a_person_with_two_appointments_counts_once_in_the_main_one(course):
    main, council = DepartmentFactory(name="Obras"), DepartmentFactory(name="Consejo", kind="consejo")
    employee = person(main)
    AppointmentFactory(employee=employee, department=council, is_main=False)
    AppointmentFactory(employee=employee, department=council, starts_on=days(-900), ends_on=days(-800))
    (one,) = progress.progress()
    assert one.department == "Obras"


def test_a_unit_reports_as_part_of_its_direccion():
    office = DepartmentFactory(name="Hacienda")
    unit = DepartmentFactory(name="Ingresos", kind="jefatura", parent=office)
    person(unit)
    (one,) = progress.progress()
    assert (one.department, one.office) == ("Ingresos", "Hacienda")
    organisation = Organisation()
    assert organisation.of_office(office.pk) == {office.pk, unit.pk}


def test_names_come_in_spanish_order():
    for surname in ("Zúñiga", "Álvarez", "Ortiz", "Núñez"):
        person(first_surname=surname)
    assert [one.name.split()[0] for one in progress.progress()] == ["Álvarez", "Núñez", "Ortiz", "Zúñiga"]


def test_the_department_of_that_day_stands_beside_the_completion(course):
    department = DepartmentFactory(name="Dirección de hoy")
    employee = person(department)
    enrol(employee, course, assignment=duty(course), completed=-1)
    persons = progress.progress()
    progress.add_departments_then(persons, EVERY_DUTY)
    assert (persons[0].department, persons[0].department_then) == ("Dirección de hoy", "Dirección de entonces")


def naive_states(subject, day):
    """The same states, one person and one enrolment at a time, straight from the words of the rule."""
    found = {}
    for employee in Employee.objects.active(day):
        chosen = []
        for course in {e.course_id for e in employee.enrolments.all()}:
            cycles = sorted(employee.enrolments.filter(course=course), key=lambda e: e.cycle)
            valid = [e for e in cycles if e.state_on(day) == "completed"]
            chosen.append(valid[-1] if valid else cycles[-1])
        if subject is EVERY_DUTY:
            chosen = [e for e in chosen if e.assignment_id or e.requirement_id or e.state_on(day) == "completed"]
        else:
            chosen = [e for e in chosen if e.course_id in subject.course_ids]
        states = Counter()
        for enrolment in chosen:
            state = enrolment.state_on(day)
            excused = enrolment.requirement_id and any(
                x.starts_on <= day and (x.ends_on is None or x.ends_on >= day)
                for x in employee.exemptions.filter(requirement=enrolment.requirement_id)
            )
            states["exempt" if excused and state != "completed" else state] += 1
        excused_from = [
            x.requirement
            for x in employee.exemptions.all()
            if x.starts_on <= day and (x.ends_on is None or x.ends_on >= day)
        ]
        asked = {pk for requirement in excused_from for pk in requirement.courses.values_list("pk", flat=True)}
        if excused_from and (subject is EVERY_DUTY or asked & set(subject.course_ids)):
            states["exempt"] += 1
        found[employee.pk] = naive_overall(states, subject.any_is_enough)
    return found


def naive_overall(states, any_is_enough):
    counted = {state for state in states if state != "exempt"}
    if any_is_enough and "completed" in counted:
        return "completed"
    if not counted:
        return "exempt" if states["exempt"] else "not_required"
    if counted == {"completed"}:
        return "completed"
    if "overdue" in counted:
        return "overdue"
    if "expired" in counted:
        return "expired"
    return "not_started" if counted == {"not_started"} else "in_progress"


@pytest.mark.parametrize("seed", range(4))
def test_the_query_agrees_with_a_count_by_hand(course, other, seed):
    chance = random.Random(seed)
    requirement = TrainingRequirementFactory()
    third = course_page(title="Cabildo", modules=0)
    assignments = {c.pk: duty(c) for c in (course, other, third)}
    for _ in range(25):
        employee = person(left_on=chance.choice([None, None, None, days(-1)]))
        for page in (course, other, third):
            for cycle in range(1, chance.choice([0, 1, 1, 2, 3]) + 1):
                is_open = not employee.enrolments.filter(course=page, completed_at=None).exists()
                completed = chance.choice([None, -1, -200]) if is_open else -chance.randint(1, 400)
                enrol(
                    employee,
                    page,
                    cycle=cycle,
                    due=chance.choice([None, -3, 0, 3]),
                    started=chance.choice([None, -4]),
                    completed=completed,
                    valid=None if completed is None else chance.choice([None, -1, 0, 40]),
                    assignment=chance.choice([None, assignments[page.pk]]),
                    requirement=chance.choice([None, requirement]),
                )
        if chance.random() < 0.3:
            exempt(employee, requirement, chance.choice([-5, 0, 2]), chance.choice([None, 0, 5]))
    subjects = [EVERY_DUTY, Subject((course.pk,)), Subject((course.pk, other.pk), any_is_enough=True)]
    for subject in subjects:
        persons = progress.progress(subject=subject)
        assert {one.pk: one.state for one in persons} == naive_states(subject, days(0))
    everybody = Employee.objects.active()
    duties = progress.duties_of(everybody)
    for one in progress.progress():
        states = Counter(line.state for line in duties.get(one.pk, []))
        assert states["completed"] == one.completed
        assert states.total() - states["exempt"] == one.duties
        assert states["overdue"] == one.overdue


def test_the_tallies_of_the_departments_add_up_to_the_total(course):
    offices = [DepartmentFactory() for _ in range(3)]
    situations = [{}, {"started": -1}, {"due": -1}, {"completed": -1}, {"completed": -9, "valid": -1}]
    for place in range(17):
        employee = person(offices[place % 3] if place else None)
        if place % 6:
            enrol(employee, course, assignment=duty(course), **situations[place % 5])
    persons = progress.progress()
    total, parts = progress.tally(persons), progress.tallies_by_office(persons)
    assert total.total == sum(part.total for part in parts) == len(persons) == 17
    for state in STATES:
        assert total.of(state) == sum(part.of(state) for part in parts)
    assert sum(total.of(state) for state in STATES) == total.total
    assert parts[-1].pk is None


def test_progress_costs_three_queries_for_any_number(course):
    department, assignment = DepartmentFactory(), duty(course)
    costs = []
    for batch in (5, 55):
        for _ in range(batch):
            enrol(person(department), course, assignment=assignment, completed=-1)
        with CaptureQueriesContext(connection) as queries:
            progress.progress()
        costs.append(len(queries))
    assert costs == [3, 3]


def test_the_public_share_counts_who_completed_every_duty(course, django_assert_num_queries):
    assignment = duty(course)
    for place in range(12):
        enrol(person(), course, assignment=assignment, **({"completed": -1} if place < 7 else {}))
    person(left_on=days(-1))
    with django_assert_num_queries(2):
        share = share_accredited()
    assert share == {"percent": 58, "accredited": 7, "total": 12, "as_of": days(0)}


def test_the_public_share_agrees_with_the_report(course):
    assignment = duty(course)
    for place in range(9):
        enrol(person(), course, assignment=assignment, **({"completed": -1} if place < 6 else {"due": -1}))
    assert share_accredited()["accredited"] == progress.tally(progress.progress()).of("completed")


@pytest.mark.parametrize(("people", "accredited"), [(4, 4), (0, 0), (20, 1), (20, 4)])
def test_a_small_group_is_not_published(course, people, accredited):
    assignment = duty(course)
    for place in range(people):
        enrol(person(), course, assignment=assignment, **({"completed": -1} if place < accredited else {}))
    assert share_accredited() is None


def test_a_large_town_does_not_count_for_every_visitor(course, monkeypatch):
    monkeypatch.setattr("reports.public.LARGE_ROLL", 6)
    assignment = duty(course)
    for _ in range(6):
        enrol(person(), course, assignment=assignment, completed=-1)
    first = share_accredited()
    monkeypatch.setattr("reports.public.count_accredited", None)
    assert share_accredited() == first


def test_every_look_at_sister_enrolments_goes_through_the_unique_index():
    """SQLite once took the index of the course for it: minutes instead of half a second on a large town."""
    if connection.vendor != "sqlite":
        pytest.skip("asks SQLite's planner")
    plan = progress.enrolments_that_count(EVERY_DUTY, days(0)).explain()
    looks = [line for line in plan.splitlines() if " U0 " in line]
    sisters = [line for line in looks if "employee_id=? AND course_id=? AND cycle" in line]
    duties = [line for line in looks if "courses_duty_enrolment" in line and "enrolment_id=?" in line]
    assert (len(sisters), len(duties), len(looks)) == (3, 2, 5), plan


def test_enrolments_of_the_whole_roll_are_read_once(course):
    enrol(person(), course, assignment=duty(course))
    with CaptureQueriesContext(connection) as queries:
        progress.duties_per_person(EVERY_DUTY, days(0))
    assert len(queries) == 1
    assert Enrolment.objects.count() == 1
