"""What closing findings would add, held against cases worked by hand."""

from decimal import Decimal

import pytest

from cimtra.models import Aspect, Finding, Variable
from cimtra.rounds.making import close_round
from cimtra.rounds.scoring import score
from cimtra.rounds.simulator import gains, options, simulate
from tests.cimtra.rounds.rounds_factories import instrument, internal_round, official_round
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def finding(number, aspect=None, *variables, effort=Finding.Effort.SOME):
    made = Finding.objects.create(number=number, text=f"Falta {number}", aspect=aspect, effort=effort)
    made.variables.set(variables)
    return made


@pytest.fixture
def scene():
    """Two blocks of two aspects with two variables: 3 of 8 met, 37.50."""
    mini = instrument(aspects=2)
    return internal_round(mini, "mx", "xx", "mm", "xu"), list(mini.aspects.order_by("number"))


def test_the_gain_of_each_is_worked_out_as_by_hand(scene):
    evaluation, (one, two, three, four) = scene
    found = [
        finding(1, one),  # the other variable of the first: 4 of 8
        finding(2, two),  # both: 5 of 8
        finding(3, two, two.variables.first()),  # one of them: 4 of 8
        finding(4, three),  # met already
        finding(5, four),  # one not met, one not seen: 5 of 8
        finding(6),  # no aspect: nothing is known of it
    ]
    assert list(gains(evaluation, found).values()) == [
        Decimal(text) for text in ("12.50", "25.00", "12.50", "0.00", "25.00", "0.00")
    ]


def test_together_they_are_counted_once(scene):
    evaluation, (_one, two, *_rest) = scene
    both = [finding(1, two), finding(2, two, two.variables.first())]
    before, after = simulate(evaluation, both)
    assert (before.total, after.total) == (Decimal("37.50"), Decimal("62.50"))
    assert [block.score for block in after.blocks] == [Decimal("75.00"), Decimal("50.00")]
    assert after.is_estimate


def test_points_weigh_in_the_gain(scene):
    evaluation, (one, two, three, four) = scene
    for aspect, points in zip((one, two, three, four), (10, 20, 30, 40), strict=True):
        Aspect.objects.filter(pk=aspect.pk).update(points=points)
    # 5 + 0 + 30 + 0 of 100; the fourth is worth 40.
    assert gains(evaluation, [finding(1, four)]) == {Finding.objects.get().pk: Decimal("40.00")}


def test_what_does_not_apply_gains_nothing():
    mini = instrument(blocks=1, aspects=2)
    evaluation = internal_round(mini, "nn", "xx")
    assert list(gains(evaluation, [finding(1, mini.aspects.get(number=1))]).values()) == [0]


def test_most_gain_for_least_effort_comes_first(scene):
    evaluation, (one, two, three, four) = scene
    much = finding(1, two, effort=Finding.Effort.MUCH)
    little = finding(2, one, effort=Finding.Effort.LITTLE)
    nothing = finding(3, three, effort=Finding.Effort.LITTLE)
    some = finding(4, four)
    found = options(evaluation, [much, little, nothing, some])
    assert [one.finding for one in found] == [little, some, much, nothing]
    assert [one.per_effort for one in found] == [Decimal(t) for t in ("12.50", "12.50", "8.33", "0.00")]


def test_nothing_is_tried_out_on_what_was_published(scene):
    evaluation, (one, *_rest) = scene
    assert gains(official_round(evaluation.instrument, score=60), [finding(1, one)]) == {}


def test_an_aspect_of_another_version_gains_nothing(scene):
    evaluation, _aspects = scene
    other = instrument(version="otra", is_current=False)
    assert list(gains(evaluation, [finding(1, other.aspects.first())]).values()) == [0]


def test_a_closed_round_is_tried_out_as_it_was_closed(scene):
    evaluation, (one, *_rest) = scene
    evaluation = close_round(evaluation=evaluation, by=UserFactory())
    Variable.objects.create(aspect=one, title="Llegó después")
    before, after = simulate(evaluation, [finding(1, one)])
    assert before.total == score(evaluation).total
    assert after.total == Decimal("50.00")


def test_any_number_of_findings_costs_the_same(scene, django_assert_num_queries):
    evaluation, aspects = scene
    few = [finding(number, aspects[number % 4]) for number in range(2)]
    many = few + [finding(number + 10, aspects[number % 4]) for number in range(20)]
    for found in (Finding.objects.filter(pk__in=[one.pk for one in group]) for group in (few, many)):
        with django_assert_num_queries(7):
            gains(evaluation, found)
