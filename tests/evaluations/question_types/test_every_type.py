"""What holds for every type, whatever its body and whatever arrives as an answer."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.markup import plain_text
from evaluations.plugins import InvalidAnswer, question_types
from tests.evaluations.bodies import (
    KINDS,
    SECRET_NUMBER,
    body_of,
    new_id,
    right_fields,
    split_body,
    stem_of,
    wrong_fields,
)
from tests.evaluations.question_types.authors import wordings

MARKER = "CANARIO-9d41"
every_kind = pytest.mark.parametrize("kind", KINDS)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


def asked_and_key(kind, **fields):
    return split_body(kind, body_of(kind, **fields))


def test_each_registered_type_has_a_question_in_the_bodies():
    assert {kind.name for kind in question_types} == set(KINDS)


@every_kind
def test_the_question_in_the_bodies_can_be_asked(kind):
    assert question_types.get(kind).problems(body_of(kind), stem=stem_of(kind)) == []


@every_kind
def test_an_empty_body_is_told_its_problems_and_breaks_nothing(kind):
    question_type = question_types.get(kind)
    body = question_type.canonical({})
    assert bool(question_type.problems(body, stem="<p>¿Qué?</p>")) is (kind != "essay")
    asked, key = split_body(kind, body)
    assert question_type.join(asked, key) == body


@every_kind
@given(data=st.data())
@settings(max_examples=40)
def test_whatever_a_file_holds_becomes_a_canonical_body_or_is_left_out(kind, data):
    question_type = question_types.get(kind)
    names = list(question_type.canonical({}))
    raw = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(names, json_values)))
    body = question_type.canonical(raw)
    assert question_type.canonical(body) == body
    assert all(str(problem) for problem in question_type.problems(body, stem="<p>{{1}}</p>"))


@every_kind
@given(data=st.data())
@settings(max_examples=40)
def test_a_body_survives_being_split_and_joined(kind, data):
    question_type = question_types.get(kind)
    body, stem = data.draw(wordings(kind))
    assert question_type.canonical(body) == body
    asked, key = question_type.split(body, stem=stem, new_id=new_id)
    assert json.loads(json.dumps([asked.options, asked.settings, key.correct])) == [
        asked.options,
        asked.settings,
        key.correct,
    ]
    assert question_type.join(asked, key) == body


@every_kind
@given(data=st.data())
@settings(max_examples=40)
def test_a_right_answer_earns_all_and_a_wrong_one_nothing(kind, data):
    question_type = question_types.get(kind)
    body, stem = data.draw(wordings(kind))
    if question_type.problems(body, stem=stem):
        return
    asked, key = question_type.split(body, stem=stem, new_id=new_id)
    right = question_type.read(right_fields(kind, asked=asked, key=key), asked=asked)
    earned = question_type.fraction(right, asked=asked, correct=key.correct)
    assert earned == (None if question_type.needs_marker else 1)


@every_kind
def test_the_examples_of_right_and_wrong_are_right_and_wrong(kind):
    question_type = question_types.get(kind)
    asked, key = asked_and_key(kind)
    for fields, expected in ((right_fields, 1), (wrong_fields, 0)):
        selected = question_type.read(fields(kind, asked=asked, key=key), asked=asked)
        assert not question_type.is_blank(selected)
        earned = question_type.fraction(selected, asked=asked, correct=key.correct)
        assert earned == (None if question_type.needs_marker else expected)


@every_kind
def test_the_key_is_not_in_what_is_asked(kind):
    asked, _key = asked_and_key(kind, marker=MARKER)
    told = json.dumps([asked.stem, asked.options, asked.settings], ensure_ascii=False)
    assert MARKER not in told
    assert SECRET_NUMBER not in told
    assert "weight" not in told
    assert "is_correct" not in told


@every_kind
def test_a_review_without_the_key_tells_nothing_of_it(kind):
    question_type = question_types.get(kind)
    asked, key = asked_and_key(kind, marker=MARKER)
    for fields in ({}, wrong_fields(kind, asked=asked, key=key)):
        selected = question_type.read(fields, asked=asked)
        rows = question_type.reviewed(selected, asked=asked, key=None)
        assert all(row.is_correct is None and not row.right and not row.feedback for row in rows)
        assert MARKER not in repr(rows)
        assert SECRET_NUMBER not in repr(rows)


@every_kind
def test_a_review_with_the_key_says_what_would_have_been_right(kind):
    question_type = question_types.get(kind)
    asked, key = asked_and_key(kind)
    if question_type.needs_marker:
        return
    wrong = question_type.read(wrong_fields(kind, asked=asked, key=key), asked=asked)
    rows = [row for row in question_type.reviewed(wrong, asked=asked, key=key) if not row.is_heading]
    assert any(row.right or row.is_correct for row in rows)
    right = question_type.read(right_fields(kind, asked=asked, key=key), asked=asked)
    rows = [row for row in question_type.reviewed(right, asked=asked, key=key) if not row.is_heading]
    assert all(row.is_correct for row in rows if row.is_chosen)
    assert not any(row.right for row in rows)


@every_kind
@given(data=st.data())
@settings(max_examples=40)
def test_an_answer_reads_back_from_its_own_fields(kind, data):
    question_type = question_types.get(kind)
    asked, key = asked_and_key(kind)
    mixed = right_fields(kind, asked=asked, key=key) | wrong_fields(kind, asked=asked, key=key)
    for name in data.draw(st.sets(st.sampled_from(sorted(mixed)))):
        del mixed[name]
    selected = question_type.read(mixed, asked=asked)
    assert question_type.read(question_type.fields(selected), asked=asked) == selected
    assert json.loads(json.dumps(selected)) == selected
    earned = question_type.fraction(selected, asked=asked, correct=key.correct)
    assert earned is None or 0 <= earned <= 1


@every_kind
@given(data=st.data())
@settings(max_examples=40)
def test_whatever_arrives_is_an_answer_or_is_refused(kind, data):
    question_type = question_types.get(kind)
    asked, key = asked_and_key(kind)
    known = sorted(right_fields(kind, asked=asked, key=key))
    names = st.sampled_from([*known, "answer", "answer.unit", "answer.p1", "answer.p9.x"]) | st.text(max_size=12)
    values = (
        st.lists(st.text(max_size=30) | st.sampled_from(["1", "2", "999", "\0", "\ud800"]), max_size=3) | json_values
    )
    fields = data.draw(st.dictionaries(names, values, max_size=5))
    try:
        selected = question_type.read(fields, asked=asked)
    except InvalidAnswer:
        return
    json.dumps(selected, ensure_ascii=False).encode()
    assert "\0" not in json.dumps(selected, ensure_ascii=False)
    earned = question_type.fraction(selected, asked=asked, correct=key.correct)
    assert earned is None or 0 <= earned <= 1
    assert all(isinstance(line, str) for line in question_type.in_words(selected, asked=asked))
    assert question_type.reviewed(selected, asked=asked, key=key)


@every_kind
def test_a_blank_answer_says_nothing_and_earns_nothing(kind):
    question_type = question_types.get(kind)
    asked, key = asked_and_key(kind)
    blank = question_type.read({}, asked=asked)
    assert blank == question_type.blank()
    assert question_type.is_blank(blank)
    assert question_type.in_words(blank, asked=asked) == []
    assert question_type.responses(blank, asked=asked) == []
    assert not question_type.fraction(blank, asked=asked, correct=key.correct)


@every_kind
@pytest.mark.parametrize(
    "fields",
    [
        {"answer.inventado": ["x"]},
        {"answer": "no es una lista"},
        {"answer": [7]},
        {"answer": [["a"]]},
        {"answer": [None]},
        {"answer": ["x" * 30_000]},
        {"answer": ["x", "y"]},
        {"otra": ["x"]},
        {f"answer.{number}": ["1"] for number in range(3_000)},
    ],
)
def test_an_answer_to_another_question_is_refused(kind, fields):
    asked, _key = asked_and_key(kind)
    with pytest.raises(InvalidAnswer):
        question_types.get(kind).read(fields, asked=asked)


@every_kind
@given(seed=st.integers(), shuffle=st.booleans())
@settings(max_examples=30)
def test_the_same_seed_gives_the_same_order_of_the_same_things(kind, seed, shuffle):
    question_type = question_types.get(kind)
    asked, _key = asked_and_key(kind)
    one, other = (question_type.arrange(asked, chance=random.Random(seed), shuffle=shuffle) for _ in range(2))
    assert one == other
    assert len(set(one)) == len(one)
    assert sorted(one) == sorted(question_type.arrange(asked, chance=random.Random(0), shuffle=False))


@every_kind
def test_responses_have_plain_words_and_an_id_that_only_the_answer_decides(kind):
    question_type = question_types.get(kind)
    asked, key = asked_and_key(kind)
    selected = question_type.read(right_fields(kind, asked=asked, key=key), asked=asked)
    responses = question_type.responses(selected, asked=asked)
    assert len({pk for pk, _text in responses}) == len(responses)
    assert all(pk and text and plain_text(text) == text for pk, text in responses)
    assert responses or kind == "essay"


@every_kind
def test_it_has_an_instruction_a_label_and_a_template(kind):
    question_type = question_types.get(kind)
    asked, _key = asked_and_key(kind)
    assert str(question_type.instruction(asked))
    assert str(question_type.label)
    assert question_type.template == f"evaluations/questions/{'choice' if kind in KINDS[:3] else kind}.html"
