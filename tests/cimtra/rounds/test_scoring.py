"""The arithmetic of scores, held against cases worked out by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from cimtra.models import (
    Aspect,
    AspectScore,
    Block,
    BlockScore,
    Capture,
    Inapplicability,
    Origin,
    Round,
    Variable,
)
from cimtra.rounds.criteria import AspectLine, BlockLine, Criterion, Sheet
from cimtra.rounds.scoring import latest, score, scores, worked_out
from tests.cimtra.rounds.rounds_factories import CUTOFF, LETTERS, instrument, internal_round, official_round


def number(text):
    return None if text is None else Decimal(text)


def line(pk, stated):
    """An aspect told as «mx» or «10: mx» (points of the aspect) or «: m2 x3» (points of each variable)."""
    points, _, marks = stated.rpartition(":")
    marks = marks.split() if any(one.isdigit() for one in marks) else list(marks.strip())
    aspect = Aspect(pk=pk, number=pk, title=f"Aspecto {pk}", points=number(points.strip() or None))
    criteria = tuple(
        Criterion(pk, Variable(pk=pk * 100 + place), LETTERS[mark[0]], number(mark[1:] or None))
        for place, mark in enumerate(marks)
    )
    return AspectLine(aspect, criteria)


def sheet(*blocks):
    """Each block a list of aspects as `line` reads them."""
    lines, pk = [], 0
    for place, aspects in enumerate(blocks, start=1):
        made = []
        for stated in aspects:
            pk += 1
            made.append(line(pk, stated))
        lines.append(BlockLine(Block(pk=place, number=place, title=f"Bloque {place}"), tuple(made)))
    return Sheet(False, tuple(lines))


# (what it shows, blocks, total, scores of blocks, scores of aspects, met/applicable/unseen)
BY_HAND = [
    # Without points: met ÷ applicable, at each level over its criteria.
    ("all met", [["mm", "m"]], "100", ["100"], ["100", "100"], (3, 3, 0)),
    ("none met", [["xx", "x"]], "0", ["0"], ["0", "0"], (0, 3, 0)),
    ("two of three", [["mmx"]], "66.67", ["66.67"], ["66.67"], (2, 3, 0)),
    ("one of three", [["mxx"]], "33.33", ["33.33"], ["33.33"], (1, 3, 0)),
    ("an eighth rounds its half upwards", [["m" + "x" * 7]], "12.50", ["12.50"], ["12.50"], (1, 8, 0)),
    # 1 ÷ 32 = 3.125 %, 5 ÷ 32 = 15.625 %
    ("a half hundredth goes up", [["m" + "x" * 31]], "3.13", ["3.13"], ["3.13"], (1, 32, 0)),
    ("another half hundredth goes up", [["m" * 5 + "x" * 27]], "15.63", ["15.63"], ["15.63"], (5, 32, 0)),
    # Block 1: 1 of 4. Block 2: 2 of 2. Total 3 of 6, not the mean of 25 and 100.
    ("criteria weigh alike", [["mxxx"], ["m", "m"]], "50", ["25", "100"], ["25", "100", "100"], (3, 6, 0)),
    ("unseen counts as not met and is told", [["mu", "uu"]], "25", ["25"], ["50", "0"], (1, 4, 3)),
    ("nothing was seen yet", [["uu"], ["u"]], "0", ["0", "0"], ["0", "0"], (0, 3, 3)),
    # What does not apply leaves both sides: 1 of 1, 1 of 2; 2 of 3 in all.
    ("what does not apply leaves both sides", [["mn", "mx"]], "66.67", ["66.67"], ["100", "50"], (2, 3, 0)),
    ("an aspect that does not apply has no score", [["nn", "mx"]], "50", ["50"], [None, "50"], (1, 2, 0)),
    ("a block that does not apply has no score",
     [["n", "nn"], ["m"]], "100", [None, "100"], [None, None, "100"], (1, 1, 0)),
    ("where nothing applies there is no total", [["n"], ["n"]], None, [None, None], [None, None], (0, 0, 0)),
    ("a bare aspect is one criterion", [["m", "x", "u"]], "33.33", ["33.33"], ["100", "0", "0"], (1, 3, 1)),
    ("a block without aspects has no score", [[], ["m"]], "100", [None, "100"], ["100"], (1, 1, 0)),
    # Points of the aspects: 10 × 1/2 + 30 × 1 = 35 of 40.
    ("points of aspects weigh", [["10: mx", "30: m"]], "87.50", ["87.50"], ["50", "100"], (2, 3, 0)),
    # Block 1: 4 × 1/4 = 1 of 4. Block 2: 16 of 16. Total 17 of 20.
    ("points weigh across blocks", [["4: mxxx"], ["16: m"]], "85", ["25", "100"], ["25", "100"], (2, 5, 0)),
    ("an aspect of no points weighs nothing", [["0: x", "5: m"]], "100", ["100"], ["0", "100"], (1, 2, 0)),
    # Its 10 points leave the sum: 6 × 1/2 = 3 of 6.
    ("points of what does not apply leave the sum", [["10: nn", "6: mx"]], "50", ["50"], [None, "50"], (1, 2, 0)),
    # 2 of 2 + 3 = 40 %.
    ("points of variables weigh", [[": m2 x3"]], "40", ["40"], ["40"], (1, 2, 0)),
    # Of 2 + 3 + 5 the 5 do not apply: 2 of 5. With the next aspect, 4 of 4: 6 of 9.
    ("points of a variable that does not apply leave",
     [[": m2 x3 n5", ": m4"]], "66.67", ["66.67"], ["40", "100"], (2, 3, 0)),
    # What is known of each variable says more than the sum: 2 of 5, though the aspect is said to have 20.
    ("points of variables go before those of the aspect", [["20: m2 x3"]], "40", ["40"], ["40"], (1, 2, 0)),
    # Inside the aspect one variable has no points: 1 of 2 criteria; outside its 20 points count: 10 of 20 + 20 of 20.
    ("half known points inside an aspect are not used",
     [["20: m2 x", "20: m"]], "75", ["75"], ["50", "100"], (2, 3, 0)),
    # The second block knows no points, so the total counts criteria: 3 of 5; the first block still goes by points.
    ("points and counts are never mixed",
     [["10: mx", "30: m"], ["mx"]], "60", ["87.50", "50"], ["50", "100", "50"], (3, 5, 0)),
    ("points of nothing but zeros are no points", [["0: m", "0: x"]], "50", ["50"], ["100", "0"], (1, 2, 0)),
    # The aspect without points does not apply, so all that applies has points: 5 of 10.
    ("an aspect without points that does not apply is no gap",
     [["10: mx", "n"]], "50", ["50"], ["50", None], (1, 2, 0)),
    # A third and two thirds of 7 points each, exact until the end: 7/3 + 14/3 = 7 of 14.
    ("rounding happens once, at the end", [["7: mxx", "7: mmx"]], "50", ["50"], ["33.33", "66.67"], (3, 6, 0)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "total", "of_blocks", "of_aspects", "counts"),
    [case[1:] for case in BY_HAND],
    ids=[c[0] for c in BY_HAND],
)
def test_a_self_assessment_is_worked_out_as_by_hand(blocks, total, of_blocks, of_aspects, counts):
    found = worked_out(sheet(*blocks))
    assert found.total == number(total)
    assert [block.score for block in found.blocks] == list(map(number, of_blocks))
    assert [aspect.score for block in found.blocks for aspect in block.aspects] == list(map(number, of_aspects))
    assert (found.met, found.applicable, found.unseen) == counts
    assert found.is_estimate


def published(*blocks, total=None):
    """Each block (published score, [(points, possible, points of the aspect in the instrument)])."""
    lines, pk = [], 0
    for place, (block_score, aspects) in enumerate(blocks, start=1):
        made = []
        for stated in aspects:
            pk += 1
            points, possible, known = stated or (None, None, None)
            aspect = Aspect(pk=pk, number=pk, points=number(known))
            made.append(AspectLine(aspect, (), (number(points), number(possible)) if points is not None else None))
        lines.append(BlockLine(Block(pk=place, number=place), tuple(made), number(block_score)))
    return Sheet(True, tuple(lines), number(total))


# (what it shows, sheet, total, is estimate, [(block, is estimate)], aspects)
PUBLISHED = [
    ("what was published stands, whatever the blocks say",
     published(("40", []), ("90", []), total="57.3"), "57.3", False, [("40", False), ("90", False)], []),
    ("without a published total nothing is made up",
     published(("40", []), ("90", [None])), None, True, [("40", False), ("90", False)], [None]),
    ("an aspect is points of the possible",
     published((None, [("3", "4", None), None]), total="50"), "50", False, [(None, True)], ["75", None]),
    ("the possible may be known from the instrument",
     published((None, [("3", None, "4")]), total="50"), "50", False, [("75", True)], ["75"]),
    ("points without a possible are no percentage",
     published((None, [("3", None, None)]), total="50"), "50", False, [(None, True)], [None]),
    ("more points than the instrument knows are no percentage",
     published((None, [("5", None, "4")]), total="50"), "50", False, [(None, True)], [None]),
    # 3 of 4 and 1 of 6: 4 of 10 in the block; with 10 of 10, 14 of 20.
    ("where all points were published the sums are worked out and say so",
     published((None, [("3", "4", None), ("1", "6", None)]), ("100", [("10", "10", None)])),
     "70", True, [("40", True), ("100", False)], ["75", "16.67", "100"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "total", "is_estimate", "of_blocks", "of_aspects"),
    [case[1:] for case in PUBLISHED],
    ids=[case[0] for case in PUBLISHED],
)
def test_an_official_evaluation_says_what_was_published(stated, total, is_estimate, of_blocks, of_aspects):
    found = worked_out(stated)
    assert (found.total, found.is_estimate) == (number(total), is_estimate)
    assert [(one.score, one.is_estimate) for one in found.blocks] == [(number(s), e) for s, e in of_blocks]
    assert [aspect.score for block in found.blocks for aspect in block.aspects] == list(map(number, of_aspects))


@pytest.mark.django_db
def test_a_round_is_scored_from_its_captures():
    evaluation = internal_round(instrument(), "mm", "mx", "xx", "mm", "nn", "mu")
    found = score(evaluation)
    # Block 1: 3 of 6; block 2: 3 of 4; in all 6 of 10.
    assert [block.score for block in found.blocks] == [Decimal("50"), Decimal("75")]
    assert found.total == Decimal("60")
    assert (found.met, found.applicable, found.unseen, found.seen) == (6, 10, 1, 9)
    assert found.by_aspect[evaluation.instrument.aspects.get(number=5).pk].score is None


@pytest.mark.django_db
def test_a_criterion_without_a_capture_was_not_seen():
    evaluation = internal_round(instrument(), "mm", "mm", "mm", "mm", "mm", "mm")
    Capture.objects.filter(aspect__number=1).delete()
    assert score(evaluation).unseen == 2
    assert score(evaluation).total == Decimal("83.33")


@pytest.mark.django_db
def test_an_aspect_without_variables_is_one_criterion():
    evaluation = internal_round(instrument(variables=0), "m", "x", "x", "m", "m", "n")
    assert (score(evaluation).met, score(evaluation).applicable) == (3, 5)
    assert score(evaluation).total == Decimal("60")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "applicable"),
    [
        (dt.date(2019, 1, 1), None, 10),
        (CUTOFF, CUTOFF, 10),
        (CUTOFF + dt.timedelta(days=1), None, 12),
        (dt.date(2019, 1, 1), CUTOFF - dt.timedelta(days=1), 12),
    ],
)
def test_what_does_not_apply_is_what_did_not_on_the_cutoff_day(starts_on, ends_on, applicable):
    evaluation = internal_round(instrument(), "xx", "mm", "mm", "mm", "mm", "mm")
    Inapplicability.objects.create(
        aspect=evaluation.instrument.aspects.get(number=1), note="No hay rastro.", starts_on=starts_on, ends_on=ends_on
    )
    assert score(evaluation).applicable == applicable


@pytest.mark.django_db
def test_one_variable_may_not_apply():
    evaluation = internal_round(instrument(), "xm", "mm", "mm", "mm", "mm", "mm")
    aspect = evaluation.instrument.aspects.get(number=1)
    variable = aspect.variables.order_by("sort_order").first()
    Inapplicability.objects.create(aspect=aspect, variable=variable, note="No hay.", starts_on=CUTOFF)
    assert score(evaluation).by_aspect[aspect.pk].score == 100
    assert score(evaluation).applicable == 11


@pytest.mark.django_db
def test_points_beside_a_proposal_are_not_official():
    evaluation = internal_round(instrument(blocks=1, aspects=1), "mx")
    Variable.objects.filter(origin=Origin.OFFICIAL).update(points=1)
    Variable.objects.filter(origin=Origin.PROPOSAL).update(points=9)
    assert score(evaluation).total == Decimal("50")
    assert not score(evaluation).by_points


@pytest.mark.django_db
def test_how_many_criteria_are_only_proposals_is_told():
    evaluation = internal_round(instrument(blocks=1, aspects=2), "mx", "nn")
    assert (score(evaluation).proposals, score(evaluation).applicable) == (1, 2)


@pytest.mark.django_db
def test_official_points_weigh():
    evaluation = internal_round(instrument(blocks=1, aspects=2, variables=1), "m", "x")
    Aspect.objects.filter(number=1).update(points=30)
    Aspect.objects.filter(number=2).update(points=10)
    found = score(evaluation)
    assert (found.total, found.by_points, found.is_estimate) == (Decimal("75"), True, True)
    assert [(one.points, one.possible) for one in found.blocks[0].aspects] == [(30, 30), (0, 10)]


@pytest.mark.django_db
def test_the_published_scores_are_read_from_where_they_were_typed():
    mini = instrument()
    evaluation = official_round(mini, score="63.4")
    BlockScore.objects.create(round=evaluation, block=Block.objects.get(number=2), score=Decimal("71.5"))
    AspectScore.objects.create(round=evaluation, aspect=mini.aspects.get(number=1), points=3, possible=4)
    found = score(evaluation)
    assert (found.total, found.is_estimate) == (Decimal("63.40"), False)
    assert [block.score for block in found.blocks] == [None, Decimal("71.50")]
    assert found.by_aspect[mini.aspects.get(number=1).pk].score == Decimal("75")


@pytest.mark.django_db
def test_any_number_of_rounds_costs_the_same(django_assert_num_queries):
    mini = instrument()
    rounds = [internal_round(mini, name="A"), official_round(mini, name="B")]
    with django_assert_num_queries(7):
        scores(rounds)
    rounds += [internal_round(mini, name=f"A{n}") for n in range(4)]
    rounds += [official_round(mini, name=f"B{n}") for n in range(4)]
    with django_assert_num_queries(7):
        assert len(scores(rounds)) == 10


@pytest.mark.django_db
def test_the_last_evaluation_is_one_that_says_something():
    mini = instrument()
    assert latest(mini) is None
    early = official_round(mini, score=50, name="2019", cutoff_on=dt.date(2019, 8, 31))
    own = internal_round(mini, name="2020", cutoff_on=dt.date(2020, 3, 31))
    official_round(mini, name="Sin resultados todavía", cutoff_on=dt.date(2026, 8, 31))
    assert latest(mini) == early
    assert latest(mini, official=False) is None
    Round.objects.filter(pk=own.pk).update(closed_at="2020-04-02T10:00Z")
    assert latest(mini) == own
    assert latest(mini, official=True) == early
