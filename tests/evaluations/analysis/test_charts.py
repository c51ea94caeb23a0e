"""Where the marks of the charts stand."""

from dataclasses import replace

import pytest

from evaluations.analysis.advice import Advice
from evaluations.analysis.charts import Frame, bin_of, histogram, labels, round_ceiling, scatter, steps
from evaluations.analysis.quiz_report import QuestionFigures
from evaluations.models import Question
from tests.evaluations.analysis.test_advice import GOOD


def figures(code, *, facility=50.0, index=40.0, advice=()):
    statistics = replace(GOOD, facility=facility, discrimination_index=index)
    return QuestionFigures(question=Question(code=code), statistics=statistics, advice=advice, versions=())


def test_every_score_falls_into_one_bar_and_a_hundred_into_the_last():
    found = histogram([0, 9.99, 10, 55, 99, 100], pass_mark=80)

    assert [bar.count for bar in found.bars] == [2, 1, 0, 0, 0, 1, 0, 0, 0, 2]
    assert (found.bars[0].low, found.bars[0].high, found.bars[-1].low, found.bars[-1].high) == (0, 9, 90, 100)
    assert bin_of(100) == 9


def test_the_highest_bar_fits_and_equal_bars_are_equally_high():
    found = histogram([5] * 7 + [95] * 7, pass_mark=80)

    assert found.bars[0].height == found.bars[9].height <= found.frame.inner_height
    assert found.mark_x == found.frame.x(0.8)


@pytest.mark.parametrize(("highest", "ceiling"), [(0, 4), (4, 4), (5, 8), (9, 20), (41, 80), (201, 400), (2000, 2000)])
def test_the_scale_ends_at_a_round_number_of_whole_steps(highest, ceiling):
    assert round_ceiling(highest) == ceiling
    assert list(steps(ceiling))[-1] == ceiling


def test_easier_stands_further_right_and_discriminating_higher():
    found = scatter([figures("A", facility=20, index=10), figures("B", facility=90, index=60)])

    (a, b) = found.points
    assert a.x < b.x
    assert a.y > b.y
    assert found.zero_y == found.frame.floor


def test_negative_discrimination_lowers_the_floor():
    found = scatter([figures("A", index=-30)])

    assert [tick.label for tick in found.y_ticks] == [-50, 0, 50, 100]
    assert found.points[0].y > found.zero_y


def test_without_a_known_discrimination_there_is_no_chart():
    assert scatter([figures("A", index=None)]) is None


def test_only_what_needs_looking_at_is_labelled_and_labels_keep_apart():
    urgent = (Advice.KEY_SUSPECT,)
    found = scatter(
        [figures("BIEN"), *(figures(f"MAL-{n}", facility=50 + n, index=-20, advice=urgent) for n in range(6))]
    )

    texts = [label.text for label in found.labels]
    assert "BIEN" not in texts
    assert 1 <= len(texts) < 6


def test_a_label_stays_within_the_frame():
    (point,) = scatter([figures("UN-CODIGO-LARGO", facility=100, advice=(Advice.TOO_HARD,))]).points
    (label,) = labels([point], Frame())

    assert label.anchor == "end"
    assert label.x < point.x
