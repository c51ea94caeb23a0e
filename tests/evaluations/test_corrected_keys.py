"""A key of today in the words of an older version, for every type; and where there is none."""

import copy
from decimal import Decimal

import pytest

from evaluations import bank, grading
from evaluations.corrected_keys import NotComparable, Why, corrected_key, own_key
from evaluations.key_words import key_in_words
from evaluations.plugins import Key, question_types
from tests.evaluations.bodies import KINDS, body_of, right_fields, stem_of
from tests.evaluations.factories import question

pytestmark = pytest.mark.django_db

WITH_KEY = [kind for kind in KINDS if kind != "essay"]


def swapped(body):
    """Choices: what was right is wrong, and the first that was wrong is right."""
    options = body["options"]
    right = next(place for place, option in enumerate(options) if option["is_correct"])
    wrong = next(place for place, option in enumerate(options) if not option["is_correct"])
    options[right]["is_correct"], options[wrong]["is_correct"] = False, True


def other_pairs(body):
    first, second = body["pairs"][:2]
    first["right"], second["right"] = second["right"], first["right"]


def other_gaps(body):
    right, wrong = body["gaps"][1]["answers"][:2]
    right["weight"], wrong["weight"] = wrong["weight"], right["weight"]


MENDED = {
    "single": swapped,
    "multiple": swapped,
    "true_false": swapped,
    "numeric": lambda body: body["answers"].insert(
        0, {"value": "7", "tolerance": "0", "weight": "100", "feedback": ""}
    ),
    "short_text": lambda body: body["answers"].insert(0, {"text": "otra cosa", "weight": "100", "feedback": ""}),
    "matching": other_pairs,
    "ordering": lambda body: body["items"].reverse(),
    "cloze": other_gaps,
    "case": lambda body: (swapped(body["parts"][0]["body"]), other_pairs(body["parts"][2]["body"])),
}


def versions(kind, change):
    """A question as it was written first and after its author changed its body: (older, newer)."""
    one = question(f"K-{kind}", kind=kind, body=body_of(kind), stem=stem_of(kind))
    older, body = one.current, copy.deepcopy(bank.wording_of(one).body)
    change(body)
    written = bank.Wording(kind=kind, stem=stem_of(kind), body=body, feedback="<p>Hoy se explica así.</p>")
    return older, bank.save_question(question=one, wording=written).current


def fraction(version, fields, correct):
    kind = version.type
    selected = kind.read(fields, asked=version.asked())
    return grading.fraction_of(kind=kind.name, selected=selected, asked=version.asked(), correct=correct)


@pytest.mark.parametrize("kind", WITH_KEY)
def test_what_is_right_today_is_right_in_the_ids_of_the_older_version(kind):
    older, newer = versions(kind, MENDED[kind])
    corrected = corrected_key(of=older, by=newer)
    fields = right_fields(kind, asked=older.asked(), key=Key(correct=corrected.correct))
    assert fraction(older, fields, corrected.correct) == 1
    # For what is typed the author only added another accepted answer.
    assert fraction(older, fields, older.key.correct) < 1
    assert corrected.feedback == "<p>Hoy se explica así.</p>"


@pytest.mark.parametrize("kind", WITH_KEY)
def test_the_same_body_gives_the_key_that_the_version_has(kind):
    older, newer = versions(kind, lambda body: None)
    assert newer.pk != older.pk
    assert corrected_key(of=older, by=newer).correct == own_key(older).correct == older.key.correct


@pytest.mark.parametrize("kind", WITH_KEY)
def test_a_key_is_told_in_words_and_two_keys_in_different_ones(kind):
    older, newer = versions(kind, MENDED[kind])
    before = key_in_words(older.type, older.asked(), Key(correct=own_key(older).correct))
    after = key_in_words(older.type, older.asked(), Key(correct=corrected_key(of=older, by=newer).correct))
    assert before
    assert before != after


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("single", lambda body: body["options"].append({**body["options"][1], "text": "La Contraloría"})),
        ("single", lambda body: body["options"][1].update(text="El Ayuntamiento")),
        ("multiple", lambda body: body.update(credit="fractions")),
        ("matching", lambda body: body["extra"].append("Dos años")),
        ("ordering", lambda body: body["items"].pop()),
        ("cloze", lambda body: body["gaps"][1]["answers"].append({"text": "corridos", "weight": "0"})),
        ("case", lambda body: body["parts"].pop()),
        ("case", lambda body: body["parts"][0].update(stem="<p>¿Y otra cosa?</p>")),
    ],
)
def test_versions_that_did_not_offer_the_same_are_not_comparable(kind, change):
    older, newer = versions(kind, change)
    with pytest.raises(NotComparable) as caught:
        corrected_key(of=older, by=newer)
    assert caught.value.why == Why.OPTIONS


def test_emphasis_and_the_order_of_the_options_change_nothing():
    def change(body):
        body["options"].reverse()
        body["options"][0].update(text="La <b>Sindicatura</b>", stays_last=True)

    older, newer = versions("single", change)
    assert corrected_key(of=older, by=newer).correct == older.key.correct


def test_another_type_is_not_comparable():
    older, _same = versions("single", lambda body: None)
    newer = question("OTRA", kind="true_false").current
    with pytest.raises(NotComparable) as caught:
        corrected_key(of=older, by=newer)
    assert caught.value.why == Why.KIND


def test_a_text_has_no_key_to_correct():
    text = question("TEXTO", kind="essay", body=body_of("essay")).current
    with pytest.raises(NotComparable) as caught:
        corrected_key(of=text, by=text)
    assert caught.value.why == Why.MARKED


def test_a_version_of_plain_text_has_its_key_in_the_same_shape():
    """As the first release wrote them: texts that are no HTML, ids in the order in which they were ticked."""
    from evaluations.models import AnswerKey, QuestionVersion

    one = question("VIEJA", options=["*Tú & yo", "Nadie", "Otros"])
    old = QuestionVersion.objects.create(
        question=one,
        number=9,
        kind="single",
        stem=one.current.stem,
        options=[{"id": "b2", "text": "Tú & yo"}, {"id": "a1", "text": "Nadie"}, {"id": "c3", "text": "Otros"}],
        markup=QuestionVersion.Markup.TEXT,
    )
    AnswerKey.objects.create(version=old, correct=["b2"], option_feedback={"a1": "1 < 2"})
    assert own_key(old).correct == ["b2"]
    assert corrected_key(of=old, by=one.current).correct == ["b2"]
    assert Decimal(1) == fraction(old, {"answer": ["b2"]}, ["b2"])
    assert set(question_types.get("single").join(old.asked(), old.key.as_key())) == {"options", "credit"}
