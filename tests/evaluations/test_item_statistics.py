"""Statistics of a matrix of marks: against published figures, against exact arithmetic written otherwise, and laws."""

from __future__ import annotations

import math
import statistics
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.item_statistics import exact, item_statistics, root

TOLERANCE = 1e-6

# The marks with which Moodle tests its own report, and the figures its authors worked out for them in a spreadsheet
# (mod/quiz/report/statistics/tests: fixtures/mdl_question_states.csv and statistics_test.php). Questions 1 to 4 earned
# nobody anything and 5 to 7 are worth nothing; these are questions 8 to 20 of the 22 attempts, the first out of 8.
MOODLE_MARKS = """
5.5 .3 .9 1 .3 1 0 0 1 1 0 0 1
1 .9 .9 .3 .3 1 0 0 1 0 1 0 1
2.5 1 .9 .3 1 0 0 1 1 1 1 1 1
4 .3 .9 1 .3 0 0 0 0 1 0 0 1
3 .9 .3 .9 1 0 1 0 0 1 1 1 0
4.5 .9 1 1 .9 0 1 1 1 0 0 0 0
3 .3 .3 .3 .3 1 0 1 1 1 1 1 1
6 .9 .9 1 .3 0 1 1 1 1 0 0 1
.5 .9 1 .9 .3 0 1 1 0 1 1 0 1
5.5 .9 1 .9 .3 1 1 0 0 1 0 0 0
2.5 .9 1 1 .9 0 1 0 0 1 0 0 1
4 .9 .3 .9 1 0 1 1 1 1 1 0 1
4 .9 .3 .3 1 1 1 1 0 0 1 1 0
3 1 1 .3 1 0 1 0 1 1 1 1 0
1 1 .9 .3 .3 1 0 1 0 0 0 0 0
1 .3 .3 .3 .9 0 0 0 1 0 0 0 1
1.5 1 .3 .9 1 1 1 0 1 1 0 0 0
4 .9 1 .9 1 0 1 1 1 0 1 0 0
2 .9 .9 .3 .9 0 1 0 0 0 0 0 0
1 1 .3 .3 .3 0 1 1 0 1 0 0 0
6 .9 1 1 .9 0 0 0 1 0 0 1 1
7 .9 .3 .3 .3 1 0 1 1 1 1 0 0
"""
MOODLE_MAXIMA = [1, 1, 1, 1, 0, 0, 0, 8, *[1] * 12]
MOODLE_FIGURES = {
    "facility": [0, 0, 0, 0, None, None, None, 41.19318182, 81.36363636, 71.36363636, 65.45454545, 65.90909091,
                 36.36363636, 59.09090909, 50, 59.09090909, 63.63636364, 45.45454545, 27.27272727, 50],
    "standard_deviation": [0, 0, 0, 0, 0, 0, 0, 1.912733589, .2512738111, .3226312277, .3334199022, .3375811591,
                           .4923659639, .5032362797, .5117663157, .5032362797, .4923659639, .5096471914, .4558423058,
                           .5117663157],
    "effective_weight": [0, 0, 0, 0, 0, 0, 0, 26.58464457, 3.368456046, 3.253955259, 7.584083694, 3.79658376,
                         3.183278505, 4.532356904, 7.78856243, 10.08351572, 8.381139345, 8.727645713, 7.946277111,
                         4.769500946],
    "discrimination_index": [None, None, None, None, None, None, None, 25.88327077, 1.170256965, -4.207816809,
                             28.16930644, -2.513606859, -12.99017581, -8.900638238, 8.670004606, 29.63337745,
                             15.18945843, 16.21079629, 15.52451404, -8.396734802],
    "discriminative_efficiency": [None, None, None, None, None, None, None, 27.23492723, 1.382386552, -4.691171307,
                                  31.12404354, -2.877487579, -17.5074184, -10.27568922, 10.86956522, 34.58997279,
                                  17.4790556, 20.14359793, 22.06477733, -10],
}  # fmt: skip


def moodle_matrix() -> list[list[float]]:
    return [[*[0.0] * 7, *map(float, line.split())] for line in MOODLE_MARKS.strip().splitlines()]


