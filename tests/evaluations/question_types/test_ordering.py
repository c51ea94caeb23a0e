from decimal import Decimal

import pytest

from evaluations.plugins import InvalidAnswer, question_types
from tests.evaluations.bodies import split_body

ORDERING = question_types.get("ordering")
STEPS = ["Recolección", "Verificación", "Retroalimentación", "Difusión"]


def question(items=STEPS, **settings):
    return split_body("ordering", ORDERING.canonical({"items": list(items), **settings}))


def earned(*places, **settings):
    asked, key = question(**settings)
    sent = {f"answer.{pk}": [place] for pk, place in zip(key.correct, places, strict=True)}
    return ORDERING.fraction(ORDERING.read(sent, asked=asked), asked=asked, correct=key.correct)


@pytest.mark.parametrize(
    ("places", "fraction"),
    [
        (("1", "2", "3", "4"), "1"),
        (("2", "1", "3", "4"), "0.5"),
        (("4", "3", "2", "1"), "0"),
        (("1", "", "", ""), "0.25"),
        (("1", "1", "3", "4"), "0.5"),
        (("1", "1", "1", "1"), "0"),
        (("", "", "", ""), "0"),
    ],
)
def test_each_thing_in_its_place_counts_alike_and_a_repeated_place_for_nothing(places, fraction):
    assert earned(*places) == Decimal(fraction)


@pytest.mark.parametrize(("places", "fraction"), [(("1", "2", "3", "4"), 1), (("1", "2", "4", "3"), 0)])
def test_all_or_nothing_counts_only_the_whole_order(places, fraction):
    assert earned(*places, credit="all_or_nothing") == fraction


def test_a_repeated_place_is_kept():
    asked, _key = question()
    one, other = asked.options[0]["id"], asked.options[1]["id"]
    assert ORDERING.read({f"answer.{one}": ["2"], f"answer.{other}": ["2"]}, asked=asked) == {one: 2, other: 2}


@pytest.mark.parametrize("place", ["0", "5", "-1", "1.0", "uno", "٣", " 1"])
def test_a_place_that_does_not_exist_is_refused(place):
    asked, _key = question()
    with pytest.raises(InvalidAnswer):
        ORDERING.read({f"answer.{asked.options[0]['id']}": [place]}, asked=asked)


def test_the_stored_order_is_that_of_random_ids_and_the_key_is_the_authors():
    asked, key = question()
    ids = [option["id"] for option in asked.options]
    assert ids == sorted(ids)
    texts = {option["id"]: option["html"] for option in asked.options}
    assert [texts[pk] for pk in key.correct] == STEPS


def test_the_review_follows_the_given_order_and_tells_the_right_places():
    asked, key = question()
    first, second, third, _fourth = key.correct
    rows = ORDERING.reviewed({second: 1, first: 2, third: 3}, asked=asked, key=key)
    assert [(row.html, row.given, row.is_correct, row.right) for row in rows] == [
        ("Verificación", "Lugar 1", False, "Lugar 2"),
        ("Recolección", "Lugar 2", False, "Lugar 1"),
        ("Retroalimentación", "Lugar 3", True, ""),
        ("Difusión", "", False, "Lugar 4"),
    ]


def test_the_answer_is_told_in_the_given_order():
    asked, key = question()
    selected = {key.correct[1]: 1, key.correct[0]: 2}
    assert ORDERING.in_words(selected, asked=asked) == ["1. Verificación", "2. Recolección"]


@pytest.mark.parametrize(
    ("items", "count"),
    [(STEPS, 0), (["a"], 1), (["a", ""], 1), (["a", "A"], 1), ([str(number) for number in range(13)], 1)],
)
def test_its_author_is_told_what_is_missing(items, count):
    assert len(ORDERING.problems(ORDERING.canonical({"items": items}), stem="<p>¿Qué?</p>")) == count
