"""Which figures lead to which advice."""

from dataclasses import replace

import pytest

from evaluations.analysis.advice import HINTS, SERIOUS, Advice, advice_on
from evaluations.analysis.responses import ResponseRow, ResponseTable
from evaluations.analysis.words import SENTENCES, SHORT, reliability_sentence, said
from evaluations.item_statistics import ItemStatistics, item_statistics

GOOD = ItemStatistics(
    n=100,
    maximum=1,
    mean=0.6,
    facility=60,
    standard_deviation=0.49,
    discrimination_index=45,
    discriminative_efficiency=60,
    intended_weight=10,
    effective_weight=11,
    is_against_total=False,
)


def option(pk, *, share, top=20.0, bottom=20.0, top_count=6, is_right=False):
    return ResponseRow(
        id=pk,
        text=pk,
        count=int(share),
        share=share,
        top_share=top,
        bottom_share=bottom,
        top_count=top_count,
        mean_score=70,
        mean_mark=0,
        is_right=is_right,
    )


KEY = option("key", share=60, top=80, bottom=40, top_count=26, is_right=True)
WORKING = option("wrong", share=30, top=10, bottom=40, top_count=3)


def options(*rows):
    return [ResponseTable(rows=rows, has_options=True)]


def advice(*rows, **figures):
    return advice_on(replace(GOOD, **figures), options(*rows or (KEY, WORKING)))


def test_a_good_question_gets_no_advice():
    assert advice() == ()


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"facility": 95}, Advice.TOO_EASY),
        ({"facility": 20}, Advice.TOO_HARD),
        ({"facility": 5}, Advice.KEY_SUSPECT),
        ({"discrimination_index": 19, "discriminative_efficiency": 20}, Advice.DOES_NOT_DISCRIMINATE),
        ({"discrimination_index": -17}, Advice.NEGATIVE_DISCRIMINATION),
        ({"facility": 30, "discrimination_index": -17}, Advice.KEY_SUSPECT),
        ({"n": 29}, Advice.FEW_ATTEMPTS),
    ],
)
def test_each_threshold_brings_its_advice(figures, code):
    assert code in advice(**figures)


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"facility": 94.9}, Advice.TOO_EASY),
        ({"facility": 20.1}, Advice.TOO_HARD),
        ({"facility": 5.1}, Advice.KEY_SUSPECT),
        ({"discrimination_index": 20}, Advice.DOES_NOT_DISCRIMINATE),
        ({"discrimination_index": -16}, Advice.NEGATIVE_DISCRIMINATION),
        ({"facility": 36, "discrimination_index": -17}, Advice.KEY_SUSPECT),
        ({"n": 30}, Advice.FEW_ATTEMPTS),
    ],
)
def test_beyond_the_threshold_it_does_not(figures, code):
    assert code not in advice(**figures)


def test_slightly_below_nought_may_be_chance_and_is_only_called_weak():
    # Of 55 answers the standard error is 14.
    assert advice(n=55, discrimination_index=-5, discriminative_efficiency=-7) == (Advice.DOES_NOT_DISCRIMINATE,)
    assert advice(n=55, discrimination_index=-23) == (Advice.NEGATIVE_DISCRIMINATION,)


def test_what_is_as_good_as_its_facility_allows_is_not_called_weak():
    # Of an easy question hardly more can be asked.
    assert advice(facility=92, discrimination_index=15, discriminative_efficiency=70) == ()


def test_below_ten_answers_nothing_is_said_but_that_they_are_few():
    assert advice(n=9, facility=0, discrimination_index=-80) == (Advice.FEW_ATTEMPTS,)


def test_a_question_without_marks_gets_no_advice_on_them():
    assert advice(facility=None, discrimination_index=None) == ()


def test_a_distractor_that_hardly_anybody_chooses_is_named():
    assert advice(KEY, WORKING, option("idle", share=4, top_count=0)) == (Advice.DISTRACTOR_UNUSED,)


def test_where_nearly_everybody_is_right_idle_distractors_are_no_fault():
    assert Advice.DISTRACTOR_UNUSED not in advice(KEY, option("idle", share=1, top_count=0), facility=93)


def test_a_distractor_that_draws_the_best_is_named():
    assert advice(KEY, option("trap", share=30, top=20, bottom=15)) == (Advice.DISTRACTOR_DRAWS_THE_BEST,)


def test_a_few_people_do_not_make_a_trap():
    assert advice(KEY, option("trap", share=30, top=20, bottom=15, top_count=4)) == ()


def test_a_wrong_option_that_the_best_prefer_to_the_key_makes_the_key_suspect():
    rows = (replace(KEY, top_count=6), option("preferred", share=30, top=10, bottom=40, top_count=7))

    assert advice(*rows) == (Advice.KEY_SUSPECT,)


def test_with_several_right_options_no_other_is_preferred():
    rows = (replace(KEY, top_count=2), replace(KEY, top_count=2), option("wrong", share=30, top=10, bottom=40))

    assert advice(*rows) == ()


def test_answers_in_own_words_are_no_distractors():
    written = ResponseTable(rows=(KEY, option("acseso", share=3), option("asceso", share=30, top=90, bottom=1)))

    assert advice_on(GOOD, [written]) == ()


def test_the_most_urgent_comes_first():
    found = advice(facility=4, discrimination_index=-40, n=20)

    assert found == (
        Advice.KEY_SUSPECT,
        Advice.NEGATIVE_DISCRIMINATION,
        Advice.TOO_HARD,
        Advice.FEW_ATTEMPTS,
    )


def test_every_advice_has_its_sentence():
    assert set(SHORT) == set(SENTENCES) == set(Advice)
    assert {said(code).tone for code in SERIOUS} == {"bad"}
    assert {said(code).tone for code in HINTS} == {"info"}
    assert said(Advice.TOO_HARD).tone == "warn"


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[1, 0]], "todavía"),
        ([[1, 1], [0, 0], [1, 0]], "menos de 30"),
        ([[1] * 10, [0] * 10] * 20, "con mucha confiabilidad"),
        ([[1, 1, 1, 1], [1, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 1]] * 10, "con confiabilidad"),
        ([[1, 0], [0, 1], [1, 1], [0, 0]] * 10, "poca confiabilidad"),
    ],
)
def test_the_reliability_is_said_in_words(matrix, words):
    assert words in reliability_sentence(item_statistics(matrix))
