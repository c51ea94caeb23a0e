import datetime as dt

import pytest

from cimtra.rounds.charts import ranking, trend
from cimtra.rounds.making import close_round
from cimtra.rounds.scoring import scores
from tests.cimtra.rounds.rounds_factories import instrument, internal_round, official_round
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def drawn(*rounds):
    return trend(rounds, scores(rounds))


def day(year):
    return dt.date(year, 8, 31)


def test_a_line_for_each_kind_and_version():
    mini, other = instrument(), instrument(version="otra", is_current=False)
    drawing = drawn(
        official_round(mini, score=40, name="2019", cutoff_on=day(2019)),
        official_round(other, score=50, name="2020", cutoff_on=day(2020)),
        official_round(mini, score=60, name="2021", cutoff_on=day(2021)),
        close_round(evaluation=internal_round(mini, cutoff_on=day(2022)), by=UserFactory()),
    )
    assert [line.values for line in drawing.lines] == [
        [40, None, 60, None],
        [None, 50, None, None],
        [None, None, None, 0],
    ]
    assert "estimación interna" in drawing.lines[2].label.lower()


def test_higher_scores_stand_higher():
    mini = instrument()
    rounds = [official_round(mini, score=one, name=str(one), cutoff_on=day(2019 + one // 50)) for one in (0, 100)]
    (line,) = drawn(*rounds).lines
    heights = [float(step.split(" ")[1]) for step in line.path.replace("M", "").split(" L")]
    assert heights[0] > heights[1]


def test_a_self_assessment_that_is_still_open_is_not_drawn():
    mini = instrument()
    assert drawn(official_round(mini, score=40), internal_round(mini)) is None


def test_the_first_place_is_on_top():
    mini = instrument()
    rounds = [
        official_round(mini, name="2019", cutoff_on=day(2019), state_place=9, national_place=40),
        official_round(mini, name="2020", cutoff_on=day(2020), state_place=1),
    ]
    drawing = ranking(rounds)
    assert [words for _height, words in drawing.grid] == ["1", "20", "40"]
    assert [line.values for line in drawing.lines] == [[9, 1], [40, None]]
    assert drawing.grid[0][0] < drawing.grid[-1][0]


def test_there_is_nothing_to_draw_of_one():
    mini = instrument()
    assert drawn(official_round(mini, score=40)) is None
    assert ranking([official_round(mini, name="Otra", state_place=1)]) is None
