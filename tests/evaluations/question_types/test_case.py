from decimal import Decimal

import pytest

from evaluations.plugins import InvalidAnswer, question_types
from tests.evaluations.bodies import body_of, right_fields, split_body, wrong_fields

CASE = question_types.get("case")


def question(*kinds):
    parts = [
        {"kind": kind, "stem": f"<p>Parte {kind}</p>", "body": body_of(kind), "feedback": f"<p>Por {kind}</p>"}
        for kind in kinds
    ]
    return split_body("case", CASE.canonical({"parts": parts}))


def test_its_parts_count_alike():
    asked, key = question("single", "multiple", "matching", "short_text")
    sent = wrong_fields("case", asked=asked, key=key)
    right = right_fields("case", asked=asked, key=key)
    for count, part in enumerate(("p1", "p2", "p3", "p4"), start=1):
        sent |= {name: values for name, values in right.items() if name.split(".")[1] == part}
        if part == "p3":
            lefts = {name.split(".")[2] for name in right if name.startswith("answer.p3.")}
            assert lefts == {left["id"] for left in asked.settings["parts"][2]["options"]}
        selected = CASE.read(sent, asked=asked)
        assert CASE.fraction(selected, asked=asked, correct=key.correct) == Decimal(count) / 4


def test_the_fields_of_a_part_have_its_name_before_theirs():
    asked, key = question("single", "numeric")
    names = set(right_fields("case", asked=asked, key=key))
    assert names == {"answer.p1", "answer.p2", "answer.p2.unit"}


def test_parts_without_an_answer_are_not_stored():
    asked, key = question("single", "numeric", "ordering")
    right = right_fields("case", asked=asked, key=key)
    sent = {name: values for name, values in right.items() if name.startswith("answer.p2")} | {"answer.p1": []}
    assert set(CASE.read(sent, asked=asked)) == {"p2"}


@pytest.mark.parametrize("name", ["answer", "answer.p9", "answer.p1.unit", "answer.p11", "answer.p2.x.y", "answer.p"])
def test_a_field_of_no_part_is_refused(name):
    asked, _key = question("single", "numeric")
    with pytest.raises(InvalidAnswer):
        CASE.read({name: ["x"]}, asked=asked)


def test_the_review_has_the_question_of_each_part_before_its_rows():
    asked, key = question("single", "short_text")
    rows = CASE.reviewed({}, asked=asked, key=key)
    assert [row.html for row in rows if row.is_heading] == ["<p>Parte single</p>", "<p>Parte short_text</p>"]
    assert [row.feedback for row in rows if row.is_heading] == ["<p>Por single</p>", "<p>Por short_text</p>"]
    assert not any(row.feedback for row in CASE.reviewed({}, asked=asked, key=None))


def test_the_order_of_a_part_is_that_of_its_person():
    asked, _key = question("single", "cloze")
    order = list(reversed(CASE.arrange(asked, chance=None, shuffle=False)))
    arranged = type(asked)(stem=asked.stem, settings=asked.settings, order=order)
    (_p1, _single, single), _cloze = CASE.parts(arranged)
    assert [option["id"] for option in single.arranged()] == [option["id"] for option in reversed(single.options)]


def test_a_mark_that_is_the_key_of_a_part_is_the_key_of_the_case():
    assert CASE.mark_reveals_key(question("multiple", "true_false")[0])
    assert not CASE.mark_reveals_key(question("multiple", "matching")[0])


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        ([], 1),
        ([{"kind": "essay", "stem": "<p>a</p>", "body": {}}], 1),
        ([{"kind": "case", "stem": "<p>a</p>", "body": {}}], 1),
        ([{"kind": "inventado", "stem": "<p>a</p>", "body": {}}], 1),
        ([{"kind": ["single"], "stem": "<p>a</p>", "body": None}], 1),
        ([{"kind": "short_text", "stem": "", "body": {"answers": [{"text": "a"}]}}], 1),
        ([{"kind": "short_text", "stem": "<p>a</p>", "body": {"answers": []}}], 1),
        ([{"kind": "short_text", "stem": "<p>a</p>", "body": {"answers": [{"text": "a"}]}}] * 9, 1),
    ],
)
def test_its_author_is_told_what_is_missing(parts, count):
    assert len(CASE.problems(CASE.canonical({"parts": parts}), stem="<p>El caso.</p>")) == count
