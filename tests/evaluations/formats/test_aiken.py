"""Aiken: options under capital letters, and the letter of the right one."""

from __future__ import annotations

import time

import pytest

from evaluations.formats import aiken

PLAIN = """¿Quién aprueba el reglamento?
A. La tesorería
B. El cabildo
C. El síndico
ANSWER: B
"""


def texts(question) -> list[tuple[str, bool]]:
    return [(option["text"], option["is_correct"]) for option in question.body["options"]]


def test_a_question_and_its_options_are_read():
    found = aiken.read(PLAIN.encode())

    assert found.read_count == 1
    question = found.questions[0]
    assert (question.kind, question.stem) == ("single", "<p>¿Quién aprueba el reglamento?</p>")
    assert texts(question) == [("La tesorería", False), ("El cabildo", True), ("El síndico", False)]
    assert question.body["credit"] == "all_or_nothing"
    assert question.identity == "aiken:¿Quién aprueba el reglamento?"
    assert question.where.line == 1


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\n\n"),
        PLAIN.replace(". ", ") "),
        PLAIN.replace("ANSWER: B", "answer : b"),
        "\n\n  " + PLAIN.rstrip(),
    ],
    ids=["windows", "blank lines", "brackets", "small letters", "space around"],
)
def test_how_it_is_typed_does_not_matter(text):
    question = aiken.read(text.encode()).questions[0]

    assert texts(question) == [("La tesorería", False), ("El cabildo", True), ("El síndico", False)]


def test_a_question_may_take_several_lines():
    question = aiken.read(("Lea el caso.\nC. Pérez pide su acta.\n" + PLAIN).encode()).questions[0]

    assert question.stem == "<p>Lea el caso.<br>C. Pérez pide su acta.<br>¿Quién aprueba el reglamento?</p>"


def test_a_question_may_begin_with_initials():
    question = aiken.read(b"C. Ruiz pide copia. Se le da:\nA. hoy\nB. nunca\nANSWER: A").questions[0]

    assert question.stem == "<p>C. Ruiz pide copia. Se le da:</p>"


def test_markup_in_it_is_text():
    question = aiken.read(b"\xc2\xbfQu\xc3\xa9 hace <b>?\nA. x < y\nB. <script>\nANSWER: A").questions[0]

    assert question.stem == "<p>¿Qué hace &lt;b&gt;?</p>"
    assert texts(question) == [("x &lt; y", True), ("&lt;script&gt;", False)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("¿Qué?\nA. uno\nB. dos", "3"),
        ("¿Qué?\nA. uno\nANSWER: A", "dos opciones"),
        ("¿Qué?\nANSWER: A", "dos opciones"),
        ("A. uno\nB. dos\nANSWER: A", "arriba"),
        ("¿Qué?\nA. uno\nB. dos\nANSWER: C", "C"),
        ("¿Qué?\nA. uno\nB. dos\nANSWER: A, B", "«A, B»"),
        ("¿Qué?\nA. uno\nB. dos\nANSWER:", "«»"),
        ("¿Qué?\nA. uno\nA. dos\nANSWER: A", "misma letra"),
        ("¿Qué?\nA. uno\nB.\nANSWER: A", "no tiene texto"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(text, said):
    found = aiken.read(f"{text}\n\n{PLAIN}".encode())

    assert [refusal.where.line for refusal in found.refusals] == [1]
    assert said in found.refusals[0].reason
    assert len(found.questions) == 1
    assert found.read_count == 2


def test_a_missing_answer_does_not_take_the_next_question_along():
    found = aiken.read(b"Uno?\nA. a\nB. b\nDos?\nA. c\nB. d\nANSWER: B\n")

    assert [refusal.excerpt for refusal in found.refusals] == ["Uno?"]
    assert [question.stem for question in found.questions] == ["<p>Dos?</p>"]
    assert found.questions[0].where.line == 4


def test_windows_1252_is_read_and_told():
    found = aiken.read(PLAIN.encode("cp1252"))

    assert found.questions[0].stem == "<p>¿Quién aprueba el reglamento?</p>"
    assert "Windows-1252" in found.remarks[0]


@pytest.mark.parametrize(
    "text", ["A. " * 2_000_000, "x" * 5_000_000, "A. a\n" * 100_000, "\n" * 1_000_000, "ANSWER: A\n" * 4_000]
)
def test_a_hostile_file_costs_no_more_than_its_length(text):
    began = time.process_time()

    assert aiken.read(text.encode()).questions == ()
    assert time.process_time() - began < 5
