from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations import grading, question_types  # noqa: F401 -- registers the types
from evaluations.plugins import Asked, InvalidAnswer
from evaluations.plugins import question_types as registry

OPTIONS = list("abcdef")
some_options = st.sets(st.sampled_from(OPTIONS))
fractions = st.sampled_from([Decimal(0), Decimal(1), Decimal("0.5"), Decimal("0.3333")])
points = st.sampled_from([Decimal(1), Decimal(2), Decimal("0.25")])
marks = st.builds(grading.Mark, fraction=fractions, points=points)


def asked(options=OPTIONS, **settings):
    return Asked(stem="", options=[{"id": pk, "html": pk} for pk in options], settings=settings)


def fraction_of(kind, selected, correct):
    return grading.fraction_of(kind=kind, selected=selected, asked=asked(), correct=correct)


@given(correct=st.sampled_from(OPTIONS), chosen=st.sampled_from(OPTIONS))
def test_single_choice_earns_all_for_the_right_option_and_nothing_for_another(correct, chosen):
    assert fraction_of("single", [chosen], [correct]) == (1 if chosen == correct else 0)


@given(correct=some_options.filter(bool), chosen=some_options)
def test_several_answers_are_all_or_nothing_unless_told_otherwise(correct, chosen):
    assert fraction_of("multiple", sorted(chosen), sorted(correct)) == (1 if chosen == correct else 0)


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false"])
def test_a_blank_answer_counts_as_wrong(kind):
    assert fraction_of(kind, [], ["a"]) == 0


def test_a_blank_text_counts_as_wrong_and_a_written_one_waits_for_a_person():
    key = {"guidance": ""}
    assert fraction_of("essay", {"text": ""}, key) == 0
    assert fraction_of("essay", {"text": "Porque sí."}, key) is None


@given(earned=st.lists(marks, min_size=1, max_size=40), pass_mark=st.integers(1, 100))
def test_the_score_is_the_weighted_mean_in_hundredths_and_passing_ignores_the_rounding(earned, pass_mark):
    result = grading.total(earned, pass_mark=pass_mark)
    weight = sum(Fraction(one.points) for one in earned)
    exact = 100 * sum(Fraction(one.fraction) * Fraction(one.points) for one in earned) / weight
    assert 0 <= result.score <= 100
    assert abs(Fraction(result.score) - exact) <= Fraction(1, 200)
    assert result.passed is (exact >= pass_mark)
    assert result.total == len(earned)


@given(earned=st.lists(fractions, min_size=1, max_size=20), pass_mark=st.integers(1, 100), place=st.integers(0, 19))
def test_a_better_answer_never_lowers_the_score(earned, pass_mark, place):
    better = [Decimal(1) if at == place % len(earned) else one for at, one in enumerate(earned)]
    before, after = (grading.total([grading.Mark(o) for o in given], pass_mark=pass_mark) for given in (earned, better))
    assert after.score >= before.score
    assert after.passed >= before.passed


@given(earned=st.lists(marks, min_size=1, max_size=20), seed=st.randoms(use_true_random=False))
def test_the_order_of_the_questions_changes_nothing(earned, seed):
    mixed = list(earned)
    seed.shuffle(mixed)
    assert grading.total(earned, pass_mark=80) == grading.total(mixed, pass_mark=80)


def test_eight_of_ten_passes_at_eighty_and_a_score_that_only_rounds_up_to_it_does_not():
    ten = [grading.Mark(Decimal(1))] * 8 + [grading.Mark(Decimal(0))] * 2
    assert grading.total(ten, pass_mark=80).passed
    assert not grading.total([grading.Mark(Decimal("0.9999"))], pass_mark=100).passed


def test_half_a_hundredth_is_rounded_up():
    earned = [grading.Mark(Decimal(1))] + [grading.Mark(Decimal(0))] * 31
    assert grading.total(earned, pass_mark=80).score == Decimal("3.13")


def test_a_quiz_without_questions_is_not_passed():
    assert grading.total([], pass_mark=1) == grading.Result(Decimal("0.00"), False, 0, 0)


def test_with_a_minimum_per_requirement_each_of_them_has_to_reach_it():
    earned = [
        grading.Mark(Decimal(1), requirements=("CAP-1",)),
        grading.Mark(Decimal(1), requirements=("CAP-1", "CAP-2")),
        grading.Mark(Decimal(0), requirements=("CAP-2",)),
        grading.Mark(Decimal(1)),
    ]
    assert grading.total(earned, pass_mark=70).passed
    result = grading.total(earned, pass_mark=70, mastery_mark=60)
    assert not result.passed
    assert [(part.code, part.score, part.is_mastered) for part in result.parts] == [
        ("CAP-1", 100, True),
        ("CAP-2", 50, False),
    ]


RUBRIC = [
    {"name": "Fundamento", "levels": [{"points": "0"}, {"points": "3"}]},
    {"name": "Claridad", "levels": [{"points": "1"}, {"points": "0"}]},
]


@pytest.mark.parametrize(("levels", "fraction"), [([1, 0], "1"), ([0, 1], "0"), ([1, 1], "0.75"), ([0, 0], "0.25")])
def test_a_rubric_earns_the_points_of_its_levels_out_of_the_most_it_can_give(levels, fraction):
    assert grading.fraction_by_rubric(RUBRIC, levels) == Decimal(fraction)


@pytest.mark.parametrize("levels", [[], [0], [0, 2], [-1, 0], [0, 0, 0]])
def test_levels_that_a_rubric_does_not_have_are_refused(levels):
    with pytest.raises(ValueError):  # noqa: PT011 -- its text is for developers
        grading.fraction_by_rubric(RUBRIC, levels)


class TestReadings:
    def settled(self, *readings, needs_second=True, tolerance=20):
        return grading.settled([Decimal(one) / 100 for one in readings], needs_second=needs_second, tolerance=tolerance)

    def test_one_is_enough_where_no_second_is_wanted(self):
        assert self.settled(needs_second=False) is None
        assert self.settled(70, needs_second=False) == Decimal("0.7")

    def test_two_within_the_tolerance_give_their_mean(self):
        assert self.settled(70) is None
        assert self.settled(70, 90) == Decimal("0.8")
        assert self.settled(90, 70) == Decimal("0.8")

    def test_two_that_differ_by_more_wait_for_a_third_that_decides(self):
        assert self.settled(69, 90) is None
        assert self.settled(69, 90, 60) == Decimal("0.6")


@given(
    kind=st.sampled_from(["single", "multiple", "true_false"]),
    values=st.lists(st.text(max_size=5) | st.sampled_from(["a1", "b2"]), max_size=4),
    name=st.sampled_from(["answer", "answer.a1", "otro"]),
)
def test_whatever_arrives_is_an_answer_of_frozen_options_or_refused(kind, values, name):
    ids = ["a1", "b2"]
    try:
        selected = registry.get(kind).read({name: values}, asked=asked(ids))
    except InvalidAnswer:
        return
    assert set(selected) <= set(ids)
    assert kind == "multiple" or len(selected) <= 1


def test_single_choice_refuses_two_options():
    with pytest.raises(InvalidAnswer):
        registry.get("single").read({"answer": ["a", "b"]}, asked=asked())


def test_telling_the_mark_of_two_options_is_telling_the_key():
    two, four = asked(["a", "b"]), asked(["a", "b", "c", "d"])
    assert registry.get("true_false").mark_reveals_key(two)
    assert registry.get("single").mark_reveals_key(two)
    assert not registry.get("single").mark_reveals_key(four)
