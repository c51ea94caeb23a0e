from decimal import Decimal

import pytest

from evaluations.models import Attempt, QuizPage
from evaluations.standing import Standing, standing_of

Method = QuizPage.GradingMethod


def attempts(*scores, method=Method.HIGHEST, pass_mark=80, **fields):
    """Graded attempts with these scores in this order; None is one that waits to be marked."""
    rules = {"grading_method": method, "pass_mark": pass_mark}
    return [
        Attempt(
            number=number,
            state="awaiting" if score is None else "submitted",
            score=None if score is None else Decimal(score),
            passed=None if score is None else Decimal(score) >= pass_mark,
            rules=rules,
            **fields,
        )
        for number, score in enumerate(scores, start=1)
    ]


@pytest.mark.parametrize(
    ("method", "score", "has_passed"),
    [
        (Method.HIGHEST, "90", True),
        (Method.LAST, "70", False),
        (Method.FIRST, "60", False),
        (Method.AVERAGE, "73.33", False),
    ],
)
def test_which_attempt_counts_is_what_the_rules_say(method, score, has_passed):
    assert standing_of(attempts("60", "90", "70", method=method)) == Standing(Decimal(score), has_passed)


def test_without_a_graded_attempt_there_is_no_standing():
    assert standing_of([]) == Standing(None, False)
    assert standing_of(attempts(None)) == Standing(None, False)


def test_an_attempt_that_waits_to_be_marked_neither_lifts_nor_lowers():
    assert standing_of(attempts("90", None, method=Method.LAST)) == Standing(Decimal("90"), True)
    assert standing_of(attempts("90", None, method=Method.AVERAGE)) == Standing(Decimal("90"), True)


def test_a_passed_attempt_goes_before_a_higher_score_that_missed_a_part():
    first, second = attempts("95", "85")
    first.passed = False
    assert standing_of([first, second]) == Standing(Decimal("85"), True)


def test_the_average_passes_on_the_exact_mean_and_not_on_the_rounded_one():
    below = standing_of(attempts("80.00", "79.99", method=Method.AVERAGE))
    assert below == Standing(Decimal("80.00"), False)
    assert standing_of(attempts("80.01", "79.99", method=Method.AVERAGE)).has_passed


def test_what_a_regrade_protects_stays_passed_in_an_average():
    assert standing_of(attempts("10", "20", method=Method.AVERAGE, keeps_pass=True)).has_passed


def test_the_rules_of_the_newest_attempt_say_what_counts():
    first, second = attempts("60", "90", method=Method.FIRST)
    second.rules = {**second.rules, "grading_method": Method.LAST}
    assert standing_of([second, first]) == Standing(Decimal("90"), True)
