from decimal import Decimal

import pytest

from evaluations.plugins import InvalidAnswer, question_types
from tests.evaluations.bodies import split_body

NUMERIC = question_types.get("numeric")
KM = [{"name": "km", "factor": "1"}, {"name": "m", "factor": "0.001"}]


def question(value="10", *, tolerance="0", rule="none", units=(), more=()):
    answers = [{"value": value, "tolerance": tolerance, "feedback": "Bien"}, *more]
    return split_body("numeric", NUMERIC.canonical({"answers": answers, "units": list(units), "unit_rule": rule}))


def earned(typed, *, unit=None, **fields):
    asked, key = question(**fields)
    sent = {"answer": [typed]} | ({"answer.unit": [unit]} if unit is not None else {})
    return NUMERIC.fraction(NUMERIC.read(sent, asked=asked), asked=asked, correct=key.correct)


@pytest.mark.parametrize(
    ("typed", "fraction"),
    [
        ("10", 1),
        ("10.0", 1),
        ("10,0", 1),
        (" 10 ", 1),
        ("9.99", 0),
        ("diez", 0),
        ("10 días", 0),
        ("10%", 0),
        ("1e1", 0),
    ],
)
def test_without_units_only_the_number_counts(typed, fraction):
    assert earned(typed) == fraction


@pytest.mark.parametrize(("typed", "fraction"), [("9.5", 1), ("10,5", 1), ("10.51", 0), ("9,4999999", 0)])
def test_the_tolerance_includes_its_ends(typed, fraction):
    assert earned(typed, tolerance="0.5") == fraction


@pytest.mark.parametrize(
    ("rule", "typed", "fraction"),
    [
        ("optional", "10", 1),
        ("optional", "10 km", 1),
        ("optional", "10km", 1),
        ("optional", "10 KM", 1),
        ("optional", "10,000 m", 1),
        ("optional", "10 000 m", 1),
        ("optional", "10000", 0),
        ("optional", "10 leguas", 0),
        ("required", "10", 0),
        ("required", "10 km", 1),
        ("required", "10000m", 1),
        ("shown", "10", 1),
        ("shown", "10 km", 1),
        ("shown", "10000 m", 1),
        ("shown", "10 m", 0),
    ],
)
def test_a_unit_is_understood_where_the_question_has_units(rule, typed, fraction):
    assert earned(typed, rule=rule, units=KM) == fraction


@pytest.mark.parametrize(
    ("rule", "unit", "typed", "fraction"),
    [
        ("optional", "", "10", 1),
        ("optional", "m", "10000", 1),
        ("required", "km", "10", 1),
        ("required", "m", "10", 0),
        ("required", "", "10", 0),
    ],
)
def test_a_unit_can_be_chosen_from_the_list(rule, unit, typed, fraction):
    assert earned(typed, unit=unit, rule=rule, units=KM) == fraction


def test_the_percent_sign_is_read_only_where_it_is_the_unit():
    percent = [{"name": "%", "factor": "1"}]
    for typed in ("10%", "10 %", "10"):
        assert earned(typed, rule="optional", units=percent) == 1
    assert earned("10%", rule="optional", units=KM) == 0


def test_money_may_have_its_sign_before_it():
    assert earned("$1,250.50", value="1250.5", rule="required", units=[{"name": "$", "factor": "1"}]) == 1


def test_units_that_differ_only_in_their_case_are_two():
    watts = [{"name": "MW", "factor": "1"}, {"name": "mW", "factor": "0.000000001"}]
    assert earned("10 MW", rule="required", units=watts) == 1
    assert earned("10 mW", rule="required", units=watts) == 0
    assert earned("10 mw", rule="required", units=watts) == 0


def test_the_first_answer_that_fits_decides():
    more = [{"value": "10", "tolerance": "1", "weight": "50"}, {"value": "20", "weight": "-100"}]
    assert [earned(typed, more=more) for typed in ("10", "10.5", "20", "12")] == [1, Decimal("0.5"), 0, 0]


def test_what_is_no_number_is_kept_and_told():
    asked, key = question()
    selected = NUMERIC.read({"answer": ["unos diez"]}, asked=asked)
    assert selected == {"text": "unos diez", "unit": ""}
    assert not NUMERIC.is_blank(selected)
    assert NUMERIC.in_words(selected, asked=asked) == ["unos diez", "No se lee como número."]
    assert NUMERIC.fraction(selected, asked=asked, correct=key.correct) == 0


def test_a_missing_unit_is_told_only_where_it_is_required():
    required, _key = question(rule="required", units=KM)
    optional, _key = question(rule="optional", units=KM)
    selected = {"text": "10", "unit": ""}
    assert NUMERIC.doubt(selected, asked=required) == "Falta la unidad."
    assert NUMERIC.doubt(selected, asked=optional) == ""


def test_the_only_unit_is_part_of_the_answer_and_not_told():
    asked, key = question(rule="required", units=KM[:1])
    assert "km" not in repr(asked)
    assert key.correct["units"] == KM[:1]


def test_the_review_tells_the_right_number_with_its_unit_and_tolerance():
    asked, key = question(tolerance="0.5", rule="optional", units=KM)
    selected = NUMERIC.read({"answer": ["3"], "answer.unit": ["m"]}, asked=asked)
    (row,) = NUMERIC.reviewed(selected, asked=asked, key=key)
    assert (row.given, row.is_correct, row.right) == ("3 m", False, "10 ± 0.5 km")
    (row,) = NUMERIC.reviewed({"text": "10", "unit": "km"}, asked=asked, key=key)
    assert (row.is_correct, row.right, row.feedback) == (True, "", "Bien")


def test_equal_numbers_are_one_response_however_they_are_written():
    asked, _key = question()
    ids = {NUMERIC.responses({"text": text, "unit": ""}, asked=asked)[0][0] for text in ("12,5", "12.50", " 12.5")}
    assert ids == {"12.5"}


def test_a_unit_from_elsewhere_is_refused():
    asked, _key = question(rule="required", units=KM)
    with pytest.raises(InvalidAnswer):
        NUMERIC.read({"answer": ["1"], "answer.unit": ["legua"]}, asked=asked)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ({"answers": [{"value": "10"}]}, 0),
        ({"answers": []}, 1),
        ({"answers": [{"value": "diez"}]}, 1),
        ({"answers": [{"value": "10", "tolerance": "-1"}]}, 1),
        ({"answers": [{"value": "10", "weight": "50"}]}, 1),
        ({"answers": [{"value": "10", "weight": "150"}]}, 1),
        ({"answers": [{"value": "10", "tolerance": "5", "weight": "50"}, {"value": "10"}]}, 1),
        ({"answers": [{"value": "1" * 21}]}, 1),
        ({"answers": [{"value": "10"}], "unit_rule": "shown"}, 1),
        ({"answers": [{"value": "10"}], "unit_rule": "shown", "units": KM}, 0),
        ({"answers": [{"value": "10"}], "unit_rule": "shown", "units": KM[1:]}, 1),
        ({"answers": [{"value": "10"}], "unit_rule": "shown", "units": KM + KM[:1]}, 1),
        ({"answers": [{"value": "10"}], "unit_rule": "shown", "units": [{"name": "2m", "factor": "1"}]}, 1),
        ({"answers": [{"value": "10"}], "unit_rule": "shown", "units": [{"name": "km", "factor": "0"}]}, 1),
    ],
)
def test_its_author_is_told_what_is_missing(body, count):
    assert len(NUMERIC.problems(NUMERIC.canonical(body), stem="<p>¿Cuánto?</p>")) == count
