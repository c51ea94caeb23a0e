"""Which format a file is in, and what holds for all of them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations import formats
from evaluations.formats.exchange import FILE_BYTES, Reading
from evaluations.formats.registry import detect
from evaluations.plugins import question_types

DUMP = Path(__file__).parents[2] / "data/evaluations/django_quiz_app_dump.json"
AIKEN = b"Uno?\nA. a\nB. b\nANSWER: A\n"
GIFT = b"::Uno::\xc2\xbfQu\xc3\xa9? {=a ~b}\n"


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (GIFT, "gift"),
        (b"// nota\n\n$CATEGORY: Leyes\n\nUno {T}", "gift"),
        (b"Uno {T}", "gift"),
        (b"[html]<b>Uno</b> {T}", "gift"),
        (GIFT.decode().encode("utf-16"), "gift"),
        (AIKEN, "aiken"),
        (AIKEN.replace(b"\n", b"\r\n"), "aiken"),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz></quiz>', "moodle_xml"),
        (b"\xef\xbb\xbf<quiz/>", "moodle_xml"),
        ('<?xml version="1.0"?><quiz/>'.encode("utf-16"), "moodle_xml"),
        (b'[{"model": "quiz.quiz"}]', "django_quiz_app"),
        (b"\xef\xbb\xbf [\n {", "django_quiz_app"),
        (zipped("xl/workbook.xml"), "xlsx"),
    ],
    ids=range(13),
)
def test_a_format_is_known_by_its_content(data, name):
    assert detect(data, filename="preguntas.txt") == name


def test_the_name_helps_where_the_content_says_nothing():
    assert detect(b"nada que se reconozca", filename="banco.GIFT") == "gift"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "vac"),
        (b" \n ", "vac"),
        (b"Solo un texto.", "formato"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, ".xlsx"),
        (zipped("word/document.xml"), "Excel"),
        (b"PK\x03\x04 roto", "da"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", ""),
    ],
    ids=range(7),
)
def test_what_cannot_be_read_says_what_to_do(data, said):
    with pytest.raises(formats.UnreadableFile) as error:
        formats.read(data, filename="preguntas.txt")

    assert said in str(error.value)


def test_a_file_too_large_is_not_looked_at():
    with pytest.raises(formats.TooMuch, match="20 MB"):
        formats.read(b"a" * (FILE_BYTES + 1))


def test_a_format_that_does_not_exist_is_refused():
    with pytest.raises(formats.UnreadableFile, match="papel"):
        formats.read(GIFT, format="papel")


def test_a_format_may_be_told_against_the_looks():
    assert formats.read(AIKEN, format="gift").questions == ()


def test_only_some_formats_are_written():
    assert {known.name for known in formats.FORMATS.values() if known.can_write} == {"gift", "moodle_xml", "xlsx"}
    with pytest.raises(ValueError, match="aiken"):
        formats.write([], format="aiken")


def test_every_question_of_a_reading_is_somewhere():
    with pytest.raises(ValueError, match="3 questions read"):
        Reading(format="gift", read_count=3)


def test_the_same_question_twice_is_refused_the_second_time():
    found = formats.read(GIFT + b"\n" + GIFT)

    assert len(found.questions) == 1
    assert "1" in found.refusals[0].reason
    assert found.refusals[0].where.line == 3
    assert found.read_count == 2


def test_questions_of_one_name_are_told_apart():
    found = formats.read("::P::¿Uno? {T}\n\n::P::¿Dos? {T}\n\n::P (2)::¿Tres? {T}\n\n::P::¿Dos? {T}".encode())

    assert [question.identity for question in found.questions] == ["gift:P", "gift:P (3)", "gift:P (2)"]
    assert len(found.refusals) == 1


def test_reading_again_gives_the_same_identities():
    data = "::P::¿Uno? {T}\n\n::P::¿Dos? {T}\n\n¿Tres? {T}".encode()

    assert [question.identity for question in formats.read(data).questions] == [
        question.identity for question in formats.read(data).questions
    ]


def test_a_dump_goes_out_as_gift_and_comes_back():
    questions = formats.read(DUMP.read_bytes()).questions

    back = formats.read(formats.write(questions, format="gift").data)

    assert [(q.identity, q.stem, q.body, q.category) for q in back.questions] == [
        (q.identity, q.stem, q.body, q.category) for q in questions
    ]


def test_what_was_read_is_as_the_question_types_spell_it():
    for question in formats.read(DUMP.read_bytes()).questions:
        kind = question_types.get(question.kind)

        assert kind.canonical(question.body) == question.body
        assert kind.problems(question.body, stem=question.stem) == []


ALPHABET = "aB1 \n\n\t={}~#%:>-\\[]/$.,*<&;\"'ñ\u00a0\x00\ufde0"


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(ALPHABET), max_size=200), st.sampled_from(["gift", "aiken", "django_quiz_app"]))
def test_no_text_makes_a_reader_fail(text, format):  # noqa: A002 - the caller's word
    try:
        found = formats.read(text.encode(), format=format)
    except formats.UnreadableFile:
        return
    assert found.read_count == len(found.questions) + len(found.refusals)
    assert all(refusal.reason and refusal.where.line for refusal in found.refusals)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 500) | st.floats() | st.text(max_size=5) | st.just("1,2,"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["pk", "model"]), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 135), st.integers(0, 12), VALUES), min_size=1, max_size=12))
def test_no_change_of_a_dump_makes_its_reader_fail(changes):
    objects = json.loads(DUMP.read_text())
    for place, which, value in changes:
        names = sorted(objects[place]["fields"])
        if which < len(names):
            objects[place]["fields"][names[which]] = value
        else:
            objects[place]["pk"] = value
    try:
        found = formats.read(json.dumps(objects).encode())
    except formats.UnreadableFile:
        return
    assert found.read_count == len(found.questions) + len(found.refusals)
    assert all(refusal.reason for refusal in (*found.refusals, *found.set_aside))
