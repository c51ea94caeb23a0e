import pytest

from evaluations.plugins import InvalidAnswer, question_types
from tests.evaluations.bodies import body_of, split_body

ESSAY = question_types.get("essay")


def test_a_person_marks_it():
    asked, key = split_body("essay", body_of("essay"))
    assert ESSAY.needs_marker
    assert not ESSAY.may_be_part
    assert ESSAY.fraction({"text": "Un texto."}, asked=asked, correct=key.correct) is None


def test_the_guidance_is_the_key_and_the_rubric_is_told():
    asked, key = split_body("essay", body_of("essay", marker="CANARIO"))
    assert key.correct == {"guidance": "<p>CANARIO-guía</p>"}
    assert asked.settings["rubric"][0]["levels"][1] == {"text": "Con artículo", "points": "2"}


def test_a_text_keeps_its_paragraphs_and_is_never_cut():
    asked, _key = split_body("essay", body_of("essay"))
    assert ESSAY.read({"answer": ["Uno.\r\n\r\nDos.\0 "]}, asked=asked) == {"text": "Uno.\n\nDos."}
    assert ESSAY.read({"answer": ["x\r\n" * 6_666]}, asked=asked)["text"].startswith("x\nx")
    with pytest.raises(InvalidAnswer):
        ESSAY.read({"answer": ["x" * 20_001]}, asked=asked)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({}, "Escriba su respuesta."),
        ({"min_words": 50}, "Escriba al menos 50 palabras."),
        ({"max_words": 1}, "Escriba como máximo 1 palabra."),
        ({"min_words": 50, "max_words": 80}, "Escriba de 50 a 80 palabras."),
    ],
)
def test_the_limits_are_told(limits, told):
    asked, _key = split_body("essay", ESSAY.canonical(limits))
    assert str(ESSAY.instruction(asked)) == told


LEVELS = [{"text": "Nada", "points": 0}, {"text": "Todo", "points": 2}]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ({}, 0),
        ({"min_words": 90, "max_words": 50}, 1),
        ({"max_words": 5000}, 1),
        ({"rubric": [{"name": "Fundamento", "levels": LEVELS}]}, 0),
        ({"rubric": [{"name": "", "levels": LEVELS}]}, 1),
        ({"rubric": [{"name": "Fundamento", "levels": LEVELS[:1]}]}, 2),
        ({"rubric": [{"name": "Fundamento", "levels": [{"text": "a", "points": "x"}, *LEVELS]}]}, 1),
        ({"rubric": [{"name": str(n), "levels": LEVELS} for n in range(13)]}, 1),
    ],
)
def test_its_author_is_told_what_is_missing(body, count):
    assert len(ESSAY.problems(ESSAY.canonical(body), stem="<p>Explique.</p>")) == count