@pytest.mark.parametrize("figure", MOODLE_FIGURES)
def test_the_published_figures_of_moodle_come_out(figure):
    items = item_statistics(moodle_matrix(), maxima=MOODLE_MAXIMA).items

    found = [getattr(item, figure) for item in items]

    assert [value is None for value in found] == [value is None for value in MOODLE_FIGURES[figure]]
    assert found == pytest.approx(MOODLE_FIGURES[figure], abs=TOLERANCE)


# The survey «attitude» of Chatterjee and Price (Regression Analysis by Example, 1977), distributed with R: thirty
# departments, seven questions. The manual of R's package psych prints raw alpha 0.84 for it, and these correlations of
# each question with the rest («r.drop»).
PSYCH_ITEM_REST = [0.67, 0.74, 0.56, 0.71, 0.79, 0.27, 0.46]
ATTITUDE = """
43 51 30 39 61 92 45/63 64 51 54 63 73 47/71 70 68 69 76 86 48/61 63 45 47 54 84 35/81 78 56 66 71 83 47
43 55 49 44 54 49 34/58 67 42 56 66 68 35/71 75 50 55 70 66 41/72 82 72 67 71 83 31/67 61 45 47 62 80 41
64 53 53 58 58 67 34/67 60 47 39 59 74 41/69 62 57 42 55 63 25/68 83 83 45 59 77 35/77 77 54 72 79 77 46
81 90 50 72 60 54 36/74 85 64 69 79 79 63/65 60 65 75 55 80 60/65 70 46 57 75 85 46/50 58 68 54 64 78 52
50 40 33 34 43 64 33/64 61 52 62 66 80 41/53 66 52 50 63 80 37/40 37 42 58 50 57 49/63 54 42 48 66 75 33
66 77 66 63 88 76 72/78 75 58 74 80 78 49/48 57 44 45 51 83 38/85 85 71 71 77 74 55/82 82 39 59 64 78 39
"""


def test_cronbachs_alpha_of_a_published_survey_comes_out():
    answers = [list(map(int, row.split())) for line in ATTITUDE.strip().splitlines() for row in line.split("/")]

    found = item_statistics(answers, maxima=[100] * 7)

    assert round(found.cronbach_alpha, 2) == 0.84
    assert found.n == 30
    assert [round(item.discrimination_index / 100, 2) for item in found.items] == PSYCH_ITEM_REST


# An oracle by other means: definitions taken literally, in exact fractions, with deviations from the mean.


def literally(matrix: list[list[Fraction]], maxima: list[Fraction]) -> dict:
    columns = list(zip(*matrix, strict=True))
    totals = [sum(row) for row in matrix]

    def c(left, right):
        pairs = zip(left, right, strict=True)
        left_mean, right_mean = statistics.mean(left), statistics.mean(right)
        return sum((a - left_mean) * (b - right_mean) for a, b in pairs) / (len(left) - 1)

    def without(column):
        return [total - mark for total, mark in zip(totals, column, strict=True)]

    def moment(power):
        mean = statistics.mean(totals)
        return sum((total - mean) ** power for total in totals) / Fraction(len(totals))

    def quotient(top, *bottoms):
        if not all(bottoms):
            return None
        return float(top) / math.prod(math.sqrt(bottom) for bottom in bottoms)

    s, p = Fraction(len(matrix)), len(columns)
    weights = [math.sqrt(c(column, totals)) if c(column, totals) >= 0 else None for column in columns]
    whole = sum(filter(None, weights))
    k2 = moment(2) * s / (s - 1)
    k3 = moment(3) * s**2 / (s - 1) / (s - 2)
    k4 = s**2 / ((s - 1) * (s - 2) * (s - 3)) * ((s + 1) * moment(4) - 3 * (s - 1) * moment(2) ** 2)
    alpha = Fraction(p, p - 1) * (1 - sum(c(one, one) for one in columns) / k2) if k2 else None
    return {
        "mean": float(statistics.mean(totals)),
        "median": float(statistics.median(totals)),
        "standard_deviation": math.sqrt(k2),
        "skewness": float(k3) / math.sqrt(k2) ** 3 if k2 else None,
        "kurtosis": float(k4 / k2**2) if k2 else None,
        "internal_consistency": None if alpha is None else float(100 * alpha),
        "error_ratio": None if alpha is None else 100 * math.sqrt(1 - alpha),
        "standard_error": None if alpha is None else math.sqrt((1 - alpha) * k2),
        "items": [
            {
                "facility": float(100 * statistics.mean(column) / top),
                "standard_deviation": math.sqrt(c(column, column)),
                "discrimination_index": quotient(
                    100 * c(column, without(column)), c(column, column), c(without(column), without(column))
                ),
                "discriminative_efficiency": float(
                    100 * c(column, without(column)) / c(sorted(column), sorted(without(column)))
                )
                if c(sorted(column), sorted(without(column)))
                else None,
                "intended_weight": float(100 * top / sum(maxima)),
                "effective_weight": 100 * weight / whole if weight is not None and whole else None,
            }
            for column, top, weight in zip(columns, maxima, weights, strict=True)
        ],
    }


