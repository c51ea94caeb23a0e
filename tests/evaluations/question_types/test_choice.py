from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.plugins import Asked, InvalidAnswer, Key, question_types
from tests.evaluations.bodies import split_body

LEGACY = Asked(stem="<p>¿Qué?</p>", options=[{"id": letter, "html": f"Opción {letter}"} for letter in "abcd"])


def options(*weights, **settings):
    return {
        "options": [{"text": f"Opción {place}", "weight": str(one)} for place, one in enumerate(weights)],
        **settings,
    }


def marked(*texts, credit="all_or_nothing"):
    rows = [{"text": text.lstrip("*"), "is_correct": text.startswith("*")} for text in texts]
    return {"options": rows, "credit": credit}


def earned(kind, body, chosen):
    """What choosing the options at these places earns."""
    question_type = question_types.get(kind)
    asked, key = split_body(kind, question_type.canonical(body))
    selected = [asked.options[place]["id"] for place in chosen]
    return question_type.fraction(sorted(selected), asked=asked, correct=key.correct)


@pytest.mark.parametrize(
    ("credit", "chosen", "fraction"),
    [
        ("all_or_nothing", [0, 1, 2], "1"),
        ("all_or_nothing", [0, 1], "0"),
        ("all_or_nothing", [0, 1, 2, 3], "0"),
        ("fractions", [0, 1, 2], "1"),
        ("fractions", [0], "0.3333"),
        ("fractions", [0, 1], "0.6667"),
        ("fractions", [0, 1, 2, 3], "0"),
        ("fractions", [], "0"),
        ("penalised", [0, 1, 2], "1"),
        ("penalised", [0, 1, 3], "0.3333"),
        ("penalised", [0, 1, 2, 3, 4], "0.3333"),
        ("penalised", [3, 4], "0"),
    ],
)
def test_the_formula_of_several_answers_is_the_one_that_its_author_chose(credit, chosen, fraction):
    body = marked("*a", "*b", "*c", "d", "e", credit=credit)
    assert round(earned("multiple", body, chosen), 4) == Decimal(fraction)


@pytest.mark.parametrize(
    ("weights", "chosen", "fraction"),
    [
        ((50, 50, -50, 0), [0, 1], "1"),
        ((50, 50, -50, 0), [0, 1, 2], "0.5"),
        ((50, 50, -50, 0), [2, 3], "0"),
        (("33.33333", "33.33333", "33.33333", "-100"), [0, 1, 2], "1"),
        ((60, 40, -100, -100), [0, 2], "0"),
    ],
)
def test_weights_of_several_answers_add_up_between_nothing_and_all(weights, chosen, fraction):
    assert earned("multiple", options(*weights, credit="weights"), chosen) == Decimal(fraction)


@pytest.mark.parametrize(("chosen", "fraction"), [([0], "1"), ([1], "0.5"), ([2], "0"), ([], "0")])
def test_one_answer_with_weights_earns_its_own(chosen, fraction):
    assert earned("single", options(100, 50, -25, credit="weights"), chosen) == Decimal(fraction)


def test_a_version_of_the_first_release_is_marked_as_it_was():
    single, multiple = question_types.get("single"), question_types.get("multiple")
    assert single.fraction(["b"], asked=LEGACY, correct=["b"]) == 1
    assert single.fraction(["a"], asked=LEGACY, correct=["b"]) == 0
    assert multiple.fraction(["a", "c"], asked=LEGACY, correct=["a", "c"]) == 1
    assert multiple.fraction(["a", "b", "c"], asked=LEGACY, correct=["a", "c"]) == 0
    assert single.read({"answer": ["b", "b"]}, asked=LEGACY) == ["b"]
    joined = multiple.join(LEGACY, Key(correct=["a", "c"], option_feedback={"b": "No"}))
    assert joined["credit"] == "all_or_nothing"
    assert [option["is_correct"] for option in joined["options"]] == [True, False, True, False]
    assert joined["options"][1]["feedback"] == "No"


def test_the_default_of_a_new_version_is_what_an_old_one_says():
    body = question_types.get("multiple").canonical(marked("*a", "b", "c"))
    asked, key = split_body("multiple", body)
    assert asked.settings == {}
    assert set(asked.options[0]) == {"id", "html"}
    assert key.correct == [asked.options[0]["id"]]


