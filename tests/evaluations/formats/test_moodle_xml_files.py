"""Files of Moodle XML as they come: encodings, damage, and those that mean harm."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.formats import read as read_any
from evaluations.formats.exchange import TooMuch, UnreadableFile
from evaluations.formats.moodle_types import READERS
from evaluations.formats.moodle_xml import read
from evaluations.plugins import question_types

from .exchanged_questions import png
from .moodle_elements import answer, category, only, question, quickly, quiz, with_picture

# Encodings


def test_a_declared_encoding_is_honoured():
    text = quiz(question("essay", name="Año"), prolog='<?xml version="1.0" encoding="windows-1252"?>').decode()
    assert only(text.encode("cp1252")).title == "Año"


def test_a_byte_order_mark_is_no_obstacle():
    assert only("\ufeff".encode() + quiz(question("essay", name="Año"))).title == "Año"
    assert only(quiz(question("essay", name="Año")).decode().encode("utf-16")).title == "Año"


def test_windows_text_that_says_it_is_utf_8_is_read_with_a_remark():
    reading = read(quiz(question("essay", name="Año")).decode().encode("cp1252"))
    assert reading.questions[0].title == "Año"
    assert len(reading.remarks) == 1


def test_control_characters_are_removed_with_a_remark():
    reading = read(quiz(question("essay", name="Uno\x0bdos")))
    assert reading.questions[0].title == "Unodos"
    assert len(reading.remarks) == 1


# Hostile files


def entities() -> bytes:
    inside = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return quiz(question("essay", text="&a9;"), prolog=f'<!DOCTYPE quiz [<!ENTITY a0 "ja">{inside}]>')


@pytest.mark.parametrize(
    "data",
    [
        entities(),
        quiz(question("essay"), prolog='<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        quiz(question("essay"), prolog='<!DOCTYPE quiz SYSTEM "http://example.org/x.dtd">'),
        quiz(question("essay"), prolog="<!DOCTYPE quiz>"),
        entities().decode().encode("utf-16"),
    ],
    ids=["billion laughs", "external entity", "external DTD", "empty DTD", "UTF-16"],
)
def test_a_document_type_is_refused_at_once(data):
    with pytest.raises(UnreadableFile, match="DOCTYPE"):
        quickly(data)


def test_deep_nesting_is_refused():
    with pytest.raises(TooMuch):
        quickly(b"<quiz><question>" + b"<a>" * 200_000)


def test_a_question_of_countless_elements_is_refused():
    with pytest.raises(TooMuch):
        quickly(b'<quiz><question type="essay">' + b"<a/>" * 300_000)


def test_more_questions_than_an_import_takes_are_refused():
    with pytest.raises(TooMuch):
        read(quiz(*["<question type='x'/>"] * 5_001))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hola",
        b"<quiz>",
        b"<quiz></otro>",
        b"<questions/>",
        b"\x00\x01",
        b"<?xml version='1.0' encoding='zlib'?><a/>",
    ],
)
def test_what_is_no_question_file_is_refused_with_a_sentence(data):
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert str(caught.value).endswith((".", "».")), str(caught.value)


def test_a_broken_file_tells_the_line():
    with pytest.raises(UnreadableFile, match="3"):
        read(b"<quiz>\n<question type='essay'>\n<name><text>a & b</text></name></question></quiz>")


def test_deeply_nested_additions_of_ours_are_no_obstacle():
    found = only(quiz(question("essay", f"<aula>{'[' * 100_000}</aula>")))
    assert found.difficulty == ""


SEED = quiz(
    category("$course$/top/A"),
    question("multichoice", answer("Sí", "100"), answer("No", "-50")),
    question("cloze", text="<p>{1:MULTICHOICE:=a~b#c} y {1:NM:=2:0.1}</p>"),
    with_picture(png()),
)


@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.binary(min_size=0, max_size=6)), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(cuts):
    data = SEED
    for place, bytes_ in cuts:
        data = data[:place] + bytes_ + data[place + len(bytes_) + 1 :]
    try:
        reading = quickly(data)
    except UnreadableFile:
        return
    assert reading.read_count == len(reading.questions) + len(reading.refusals)


def test_the_file_is_recognised_by_its_content():
    assert read_any(quiz(question("essay")), filename="reactivos.txt").format == "moodle_xml"


TAGS = [
    *("answer", "subquestion", "text", "feedback", "fraction", "tolerance", "units", "unit", "unit_name", "multiplier"),
    *("single", "shuffleanswers", "usecase", "showunits", "unitgradingtype", "gradingtype", "selectoption", "dragbox"),
    *("group", "graderinfo", "minwordlimit", "hint", "tags", "tag", "name", "questiontext", "file", "aula", "image"),
    *("image_base64", "idnumber", "defaultgrade", "hidden", "generalfeedback", "correctfeedback", "responsetemplate"),
]
TEXTS = [
    *(
        "",
        " ",
        "0",
        "1",
        "100",
        "-33.333",
        "NaN",
        "1e9",
        "1e99",
        "9" * 80,
        "true",
        "ALL_OR_NOTHING",
        "*",
        "[[1]]",
        "[[9]]",
    ),
    *(
        "{1:MC:=a~b#c}",
        "{1:NM:=1:x}",
        "{:SA:%-10%a}",
        "{1:SA:=a",
        "{{1}}",
        "&lt;b&gt;no",
        "&lt;img src=@@PLUGINFILE@@/x&gt;",
    ),
    *(
        "&lt;img src='data:image/png;base64,xx'&gt;",
        '{"rubric": [{"name": 1}]}',
        '{"gap_weights": ["x"]}',
        "[1]",
        "ñandú",
    ),
    *('{"rubric": 5, "tags": 3, "identity": [], "category": [1, "a"], "aspects": ["x", true, 3]}', "iVBORw0KGgo="),
]
ATTRIBUTES = [
    'fraction="100"',
    'fraction="x"',
    'format="markdown"',
    'format="plain_text"',
    'name="x"',
    'factor="-1"',
    "",
]
elements = st.deferred(
    lambda: st.builds(
        lambda tag, attribute, text, inside: f"<{tag} {attribute}>{text}{''.join(inside)}</{tag}>",
        st.sampled_from(TAGS),
        st.sampled_from(ATTRIBUTES),
        st.sampled_from(TEXTS),
        st.lists(elements, max_size=2),
    )
)


@given(st.sampled_from([*READERS, "calculated", "nada"]), st.lists(elements, max_size=7), st.sampled_from(TEXTS))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_stands_in_a_question_it_is_taken_in_the_shape_of_its_type_or_refused(kind, inside, text):
    stem = f"<questiontext><text>Uno {text}</text></questiontext>"
    reading = read(quiz(f'<question type="{kind}">{stem}{"".join(inside)}</question>'))
    assert reading.read_count == 1
    for found in reading.questions:
        if not found.images:
            assert question_types.get(found.kind).canonical(found.body) == found.body
    for found in reading.refusals:
        assert found.reason.endswith((".", "».", ")"))