def assert_agree(found, expected: dict) -> None:
    for name, value in expected.items():
        if name != "items":
            assert getattr(found, name) == pytest.approx(value, abs=TOLERANCE), name
    for item, figures in zip(found.items, expected["items"], strict=True):
        for name, value in figures.items():
            assert getattr(item, name) == pytest.approx(value, abs=TOLERANCE), name


def fractions(matrix) -> list[list[Fraction]]:
    return [[Fraction(str(mark)) for mark in row] for row in matrix]


WORKED = {
    "right or wrong": ([[1, 1, 0], [1, 0, 0], [0, 1, 1], [1, 1, 1], [0, 0, 0], [1, 1, 0]], [1, 1, 1]),
    "partial credit": ([[0.5, 2, 1], [1, 1.5, 3], [0, 0.25, 2], [0.75, 2, 4], [1, 1.75, 3.5]], [1, 2, 4]),
    "penalties": ([[-0.25, 1, 0.5], [1, -0.25, 0.5], [1, 1, 1], [-0.25, 0, 0]], [1, 1, 1]),
    "a question against the rest": ([[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 1], [0, 1, 1, 0], [0, 1, 1, 1]], [1] * 4),
    "a question that everybody gets right": ([[1, 0, 1], [1, 1, 0], [1, 1, 1], [1, 0, 0]], [1, 1, 1]),
    "everybody alike": ([[1, 0]] * 5, [1, 1]),
}


@pytest.mark.parametrize("name", WORKED)
def test_worked_matrices_agree_with_the_definitions_in_exact_fractions(name):
    matrix, maxima = WORKED[name]

    assert_agree(
        item_statistics(matrix, maxima=maxima), literally(fractions(matrix), [Fraction(top) for top in maxima])
    )


def test_a_matrix_worked_by_hand():
    # Totals 2, 1, 1, 0: mean 1, V(T) = 2/3. Each question: V = 1/4 + … = 1/3, and C(x₁, x₂) = 0.
    found = item_statistics([[1, 1], [1, 0], [0, 1], [0, 0]])

    assert (found.mean, found.median, found.maximum) == (1, 1, 2)
    assert found.standard_deviation == pytest.approx(math.sqrt(2 / 3), abs=1e-12)
    assert found.cronbach_alpha == 0
    assert (found.error_ratio, found.standard_error) == (100, pytest.approx(found.standard_deviation))
    assert [item.facility for item in found.items] == [50, 50]
    assert [item.discrimination_index for item in found.items] == [0, 0]
    assert [item.effective_weight for item in found.items] == pytest.approx([50, 50])
    assert found.percent(found.mean) == 50
    assert found.items[0].standard_deviation_percent == pytest.approx(100 * math.sqrt(1 / 3))


MARKS = st.integers(min_value=0, max_value=8).map(lambda eighths: Fraction(eighths, 8))


@st.composite
def matrices(draw, *, least: int = 4, missing: bool = False):
    width = draw(st.integers(min_value=2, max_value=5))
    mark = st.one_of(MARKS, st.none()) if missing else MARKS
    return draw(st.lists(st.lists(mark, min_size=width, max_size=width), min_size=least, max_size=12))


@given(matrices())
def test_any_matrix_agrees_with_the_definitions(matrix):
    assert_agree(item_statistics(matrix), literally(matrix, [Fraction(1)] * len(matrix[0])))


@given(matrices(missing=True), st.randoms(use_true_random=False))
def test_neither_the_order_of_attempts_nor_that_of_questions_matters(matrix, chance):
    rows = chance.sample(matrix, len(matrix))
    places = chance.sample(range(len(matrix[0])), len(matrix[0]))
    found = item_statistics([[row[place] for place in places] for row in rows], maxima=[1] * len(places))
    before = item_statistics(matrix, maxima=[1] * len(places))

    assert found.items == tuple(before.items[place] for place in places)
    assert (found.internal_consistency, found.skewness, found.median) == (
        before.internal_consistency,
        before.skewness,
        before.median,
    )