@given(seed=st.randoms(use_true_random=False), shuffle=st.booleans())
def test_options_that_stay_last_do(seed, shuffle):
    body = marked("*a", "Todas", "b", "Ninguna", "c")
    for place in (1, 3):
        body["options"][place]["stays_last"] = True
    question_type = question_types.get("single")
    asked, _key = split_body("single", question_type.canonical(body))
    texts = {option["id"]: option["html"] for option in asked.options}
    shown = [texts[pk] for pk in question_type.arrange(asked, chance=seed, shuffle=shuffle)]
    assert shown[-2:] == ["Todas", "Ninguna"]
    assert sorted(shown[:-2]) == ["a", "b", "c"]


@given(seed=st.randoms(use_true_random=False))
def test_true_comes_before_false(seed):
    question_type = question_types.get("true_false")
    asked, _key = split_body("true_false", question_type.canonical(marked("", "*")))
    order = question_type.arrange(asked, chance=seed, shuffle=True)
    texts = {option["id"]: option["html"] for option in asked.options}
    assert [texts[pk] for pk in order] == ["Verdadero", "Falso"]


@pytest.mark.parametrize(
    ("kind", "body", "count"),
    [
        ("single", marked("*a", "b"), 0),
        ("single", marked("*a", "*b"), 1),
        ("single", marked("a", "b"), 1),
        ("single", marked("*a"), 1),
        ("single", marked("*a", "A"), 1),
        ("single", marked("*a", " "), 1),
        ("single", marked("*a", *"bcdefghijkl"), 1),
        ("single", options(100, 50, 0, credit="weights"), 0),
        ("single", options(90, 50, 0, credit="weights"), 1),
        ("single", options(100, 500, 0, credit="weights"), 1),
        ("single", options(100, "mucho", 0, credit="weights"), 1),
        ("multiple", marked("a", "b"), 1),
        ("multiple", marked("*a", "*b"), 0),
        ("multiple", options("33.33333", "33.33333", "33.33333", -50, credit="weights"), 0),
        ("multiple", options(50, 20, -50, credit="weights"), 1),
        ("true_false", marked("*Verdadero", "Falso"), 0),
        ("true_false", marked("Verdadero", "Falso"), 1),
        ("true_false", marked("*a", "b", "c"), 1),
    ],
)
def test_its_author_is_told_what_is_missing(kind, body, count):
    question_type = question_types.get(kind)
    assert len(question_type.problems(question_type.canonical(body), stem="<p>¿Qué?</p>")) == count


def test_a_credit_that_a_type_does_not_have_becomes_all_or_nothing():
    assert question_types.get("true_false").canonical(options(100, 0, credit="weights"))["credit"] == "all_or_nothing"
    assert question_types.get("single").canonical(marked("*a", "b", credit="penalised"))["credit"] == "all_or_nothing"


def test_one_answer_is_one_option():
    with pytest.raises(InvalidAnswer):
        question_types.get("single").read({"answer": ["a", "b"]}, asked=LEGACY)
    assert question_types.get("multiple").read({"answer": ["c", "a", "c"]}, asked=LEGACY) == ["a", "c"]


def test_the_review_shows_every_option_and_the_notes_of_those_chosen():
    key = Key(correct=["a"], option_feedback={"a": "Bien", "b": "Mal"})
    rows = question_types.get("single").reviewed(["b"], asked=LEGACY, key=key)
    assert [(row.html, row.is_chosen, row.is_correct, row.feedback) for row in rows] == [
        ("Opción a", False, True, ""),
        ("Opción b", True, False, "Mal"),
        ("Opción c", False, False, ""),
        ("Opción d", False, False, ""),
    ]


def test_telling_the_mark_of_two_options_is_telling_the_key():
    two = Asked(stem="", options=LEGACY.options[:2])
    assert question_types.get("true_false").mark_reveals_key(two)
    assert question_types.get("single").mark_reveals_key(two)
    assert not question_types.get("single").mark_reveals_key(LEGACY)
    assert not question_types.get("multiple").mark_reveals_key(two)
