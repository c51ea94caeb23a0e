"""The table of distractors and the thirds, from plain rows."""

from fractions import Fraction

import pytest

from evaluations.analysis.responses import Choices, Given, Thirds, response_table

A, B, C = ("a", "Alfa"), ("b", "Beta"), ("c", "Gamma")
TEXTS = {"a": "Alfa", "b": "Beta", "c": "Gamma"}
WORDS = {"blank": "En blanco", "others": "Otras"}


def given(*answers, fraction=0):
    """An answer per attempt, numbered from 1; each is a tuple of responses."""
    return [
        Given(number, Fraction(1) if one == (A,) else Fraction(fraction), one) for number, one in enumerate(answers, 1)
    ]


def scores(count):
    """Attempt 1 has the lowest score, the last the highest."""
    return {number: number * 10.0 for number in range(1, count + 1)}


OPTIONS = Choices(TEXTS, frozenset("a"))


def table(answers, *, count=None, choices=OPTIONS):
    own = scores(count or len(answers))
    return response_table(answers, scores=own, thirds=Thirds.of(own), choices=choices, **WORDS)


def test_every_option_has_a_row_also_when_nobody_chose_it():
    rows = table(given((A,), (B,), (A,))).rows

    assert [(row.text, row.count, row.is_right) for row in rows] == [
        ("Alfa", 2, True),
        ("Beta", 1, False),
        ("Gamma", 0, False),
    ]
    assert rows[2].mean_score is None


def test_shares_are_of_those_who_were_asked():
    rows = table(given((A,), (A,), (B,), ())).rows

    assert [row.share for row in rows] == [50, 25, 0, 25]
    assert (rows[-1].text, rows[-1].count) == ("En blanco", 1)


def test_with_several_responses_each_counts_once():
    rows = table(given((A, B), (A, B), (A,))).rows

    assert [(row.count, round(row.share)) for row in rows[:2]] == [(3, 100), (2, 67)]


def test_top_and_bottom_third_are_told_apart():
    # Nine attempts: the three worst chose B, the others A.
    rows = table(given(*[(B,)] * 3, *[(A,)] * 6)).rows

    assert (rows[0].top_share, rows[0].bottom_share, rows[0].top_count) == (100, 0, 3)
    assert (rows[1].top_share, rows[1].bottom_share) == (0, 100)
    assert (rows[0].mean_score, rows[1].mean_score) == (65, 20)


def test_the_shares_of_a_third_are_of_its_people_who_were_asked():
    # Only one of the best three was asked this question.
    rows = table(given((A,), (B,), (B,), (B,), (B,), (B,), (A,)), count=9).rows

    assert (rows[0].top_share, rows[0].top_count) == (100, 1)


def test_few_attempts_have_no_thirds():
    assert Thirds.of(scores(8)) == Thirds()
    assert table(given((A,), (B,))).rows[0].top_share is None


def test_equal_scores_share_a_third_and_alike_attempts_have_none():
    tied = dict.fromkeys(range(1, 6), 100.0) | dict.fromkeys(range(6, 11), 50.0)

    assert Thirds.of(tied) == Thirds(top=frozenset(range(1, 6)), bottom=frozenset(range(6, 11)))
    assert Thirds.of(dict.fromkeys(range(20), 80.0)) == Thirds()


def test_an_answer_in_own_words_is_quoted_when_two_gave_it():
    answers = given((A,), (A,), (("juan perez", "Juan Pérez"),), (B,), (B,), (B,))
    rows = table(answers, choices=None).rows

    assert [(row.text, row.count, row.is_right) for row in rows] == [
        ("Beta", 3, False),
        ("Alfa", 2, True),
        ("Otras", 1, None),
    ]


def test_whether_a_part_of_an_answer_was_right_is_not_guessed():
    rows = table(given((A, B), (A, B), (A, B), fraction=1), choices=None).rows

    assert [row.is_right for row in rows] == [None, None]


def test_without_answers_options_have_no_shares():
    rows = table([]).rows

    assert [(row.count, row.share, row.mean_mark) for row in rows] == [(0, 0, None)] * 3


@pytest.mark.parametrize("choices", [None, OPTIONS])
def test_only_options_can_be_distractors(choices):
    found = table(given((A,), (B,), (B,), ()), choices=choices).distractors

    assert [row.text for row in found] == (["Beta", "Gamma"] if choices else [])
