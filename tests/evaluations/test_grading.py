from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations import grading, question_types  # noqa: F401 -- registers the types
from evaluations.plugins import InvalidAnswer
from evaluations.plugins import question_types as registry

OPTIONS = list("abcdef")
some_options = st.sets(st.sampled_from(OPTIONS))
fractions = st.sampled_from([Decimal(0), Decimal(1), Decimal("0.5"), Decimal("0.3333")])


@given(correct=st.sampled_from(OPTIONS), chosen=st.sampled_from(OPTIONS))
def test_single_choice_earns_all_for_the_right_option_and_nothing_for_another(correct, chosen):
    mark = grading.grade(kind="single", selected=[chosen], correct=[correct])
    assert mark.is_correct is (chosen == correct)
    assert mark.fraction == (1 if chosen == correct else 0)


@given(correct=some_options.filter(bool), chosen=some_options)
def test_several_answers_are_all_or_nothing(correct, chosen):
    mark = grading.grade(kind="multiple", selected=sorted(chosen), correct=sorted(correct))
    assert mark.is_correct is (chosen == correct)
    assert mark.fraction in {0, 1}


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false"])
def test_a_blank_answer_counts_as_wrong(kind):
    assert grading.grade(kind=kind, selected=[], correct=["a"]).fraction == 0


@given(earned=st.lists(fractions, min_size=1, max_size=40), pass_mark=st.integers(1, 100))
def test_the_score_is_the_mean_in_hundredths_and_passing_ignores_the_rounding(earned, pass_mark):
    result = grading.total([grading.Mark(one) for one in earned], pass_mark=pass_mark)
    exact = 100 * sum(Fraction(one) for one in earned) / len(earned)
    assert 0 <= result.score <= 100
    assert abs(Fraction(result.score) - exact) <= Fraction(1, 200)
    assert result.passed is (exact >= pass_mark)
    assert result.total == len(earned)


@given(earned=st.lists(fractions, min_size=1, max_size=20), pass_mark=st.integers(1, 100), place=st.integers(0, 19))
def test_a_better_answer_never_lowers_the_score(earned, pass_mark, place):
    better = [Decimal(1) if at == place % len(earned) else one for at, one in enumerate(earned)]
    before, after = (grading.total([grading.Mark(o) for o in marks], pass_mark=pass_mark) for marks in (earned, better))
    assert after.score >= before.score
    assert after.passed >= before.passed


@given(earned=st.lists(fractions, min_size=1, max_size=20), seed=st.randoms(use_true_random=False))
def test_the_order_of_the_questions_changes_nothing(earned, seed):
    mixed = list(earned)
    seed.shuffle(mixed)
    one, other = (grading.total([grading.Mark(o) for o in marks], pass_mark=80) for marks in (earned, mixed))
    assert one == other


def test_eight_of_ten_passes_at_eighty_and_a_score_that_only_rounds_up_to_it_does_not():
    ten = [grading.Mark(Decimal(1))] * 8 + [grading.Mark(Decimal(0))] * 2
    assert grading.total(ten, pass_mark=80).passed
    nearly = [grading.Mark(Decimal("0.9999"))] + [grading.Mark(Decimal(0))] * 0
    assert not grading.total(nearly, pass_mark=100).passed


def test_half_a_hundredth_is_rounded_up():
    marks = [grading.Mark(Decimal(1))] + [grading.Mark(Decimal(0))] * 31
    assert grading.total(marks, pass_mark=80).score == Decimal("3.13")


def test_a_quiz_without_questions_is_not_passed():
    assert grading.total([], pass_mark=1) == grading.Result(Decimal("0.00"), False, 0, 0)


@given(
    kind=st.sampled_from(["single", "multiple", "true_false"]),
    raw=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=8,
    ),
)
def test_whatever_arrives_is_an_answer_of_frozen_options_or_refused(kind, raw):
    option_ids = ["a1", "b2"]
    try:
        selected = registry.get(kind).clean(raw, option_ids=option_ids)
    except InvalidAnswer:
        return
    assert set(selected) <= set(option_ids)
    assert kind == "multiple" or len(selected) <= 1


def test_single_choice_refuses_two_options():
    with pytest.raises(InvalidAnswer):
        registry.get("single").clean(["a", "b"], option_ids=["a", "b"])


def test_telling_the_mark_of_two_options_is_telling_the_key():
    two, four = [{"id": "a"}, {"id": "b"}], [{"id": letter} for letter in "abcd"]
    assert registry.get("true_false").mark_reveals_key(options=two)
    assert registry.get("single").mark_reveals_key(options=two)
    assert not registry.get("single").mark_reveals_key(options=four)
    assert not registry.get("multiple").mark_reveals_key(options=two)
