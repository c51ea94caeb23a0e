from decimal import Decimal

import pytest

from evaluations.plugins import InvalidAnswer, question_types
from tests.evaluations.bodies import split_body

SHORT = question_types.get("short_text")


def question(*answers, **settings):
    rows = [{"text": text, "weight": weight, "feedback": f"nota {text}"} for text, weight in answers]
    return split_body("short_text", SHORT.canonical({"answers": rows, **settings}))


def earned(text, *answers, **settings):
    asked, key = question(*answers, **settings)
    return SHORT.fraction(SHORT.read({"answer": [text]}, asked=asked), asked=asked, correct=key.correct)


@pytest.mark.parametrize(
    ("text", "fraction"),
    [("Máxima publicidad", "1"), ("maxima  PUBLICIDAD ", "1"), ("publicidad", "0.5"), ("reserva", "0"), ("", "0")],
)
def test_each_variant_earns_its_weight(text, fraction):
    assert earned(text, ("máxima publicidad", "100"), ("*publicidad", "50")) == Decimal(fraction)


def test_the_first_answer_that_fits_decides():
    answers = [("acesso", "0"), ("ac*so", "100"), ("*", "0")]
    assert [earned(text, *answers) for text in ("acesso", "acceso", "otra")] == [0, 1, 0]


def test_case_and_accents_count_where_the_author_says_so():
    assert earned("publico", ("Público", "100"), case_matters=True) == 0
    assert earned("Publico", ("Público", "100"), case_matters=True) == 1
    assert earned("publico", ("Público", "100"), accents_matter=True) == 0
    assert earned("PÚBLICO", ("Público", "100"), accents_matter=True) == 1


def test_settings_hold_only_what_differs_from_the_default():
    assert question(("a", "100"))[0].settings == {}
    assert question(("a", "100"), case_matters=True)[0].settings == {"case_matters": True}


def test_more_than_five_hundred_characters_are_refused_and_never_cut():
    asked, _key = question(("a", "100"))
    assert SHORT.read({"answer": ["x" * 500]}, asked=asked) == {"text": "x" * 500}
    with pytest.raises(InvalidAnswer):
        SHORT.read({"answer": ["x" * 501]}, asked=asked)


def test_the_review_tells_the_note_of_the_variant_and_the_right_answer():
    asked, key = question(("máxima publicidad", "100"), ("*publicidad", "50"))
    (row,) = SHORT.reviewed({"text": "la publicidad"}, asked=asked, key=key)
    assert (row.given, row.is_correct, row.right) == ("la publicidad", False, "máxima publicidad")
    assert row.feedback == "nota *publicidad"


def test_variants_of_one_text_are_one_response():
    asked, _key = question(("a", "100"))
    ids = {SHORT.responses({"text": text}, asked=asked)[0][0] for text in ("El Cabildo", "el  cabildo", "EL CABÍLDO")}
    assert ids == {"el cabildo"}


@pytest.mark.parametrize(
    ("answers", "count"),
    [
        ([("acceso", "100")], 0),
        ([], 1),
        ([("acceso", "50")], 1),
        ([("acceso", "100"), (" ", "0")], 1),
        ([("acceso", "100"), ("otro", "200")], 1),
        ([("x" * 501, "100")], 1),
        ([("*", "0"), ("acceso", "100")], 1),
    ],
)
def test_its_author_is_told_what_is_missing(answers, count):
    body = SHORT.canonical({"answers": [{"text": text, "weight": weight} for text, weight in answers]})
    assert len(SHORT.problems(body, stem="<p>¿Qué?</p>")) == count
