"""What the board says of each aspect, in which order, and what it costs."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from cimtra.coverage.board import BOTH, DEBTS, OFF, POINTS, TRAINING, board, whole_board
from cimtra.models import (
    Aspect,
    AspectRequirement,
    AspectResponsible,
    AspectScore,
    Block,
    BlockScore,
    Capture,
    Delivery,
    Field,
    Finding,
    Frequency,
    Inapplicability,
    Instrument,
    Obligation,
    Round,
)
from courses.models import Completion, Enrolment
from people.api import CONSULTANCY
from people.models import Appointment, Department, Employee, Post
from tests.cimtra.coverage.coverage_factories import answers, delivery, finding, today, town
from tests.factories import DepartmentFactory, TrainingRequirementFactory, course_page, employee_with_role
from tests.reports.situations import person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def built_town(built_once):
    return built_once(town)


@pytest.fixture
def place(built_town, db):
    return built_town


def lines(place):
    return {line.aspect.number: line for line in whole_board(day=today()).lines}


def official(place, *, cutoff=dt.date(2026, 3, 31), blocks=(), **points):
    """An official evaluation with points out of ten: official(place, a1=4, blocks=[(1, 50)])."""
    made = Round.objects.create(
        kind=Round.Kind.OFFICIAL, name=f"Evaluación {cutoff}", instrument=place.instrument, cutoff_on=cutoff
    )
    for name, reached in points.items():
        AspectScore.objects.create(round=made, aspect=place.aspect(int(name[1:])), points=reached, possible=10)
    for number, score in blocks:
        BlockScore.objects.create(
            round=made, block=Block.objects.get(field__instrument=place.instrument, number=number), score=score
        )
    return made


def test_everybody_of_the_areas_that_answer_counts_once(place):
    training = lines(place)[1].training
    assert (training.people, training.accredited, training.missing, training.not_asked) == (5, 2, 1, 2)
    assert training.percent == 66


def test_an_aspect_without_linked_training_says_so(place):
    training = lines(place)[2].training
    assert training.state == "unlinked"
    assert training.untrained is None


def test_where_nobody_was_asked_nobody_is_trained(place):
    AspectRequirement.objects.create(aspect=place.aspect(3), requirement=place.requirement)
    training = lines(place)[3].training
    assert training.state == "unasked"
    assert training.untrained == 1


def test_the_mayors_office_does_not_answer_with_the_whole_municipality(place):
    mayor = DepartmentFactory(kind=Department.Kind.PRESIDENCY, name="Presidencia")
    unit = DepartmentFactory(parent=mayor, kind=Department.Kind.UNIT, name="Jefatura de oficina")
    works = DepartmentFactory(parent=mayor, name="Obras")
    for department in (mayor, unit, works):
        person(department)
    answers(place.aspect(4), mayor)
    assert lines(place)[4].training.people == 2


def test_what_loses_points_and_lacks_training_comes_first(place):
    official(place, a1=4, a2=1, a3=10)
    found = whole_board(day=today()).lines
    assert [(line.aspect.number, line.urgency) for line in found[:2]] == [(1, BOTH), (2, POINTS)]
    assert found[0].score.value == 40


def test_training_alone_and_what_is_late_come_after_points(place):
    official(place, a1=10, a2=10, a3=10)
    delivery(place.aspect(2), place.treasury, delivered=False)
    found = {line.aspect.number: line for line in whole_board(day=today()).lines}
    assert found[1].urgency == TRAINING
    assert found[2].urgency == DEBTS
    assert (found[2].deliveries.current, found[2].deliveries.late) == (0, 1)


def test_points_lost_are_an_equal_share_of_what_applies_while_no_points_are_public(place):
    official(place, a1=4)
    Inapplicability.objects.create(aspect=place.aspect(6), note="No hay deuda.", starts_on=dt.date(2025, 1, 1))
    found = lines(place)
    assert found[1].lost == Decimal("12.00")  # 60 % of a fifth of 100
    assert found[2].lost is None


def test_points_lost_follow_official_points_where_all_are_known(place):
    for number, points in zip(range(1, 7), (30, 10, 10, 10, 20, 20), strict=True):
        Aspect.objects.filter(instrument=place.instrument, number=number).update(points=points)
    official(place, a1=4)
    assert lines(place)[1].lost == Decimal("18.00")


def test_what_does_not_apply_shows_its_note_and_stands_last(place):
    Inapplicability.objects.create(aspect=place.aspect(1), note="No hay deuda.", starts_on=dt.date(2025, 1, 1))
    last = whole_board(day=today()).lines[-1]
    assert (last.aspect.number, last.urgency, last.note) == (1, OFF, "No hay deuda.")


def test_the_score_of_the_aspect_goes_before_a_newer_one_of_its_block(place):
    official(place, cutoff=dt.date(2025, 3, 31), a1=4)
    official(place, cutoff=dt.date(2026, 3, 31), a2=9, blocks=[(1, 50)])
    found = lines(place)
    assert (found[1].score.value, found[1].score.of_block) == (40, False)
    assert (found[2].score.value, found[2].score.is_estimate) == (90, False)
    assert (found[3].score.value, found[3].score.of_block) == (50, True)


def test_an_own_review_says_nothing_until_it_is_closed_and_is_an_estimate_then(place):
    from cimtra.rounds.freezing import as_kept
    from cimtra.rounds.scoring import score

    review = Round.objects.create(name="Autoevaluación", instrument=place.instrument, cutoff_on=dt.date(2026, 3, 31))
    variable = place.aspect(1).variables.get()
    Capture.objects.create(round=review, aspect=place.aspect(1), variable=variable, outcome="met")
    assert lines(place)[1].score is None
    review.result, review.closed_at = {"score": as_kept(score(review))}, timezone.now()
    review.save()
    found = lines(place)[1].score
    assert (found.value, found.is_estimate) == (100, True)


def test_open_findings_are_counted_with_those_whose_day_has_passed(place):
    finding(place.aspect(1), place.treasury, due_on=today() - dt.timedelta(days=1))
    finding(place.aspect(1), place.treasury)
    found = lines(place)[1].findings
    assert (found.open, found.overdue) == (2, 1)


def test_a_past_day_is_told_as_it_was(place):
    AspectResponsible.objects.filter(aspect=place.aspect(1), department=place.clerk).update(
        ends_on=today() - dt.timedelta(days=10)
    )
    then = {line.aspect.number: line for line in whole_board(day=today() - dt.timedelta(days=11)).lines}
    assert {one.name for one in then[1].departments} == {"Hacienda Municipal", "Secretaría General"}
    assert {one.name for one in lines(place)[1].departments} == {"Hacienda Municipal"}


def test_heads_see_the_aspects_of_their_own_area_and_the_consultancy_all(place):
    own = board(day=today(), viewer=place.head.user)
    assert {line.aspect.number for line in own.lines} == {1, 2}
    assert len(board(day=today(), viewer=employee_with_role(CONSULTANCY)).lines) == 6


def test_without_an_instrument_in_force_the_board_is_empty(place):
    Instrument.objects.update(is_current=False)
    assert whole_board(day=today()).lines == []


ASPECTS, DEPARTMENTS, QUARTERS, PEOPLE = 45, 30, 12, 10


def large_town():
    """45 aspects × 30 departments × 12 quarters, with ten people in each department."""
    Instrument.objects.update(is_current=False)
    made = Instrument.objects.create(code="grande", version="1", name="Grande", label="Grande", is_current=True)
    field = Field.objects.create(instrument=made, number=1, code="c", title="Campo")
    blocks = Block.objects.bulk_create(
        Block(field=field, number=n, roman=str(n), code=f"b{n}", title=f"Bloque {n}") for n in range(1, 10)
    )
    aspects = Aspect.objects.bulk_create(
        Aspect(instrument=made, block=blocks[n % 9], number=n + 1, title=f"A {n}", frequency=Frequency.QUARTERLY)
        for n in range(ASPECTS)
    )
    departments = [DepartmentFactory() for _n in range(DEPARTMENTS)]
    AspectResponsible.objects.bulk_create(
        AspectResponsible(
            aspect=aspect, department=one, is_main=one == departments[n % DEPARTMENTS], starts_on=dt.date(2020, 1, 1)
        )
        for n, aspect in enumerate(aspects)
        for one in {departments[n % DEPARTMENTS], departments[(n + 7) % DEPARTMENTS]}
    )
    obligations = Obligation.objects.bulk_create(
        Obligation(department=one, title=f"{n}", starts_on=dt.date(2020, 1, 1))
        for n in range(ASPECTS)
        for one in departments
    )
    Obligation.aspects.through.objects.bulk_create(
        Obligation.aspects.through(obligation=one, aspect=aspects[place // DEPARTMENTS])
        for place, one in enumerate(obligations)
    )
    first = dt.date(2023, 1, 1)
    Delivery.objects.bulk_create(
        (
            Delivery(
                obligation=one,
                department_id=one.department_id,
                period_start=first + dt.timedelta(days=91 * n),
                period_end=first + dt.timedelta(days=91 * n + 90),
                due_on=first + dt.timedelta(days=91 * n + 105),
            )
            for one in obligations
            for n in range(QUARTERS)
        ),
        batch_size=2000,
    )
    Finding.objects.bulk_create(
        Finding(number=1000 + n, text="Falta.", aspect=aspect, department=departments[n % DEPARTMENTS])
        for n, aspect in enumerate(aspects * 4)
    )
    _train(departments, aspects)
    official = Round.objects.create(
        kind=Round.Kind.OFFICIAL, name="Grande", instrument=made, cutoff_on=dt.date(2025, 12, 31)
    )
    BlockScore.objects.bulk_create(BlockScore(round=official, block=one, score=60) for one in blocks)
    AspectScore.objects.bulk_create(
        AspectScore(round=official, aspect=one, points=n % 11, possible=10) for n, one in enumerate(aspects[:20])
    )


def _train(departments, aspects):
    course, requirement = course_page(lessons=1), TrainingRequirementFactory()
    requirement.courses.add(course)
    AspectRequirement.objects.bulk_create(AspectRequirement(aspect=one, requirement=requirement) for one in aspects)
    people = Employee.objects.bulk_create(
        Employee(number=f"G{n}", given_names="Luz", first_surname=f"Díaz{n}", hired_on=dt.date(2020, 1, 1))
        for n in range(DEPARTMENTS * PEOPLE)
    )
    post, _is_new = Post.objects.get_or_create(name="Analista")
    Appointment.objects.bulk_create(
        Appointment(employee=one, department=departments[n // PEOPLE], post=post, starts_on=dt.date(2020, 1, 1))
        for n, one in enumerate(people)
    )
    moment = timezone.now() - dt.timedelta(days=20)
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            employee=one,
            course=course,
            cycle=1,
            requirement=requirement,
            enrolled_at=moment,
            completed_at=moment if n % 3 else None,
        )
        for n, one in enumerate(people)
    )
    Completion.objects.bulk_create(
        Completion(
            enrolment=one,
            employee_id=one.employee_id,
            course=course,
            employee_name="Luz",
            course_title=course.title,
            hours=2,
            started_at=moment,
            completed_at=moment,
        )
        for one in enrolments
        if one.completed_at
    )


def test_the_whole_board_costs_fifteen_queries_with_45_aspects_30_departments_and_12_quarters(
    place, django_assert_max_num_queries
):
    large_town()
    with django_assert_max_num_queries(15):
        found = whole_board(day=today())
    assert len(found.lines) == ASPECTS
    assert all(line.training.people == 2 * PEOPLE for line in found.lines)
    assert all(line.deliveries.total == DEPARTMENTS for line in found.lines)
    assert all(line.findings.open == 4 for line in found.lines)
    assert all(line.score for line in found.lines)