@given(matrices(missing=True), st.fractions(min_value="1/50", max_value=50, max_denominator=50))
def test_the_unit_of_the_marks_does_not_matter(matrix, factor):
    larger = [[None if mark is None else mark * factor for mark in row] for row in matrix]
    width = len(matrix[0])
    found, before = item_statistics(larger, maxima=[factor] * width), item_statistics(matrix, maxima=[1] * width)

    for name in (
        "facility",
        "discrimination_index",
        "discriminative_efficiency",
        "intended_weight",
        "effective_weight",
    ):
        assert [getattr(item, name) for item in found.items] == pytest.approx(
            [getattr(item, name) for item in before.items], abs=TOLERANCE
        )
    assert found.internal_consistency == pytest.approx(before.internal_consistency, abs=TOLERANCE)
    assert found.percent(found.mean) == pytest.approx(before.percent(before.mean), abs=TOLERANCE)


@given(matrices(least=0, missing=True))
def test_every_figure_stays_within_its_bounds(matrix):
    found = item_statistics(matrix)

    for item in found.items:
        assert item.facility is None or 0 <= item.facility <= 100
        assert item.discrimination_index is None or abs(item.discrimination_index) <= 100 + TOLERANCE
        assert item.discriminative_efficiency is None or item.discriminative_efficiency <= 100 + TOLERANCE
        assert item.effective_weight is None or item.effective_weight >= 0
        assert item.is_against_total == (item.effective_weight is None) or not item.is_against_total
    assert found.error_ratio is None or found.error_ratio >= 0
    assert found.mean is None or 0 <= found.mean <= found.maximum


@given(matrices())
def test_effective_weights_make_a_hundred_together(matrix):
    weights = [item.effective_weight for item in item_statistics(matrix).items if item.effective_weight is not None]

    assert not any(weights) or sum(weights) == pytest.approx(100)


@given(matrices())
def test_discriminating_best_possible_is_an_efficiency_of_a_hundred(matrix):
    # The same marks for every question: whoever does better in one does better in all.
    alike = [[row[0]] * 3 for row in matrix]
    found = item_statistics(alike)

    if len({row[0] for row in matrix}) > 1:
        assert found.cronbach_alpha == 1
        assert found.items[0].discrimination_index == pytest.approx(100)
        assert found.items[0].discriminative_efficiency == 100
        assert found.standard_error == 0


# Degenerate matrices


def test_without_attempts_every_figure_is_unknown():
    found = item_statistics([], maxima=[1, 1])

    assert (found.n, found.mean, found.standard_deviation, found.internal_consistency) == (0, None, None, None)
    assert [(item.n, item.facility, item.discrimination_index) for item in found.items] == [(0, None, None)] * 2
    assert item_statistics([]).items == ()


def test_one_attempt_has_a_mean_but_no_spread():
    found = item_statistics([[1, 0]])

    assert (found.mean, found.median, found.standard_deviation, found.skewness) == (1, 1, None, None)
    assert [(item.facility, item.standard_deviation) for item in found.items] == [(100, None), (0, None)]


@pytest.mark.parametrize(("attempts", "known"), [(2, (False, False)), (3, (True, False)), (4, (True, True))])
def test_skewness_needs_three_attempts_and_kurtosis_four(attempts, known):
    found = item_statistics([[number, 0] for number in range(attempts)])

    assert (found.skewness is not None, found.kurtosis is not None) == known


def test_one_question_has_no_rest_to_be_compared_with():
    found = item_statistics([[1], [0], [1]])

    assert found.internal_consistency is None
    assert found.items[0].discrimination_index is None
    assert found.items[0].effective_weight == 100


def test_equal_totals_of_thirds_and_tenths_are_equal():
    # In binary 0.1 + 0.2 is not 0.3, nor are three thirds of 1/3 + 2/3; a spread of 1e-17 must not pass for one.
    for row, other in [([0.1, 0.2], [0.3, 0.0]), ([1 / 3, 2 / 3], [2 / 3, 1 / 3])]:
        found = item_statistics([row, other, row])

        assert found.standard_deviation == 0
        assert found.internal_consistency is None


