from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.plugins import InvalidAnswer, question_types
from tests.evaluations.bodies import split_body

MATCHING = question_types.get("matching")
PAIRS = [("Recurso", "Quince días"), ("Respuesta", "Veinte días"), ("Aviso", "Quince días"), ("Queja", "Un mes")]


def question(pairs=PAIRS, extra=()):
    rows = [{"left": left, "right": right} for left, right in pairs]
    return split_body("matching", MATCHING.canonical({"pairs": rows, "extra": list(extra)}))


def earned(*rights):
    asked, key = question(extra=["Un año"])
    ids = {choice["text"]: choice["id"] for choice in asked.settings["choices"]}
    sent = {f"answer.{left['id']}": [ids.get(right, "")] for left, right in zip(asked.options, rights, strict=True)}
    return MATCHING.fraction(MATCHING.read(sent, asked=asked), asked=asked, correct=key.correct)


@pytest.mark.parametrize(
    ("rights", "fraction"),
    [
        (("Quince días", "Veinte días", "Quince días", "Un mes"), "1"),
        (("Quince días", "Veinte días", "", ""), "0.5"),
        (("Un año", "Un año", "Quince días", "Un año"), "0.25"),
        (("", "", "", ""), "0"),
    ],
)
def test_each_right_pair_counts_alike(rights, fraction):
    assert earned(*rights) == Decimal(fraction)


def test_equal_right_sides_are_one_choice():
    asked, key = question(extra=["Un año", "Un mes", "Un año"])
    assert sorted(choice["text"] for choice in asked.settings["choices"]) == [
        "Quince días",
        "Un año",
        "Un mes",
        "Veinte días",
    ]
    first, _second, third, _fourth = (left["id"] for left in asked.options)
    assert key.correct["pairs"][first] == key.correct["pairs"][third]


def test_the_choices_are_stored_in_the_order_of_their_random_ids():
    asked, _key = question()
    ids = [choice["id"] for choice in asked.settings["choices"]]
    assert ids == sorted(ids)


@given(seed=st.randoms(use_true_random=False))
def test_the_lines_keep_their_order_unless_shuffling_is_wanted(seed):
    asked, _key = question()
    lefts = [left["id"] for left in asked.options]
    assert MATCHING.arrange(asked, chance=seed, shuffle=False)[: len(lefts)] == lefts


def test_a_choice_is_no_line_and_a_line_no_choice():
    asked, _key = question()
    left, choice = asked.options[0]["id"], asked.settings["choices"][0]["id"]
    for fields in ({f"answer.{choice}": [choice]}, {f"answer.{left}": [left]}, {f"answer.{left}": [choice, choice]}):
        with pytest.raises(InvalidAnswer):
            MATCHING.read(fields, asked=asked)


def test_the_review_tells_each_line_and_the_right_choice_of_a_wrong_one():
    asked, key = question()
    one = asked.options[1]["id"]
    rows = MATCHING.reviewed({one: key.correct["pairs"][one]}, asked=asked, key=key)
    assert [(row.html, row.given, row.is_correct, row.right) for row in rows] == [
        ("Recurso", "", False, "Quince días"),
        ("Respuesta", "Veinte días", True, ""),
        ("Aviso", "", False, "Quince días"),
        ("Queja", "", False, "Un mes"),
    ]


def test_the_mark_of_two_pairs_with_two_choices_is_their_key():
    assert MATCHING.mark_reveals_key(question(PAIRS[:2])[0])
    assert not MATCHING.mark_reveals_key(question(PAIRS[:2], ["Un año"])[0])
    assert not MATCHING.mark_reveals_key(question()[0])


@pytest.mark.parametrize(
    ("pairs", "extra", "count"),
    [
        (PAIRS, [], 0),
        (PAIRS[:1], ["Un año"], 1),
        ([("a", "x"), ("b", "")], [], 1),
        ([("a", "x"), ("A", "y")], [], 1),
        ([("a", "x"), ("b", "X")], [], 1),
        ([("a", "x"), ("b", "x")], [], 1),
        ([("a", "x"), ("b", "x")], ["y"], 0),
        ([(f"izquierda {n}", f"derecha {n}") for n in range(13)], [], 1),
    ],
)
def test_its_author_is_told_what_is_missing(pairs, extra, count):
    body = MATCHING.canonical({"pairs": [{"left": left, "right": right} for left, right in pairs], "extra": extra})
    assert len(MATCHING.problems(body, stem="<p>¿Qué?</p>")) == count
