import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from cimtra.models import Obligation
from cimtra.plans import progress
from cimtra.plans.acts import write_note
from cimtra.plans.progress import progress_of, progress_of_activity
from courses.models import TrainingSession
from tests.cimtra.plans.plans_factories import (
    FIRST,
    LAST,
    WITHIN,
    ActivityFactory,
    ObjectiveFactory,
    WorkPlanFactory,
    an_evaluation,
    deliveries,
    finding,
    monitored,
)
from tests.cimtra.sessions.sessions_factories import CouncilSessionFactory, ObligationFactory
from tests.factories import EnrolmentFactory, UserFactory, course_page

pytestmark = pytest.mark.django_db

Kind = Obligation.Kind
BEFORE, AFTER = FIRST - dt.timedelta(days=1), LAST + dt.timedelta(days=1)


def counts(activity):
    """[(done, total)] of each thing that the activity counts."""
    return [(part.done, part.total) for part in progress_of_activity(activity).parts]


def test_findings_count_once_whether_chosen_or_of_the_evaluation():
    evaluation = an_evaluation()
    verified, _pending = finding(1, verified=True, round=evaluation), finding(2, round=evaluation)
    alone = finding(3, verified=True)
    finding(4)
    activity = ActivityFactory(round=evaluation)
    activity.findings.set([verified, alone])

    assert counts(activity) == [(2, 3)]


def test_deliveries_count_that_fall_due_within_the_days_of_the_activity():
    deliveries(Kind.YEAR_PLAN, "accepted", "waiting", "in_review", "returned", "not_applicable")
    deliveries(Kind.YEAR_PLAN, "accepted", due_on=BEFORE)
    deliveries(Kind.YEAR_PLAN, "accepted", due_on=AFTER)
    deliveries(Kind.MINUTES, "accepted")

    # What does not apply is no work left undone.
    assert counts(ActivityFactory(obligation_kinds=[Kind.YEAR_PLAN])) == [(1, 4)]


def test_with_quarters_the_deliveries_of_these_quarters_count_whenever_they_fall_due():
    quarter = dt.date(2019, 10, 1)
    deliveries(Kind.UPDATE, "accepted", due_on=BEFORE, period_start=quarter, period_end=dt.date(2019, 12, 31))
    deliveries(Kind.UPDATE, "accepted")

    assert counts(ActivityFactory(obligation_kinds=[Kind.UPDATE], quarters=["2019-10-01"])) == [(1, 1), (0, 1)]


def test_chosen_obligations_count_beside_the_kinds_and_not_twice():
    minutes, form = deliveries(Kind.MINUTES, "accepted")[0], deliveries(Kind.FORM, "waiting")[0]
    activity = ActivityFactory(obligation_kinds=[Kind.MINUTES])
    activity.obligations.set([minutes.obligation, form.obligation])

    assert counts(activity) == [(1, 1), (0, 1)]


def test_a_course_counts_those_who_completed_it_in_these_days():
    course = course_page()

    def enrolled(on, completed=None, **fields):
        at = {"enrolled_at": timezone.make_aware(dt.datetime.combine(on, dt.time(12)))}
        if completed:
            at["completed_at"] = timezone.make_aware(dt.datetime.combine(completed, dt.time(12)))
        return EnrolmentFactory(course=course, **at, **fields)

    enrolled(FIRST, completed=WITHIN)
    enrolled(WITHIN)
    enrolled(FIRST, completed=AFTER)
    enrolled(BEFORE - dt.timedelta(days=9), completed=BEFORE)
    enrolled(AFTER)
    enrolled(WITHIN, released_at=timezone.now())
    activity = ActivityFactory()
    activity.courses.add(course)

    assert counts(activity) == [(1, 3)]


def test_sessions_count_once_they_were_held_and_not_at_all_when_cancelled():
    activity = ActivityFactory()
    for state in ("held", "called", "cancelled"):
        reason = "Sin quórum" if state == "cancelled" else ""
        activity.council_sessions.add(CouncilSessionFactory(state=state, cancelled_because=reason))
    rooms = {"course": course_page(), "place": "Sala", "instructor": "Ana", "capacity": 9, "created_by": UserFactory()}
    for state in ("closed", "closed", "planned", "cancelled"):
        activity.training_sessions.add(TrainingSession.objects.create(title="Taller", state=state, **rooms))

    assert counts(activity) == [(2, 3), (1, 2)]


def test_a_quarter_is_monitored_when_a_round_of_visits_came_to_its_end():
    monitored(dt.date(2026, 1, 1))
    monitored(dt.date(2026, 1, 1))
    monitored(dt.date(2026, 4, 1), is_over=False)

    assert counts(ActivityFactory(quarters=["2026-04-01", "2026-01-01", "no es un día"])) == [(1, 1), (0, 1)]


def test_the_plan_is_the_mean_of_the_activities_that_count_something():
    plan = WorkPlanFactory()
    monitored(dt.date(2026, 1, 1))
    whole, half, bare = ObjectiveFactory(plan=plan), ObjectiveFactory(plan=plan), ObjectiveFactory(plan=plan)
    for objective, quarters in ((whole, ["2026-01-01"]), (half, ["2026-01-01", "2026-04-01"]), (half, [])):
        ActivityFactory(plan=plan, quarters=quarters).objectives.add(objective)

    found = progress_of(plan)

    assert [row.share for row in found.activities] == [100, 50, None]
    assert (found.share, found.uncounted) == (Decimal("75.0"), 1)
    assert {row.objective: row.share for row in found.objectives} == {whole: 100, half: 50, bare: None}


@pytest.mark.parametrize(
    ("done", "total", "today", "light"),
    [
        (2, 2, BEFORE, progress.DONE),
        (0, 2, BEFORE, progress.TO_COME),
        (0, 2, WITHIN, progress.GOING),
        (1, 2, LAST, progress.GOING),
        (1, 2, AFTER, progress.LATE),
        (0, 0, WITHIN, progress.UNCOUNTED),
        (0, 0, AFTER, progress.UNCOUNTED),
    ],
)
def test_an_activity_has_a_light(done, total, today, light):
    assert progress.light_of(ActivityFactory.build(plan=None), done, total, today) == light


def test_the_same_note_twice_is_one():
    activity, by = ActivityFactory(), UserFactory()
    for _ in range(2):
        write_note(activity=activity, by=by, text="Se entregó", day=WITHIN)

    assert progress_of_activity(activity).notes == 1


def test_many_activities_cost_as_many_queries_as_one(django_assert_num_queries):
    plan, course = WorkPlanFactory(), course_page()
    evaluation = an_evaluation()

    def add(number):
        finding(number, round=evaluation)
        activity = ActivityFactory(
            plan=plan, round=evaluation, obligation_kinds=[Kind.MINUTES, Kind.FORM], quarters=["2026-01-01"]
        )
        activity.objectives.add(ObjectiveFactory(plan=plan))
        activity.courses.add(course)
        activity.council_sessions.add(CouncilSessionFactory())
        activity.obligations.add(ObligationFactory())

    add(1)
    cost = 15
    with django_assert_num_queries(cost):
        progress_of(plan)
    for number in range(2, 7):
        add(number)
    with django_assert_num_queries(cost):
        progress_of(plan)