def test_marks_beyond_the_reach_of_a_float_sum_keep_their_spread():
    found = item_statistics([[1e8 + 0.25, 0], [1e8, 1], [1e8 + 0.5, 0]], maxima=[2e8, 1])

    assert found.items[0].standard_deviation == pytest.approx(0.25, abs=1e-12)


def test_every_kind_of_number_means_the_same():
    assert exact(0.1) == exact(Decimal("0.1")) == Fraction(1, 10)
    assert exact(1 / 3) == Fraction(1, 3)
    assert exact(123.456789) == Fraction("123.456789")


@pytest.mark.parametrize("mark", [math.nan, math.inf, Decimal("NaN")])
def test_what_is_not_a_number_is_no_mark(mark):
    with pytest.raises(ValueError, match="not a mark"):
        item_statistics([[mark]])


def test_rows_and_maxima_have_to_fit():
    with pytest.raises(ValueError, match="every question"):
        item_statistics([[1, 0], [1]])
    with pytest.raises(ValueError, match="2 questions need 2"):
        item_statistics([[1, 0]], maxima=[1])
    with pytest.raises(ValueError, match="negative"):
        item_statistics([[1, 0]], maxima=[1, -1])


def test_without_maxima_a_question_gives_one_or_the_highest_mark_seen():
    found = item_statistics([[0, 5], [0.5, 10]])

    assert [item.maximum for item in found.items] == [1, 10]


def test_intended_weights_are_shares_of_their_sum():
    found = item_statistics([[1, 1], [0, 1]], intended_weights=[3, 1])

    assert [item.intended_weight for item in found.items] == [75, 25]


@pytest.mark.parametrize("value", [Fraction(0), Fraction(2), Fraction(1, 10**400), Fraction(10**401), Fraction(4, 9)])
def test_roots_hold_beyond_the_range_of_floats(value):
    found = root(value)

    assert abs(Fraction(found) ** 2 - value) <= value * Fraction(1, 10**15)


# Drawn questions


def test_a_question_is_judged_by_the_attempts_that_asked_it():
    found = item_statistics([[1, 1, None], [1, None, 0], [0, 0, None], [1, None, 1]], maxima=[1, 1, 1])

    assert [item.n for item in found.items] == [4, 2, 2]
    assert [item.facility for item in found.items] == [75, 50, 50]
    assert found.maximum == 2
    assert [item.intended_weight for item in found.items] == [50, 50, 50]


def test_an_attempt_without_questions_does_not_count():
    assert item_statistics([[1, 0], [None, None], [0, 0]]) == item_statistics([[1, 0], [0, 0]])


def test_totals_of_shorter_attempts_are_counted_out_of_the_same_maximum():
    # Half of two questions is as good as two of four.
    found = item_statistics([[1, 0, None, None], [1, 1, 0, 0]], maxima=[1] * 4)

    assert (found.maximum, found.mean, found.standard_deviation) == (4, 2, 0)


@given(matrices(missing=True))
def test_figures_of_one_question_follow_from_the_rows_that_asked_it(matrix):
    maxima = [1] * len(matrix[0])
    rows = [row for row in matrix if row[0] is not None]
    alone, among = item_statistics(rows, maxima=maxima).items[0], item_statistics(matrix, maxima=maxima).items[0]

    assert (alone.n, alone.facility, alone.standard_deviation) == (among.n, among.facility, among.standard_deviation)
    assert alone.discrimination_index == pytest.approx(among.discrimination_index)


@given(matrices())
def test_alpha_of_draws_from_interchangeable_questions_is_that_of_positions(matrix):
    # The same attempts, each position filled by one of two twins in turn: the twins are columns with gaps.
    width = len(matrix[0])
    twins = [
        [mark if (number + side) % 2 == 0 else None for mark in row for side in (0, 1)]
        for number, row in enumerate(matrix)
    ]
    found = item_statistics(twins, maxima=[1] * 2 * width)
    everything = [mark for row in matrix for mark in row]
    pooled = statistics.variance(everything)
    totals = statistics.variance([sum(row) for row in matrix])

    expected = float(100 * Fraction(width, width - 1) * (1 - width * pooled / totals)) if totals else None
    assert found.internal_consistency == pytest.approx(expected)
