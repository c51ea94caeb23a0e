"""Writing GIFT: what is written is read back without loss, and what cannot be is told."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings

from evaluations.formats import gift, gift_writer
from evaluations.formats.exchange import ExchangedQuestion, Image, image_html, images_in

from . import exchanged_questions

IN_GIFT = ("single", "multiple", "true_false", "numeric", "short_text", "matching", "essay")

ESSAY = {
    "min_words": 0,
    "max_words": 200,
    "rubric": [{"name": "Claridad", "levels": [{"text": "Nula", "points": "0"}, {"text": "Buena", "points": "2.5"}]}],
    "guidance": "<p>Acuse y turno.</p>",
}


def option(text: str, is_correct: bool, **more) -> dict:
    return {"text": text, "is_correct": is_correct, "feedback": "", "stays_last": False, "weight": "0", **more}


def single(**more) -> ExchangedQuestion:
    body = {"options": [option("veinte", True), option("treinta", False)], "credit": "all_or_nothing"}
    return ExchangedQuestion(kind="single", stem="<p>¿Cuántos días?</p>", body=body, **more)


def without_pictures(value):
    """The question, or a part of it, with a letter where a picture stood: GIFT cannot hold those."""
    if isinstance(value, ExchangedQuestion):
        parts = {name: without_pictures(getattr(value, name)) for name in ("stem", "feedback", "body")}
        return replace(value, images={}, **parts)
    if isinstance(value, dict):
        return {name: without_pictures(part) for name, part in value.items()}
    if isinstance(value, list):
        return [without_pictures(part) for part in value]
    return re.sub(r"<img [^>]*>", "x", value) if isinstance(value, str) else value


in_gift = exchanged_questions.questions(kinds=IN_GIFT).map(without_pictures)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(in_gift)
def test_what_is_exported_is_imported_without_loss(question):
    written = gift_writer.write([question])

    if written.left_out:
        assert any("->" in answer["text"] for answer in question.body["answers"])
        return
    read = gift.read(written.data)
    assert [refusal.reason for refusal in read.refusals] == []
    back = exchanged_questions.bare(read.questions[0])
    assert back == exchanged_questions.bare(replace(question, identity=question.identity or back.identity))
    assert gift_writer.write(read.questions).data == gift_writer.write([replace(question, identity=back.identity)]).data


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(in_gift, in_gift)
def test_questions_keep_apart_and_in_their_categories(one, other):
    written = gift_writer.write([one, other])

    read = gift.read(written.data)

    kept = [question for question in (one, other) if question not in [left for left, _reason in written.left_out]]
    assert [(question.stem, question.category) for question in read.questions] == [
        (question.stem, question.category) for question in kept
    ]


def test_plain_texts_are_written_plainly():
    text = gift_writer.write([single(title="Plazo", category=("Leyes", "Plazos y/o términos"))]).data.decode()

    assert text == (
        "$CATEGORY: $course$/top/Leyes/Plazos y//o términos\n\n::Plazo::¿Cuántos días?{\n\t=veinte\n\t~treinta\n}\n\n"
    )


def test_formatted_texts_are_declared_as_html():
    text = gift_writer.write([replace(single(title="Plazo"), stem="<p>¿<b>Cuántos</b>?</p>")]).data.decode()

    assert "::Plazo::[html]<p>¿<b>Cuántos</b>?</p>{" in text


@pytest.mark.parametrize(
    ("credit", "weights"),
    [
        ("penalised", ["50", "50", "-50"]),
        ("fractions", ["50", "50", "-100"]),
        ("all_or_nothing", ["50", "50", "-100"]),
    ],
)
def test_moodle_gets_the_weights_nearest_to_our_formula(credit, weights):
    body = {"options": [option("a", True), option("b", True), option("c", False)], "credit": credit}

    text = gift_writer.write([replace(single(), kind="multiple", body=body)]).data.decode()

    assert re.findall(r"~%([-\d.]+)%", text) == weights


def test_a_question_with_a_picture_is_left_out_with_its_reason():
    picture = Image("plano.png", b"\x89PNG", "image/png")
    question = replace(single(), stem=f"<p>{image_html('plano.png', alt='Plano')}</p>", images={"plano.png": picture})

    written = gift_writer.write([question, single()])

    assert images_in(question.stem) == ["plano.png"]
    assert [left for left, _reason in written.left_out] == [question]
    assert len(gift.read(written.data).questions) == 1


@pytest.mark.parametrize("kind", ["ordering", "cloze", "case", "of another app"])
def test_a_kind_that_gift_has_not_is_left_out_with_its_reason(kind):
    written = gift_writer.write([replace(single(), kind=kind, body={})])

    assert written.data == b""
    assert "Excel" in written.left_out[0][1]


def test_an_answer_with_an_arrow_is_left_out_with_its_reason():
    body = {
        "answers": [{"text": "a -> b", "weight": "100", "feedback": ""}],
        "case_matters": False,
        "accents_matter": False,
    }

    written = gift_writer.write([replace(single(), kind="short_text", body=body)])

    assert "->" in written.left_out[0][1]


def test_what_moodle_will_not_see_is_told():
    with override("es"):
        written = gift_writer.write([ExchangedQuestion(kind="essay", stem="<p>Explique.</p>", body=ESSAY)])

    assert written.left_out == ()
    assert "rúbrica" in written.remarks[0][1]
    assert gift.read(written.data).questions[0].body == ESSAY


def test_a_comment_of_settings_never_looks_like_a_label_of_moodle():
    written = gift_writer.write([single(reference="véase [tag:otra] e [id:3]")])

    assert "[tag:otra" not in written.data.decode()
    assert gift.read(written.data).questions[0].tags == ()
    assert gift.read(written.data).questions[0].reference == "véase [tag:otra] e [id:3]"


def test_the_written_file_says_what_it_is():
    written = gift_writer.write([single()])

    assert (written.content_type, written.extension) == ("text/plain; charset=utf-8", "gift")
