import pytest

from evaluations import bank
from evaluations.models import Question
from evaluations.plugins import question_editors, question_types
from people.api import CONSULTANCY
from tests.evaluations.form_fields import rich, written
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultant(client):
    client.force_login(employee_with_role(CONSULTANCY))
    return client


def only_body():
    return bank.wording_of(Question.objects.get()).body


def test_every_type_that_ships_has_a_form():
    assert [kind.name for kind in question_types if question_editors.of(kind.name) is None] == []


def test_several_answers_with_worths_of_their_own(consultant):
    written(
        consultant,
        kind="multiple",
        **{
            "options-options-0-text": "Una",
            "options-options-0-weight": "50",
            "options-options-1-text": "Otra",
            "options-options-1-weight": "50",
            "options-options-2-text": "Ninguna de las anteriores",
            "options-options-2-weight": "-100",
            "options-options-2-stays_last": "on",
            "options-credit": "weights",
        },
    )
    options = only_body()["options"]
    assert [one["weight"] for one in options] == ["50", "50", "-100"]
    assert [one["is_correct"] for one in options] == [True, True, False]
    assert [one["stays_last"] for one in options] == [False, False, True]


def test_worths_left_from_another_way_of_marking_do_not_count(consultant):
    written(
        consultant,
        kind="single",
        **{
            "options-options-0-text": "Una",
            "options-options-0-weight": "mucho",
            "options-options-0-is_correct": "on",
            "options-options-1-text": "Otra",
            "options-credit": "all_or_nothing",
        },
    )
    assert [one["weight"] for one in only_body()["options"]] == ["0", "0"]


def test_true_or_false_is_one_choice(consultant):
    written(consultant, kind="true_false", **{"true-false-right": "1", "true-false-1-feedback": "Exacto."})
    assert [(one["text"], one["is_correct"], one["feedback"]) for one in only_body()["options"]] == [
        ("Verdadero", False, ""),
        ("Falso", True, "Exacto."),
    ]


def test_a_number_with_a_decimal_comma_and_units(consultant):
    written(
        consultant,
        kind="numeric",
        **{
            "numeric-answers-0-value": "12,5",
            "numeric-answers-0-tolerance": "0,5",
            "numeric-answers-0-weight": "100",
            "numeric-unit_rule": "required",
            "numeric-units-0-name": "km",
            "numeric-units-0-factor": "1",
            "numeric-units-1-name": "m",
            "numeric-units-1-factor": "0.001",
        },
    )
    assert only_body() == {
        "answers": [{"value": "12.5", "tolerance": "0.5", "weight": "100", "feedback": ""}],
        "units": [{"name": "km", "factor": "1"}, {"name": "m", "factor": "0.001"}],
        "unit_rule": "required",
    }


def test_short_text_with_accepted_variants(consultant):
    written(
        consultant,
        kind="short_text",
        **{
            "short-text-answers-0-text": "acceso",
            "short-text-answers-0-weight": "100",
            "short-text-answers-1-text": "acceder*",
            "short-text-answers-1-weight": "50",
            "short-text-accents_matter": "on",
        },
    )
    body = only_body()
    assert [(one["text"], one["weight"]) for one in body["answers"]] == [("acceso", "100"), ("acceder*", "50")]
    assert (body["case_matters"], body["accents_matter"]) == (False, True)


def test_pairs_and_what_matches_nothing(consultant):
    written(
        consultant,
        kind="matching",
        **{
            "matching-pairs-0-left": "Solicitud",
            "matching-pairs-0-right": "Veinte días",
            "matching-pairs-1-left": "Recurso",
            "matching-pairs-1-right": "Quince días",
            "matching-pairs-2-left": "",
            "matching-pairs-2-right": "",
            "matching-extra-0": "Un año",
            "matching-extra-1": "",
        },
    )
    assert only_body() == {
        "pairs": [{"left": "Solicitud", "right": "Veinte días"}, {"left": "Recurso", "right": "Quince días"}],
        "extra": ["Un año"],
    }


def test_an_order_is_that_of_the_page_not_of_the_names(consultant):
    written(
        consultant,
        kind="ordering",
        **{"ordering-items-4": "Primero", "ordering-items-0": "Segundo", "ordering-items-2": "Tercero"},
    )
    assert only_body()["items"] == ["Primero", "Segundo", "Tercero"]


def test_gaps_are_numbered_anew_when_one_was_taken_out(consultant):
    written(
        consultant,
        kind="cloze",
        stem=rich("El plazo es de {{2}} días {{5}}."),
        **{
            "cloze-gaps-0-mark": "1",
            "cloze-gaps-0-kind": "choice",
            "cloze-gaps-0-weight": "1",
            "cloze-gaps-1-mark": "2",
            "cloze-gaps-1-kind": "numeric",
            "cloze-gaps-1-weight": "1",
            "cloze-gaps-1-answers-0-text": "20",
            "cloze-gaps-1-answers-0-weight": "",
            "cloze-gaps-2-mark": "5",
            "cloze-gaps-2-kind": "choice",
            "cloze-gaps-2-weight": "2",
            "cloze-gaps-2-answers-0-text": "hábiles",
            "cloze-gaps-2-answers-0-weight": "100",
            "cloze-gaps-2-answers-1-text": "naturales",
            "cloze-gaps-2-answers-1-weight": "",
        },
    )
    wording = bank.wording_of(Question.objects.get())
    assert wording.stem == "<p>El plazo es de {{1}} días {{2}}.</p>"
    assert [(gap["kind"], gap["weight"]) for gap in wording.body["gaps"]] == [("numeric", "1"), ("choice", "2")]
    assert [one["weight"] for one in wording.body["gaps"][1]["answers"]] == ["100", "0"]


def test_an_essay_with_its_rubric(consultant):
    written(
        consultant,
        kind="essay",
        **{
            "essay-min_words": "50",
            "essay-max_words": "",
            "essay-rubric-0-name": "Fundamento",
            "essay-rubric-0-levels-0-text": "Sin él",
            "essay-rubric-0-levels-0-points": "0",
            "essay-rubric-0-levels-1-text": "Cita el artículo",
            "essay-rubric-0-levels-1-points": "2.5",
            "essay-guidance": "Busque el artículo.\n\nY la fracción.",
        },
    )
    body = only_body()
    assert (body["min_words"], body["max_words"]) == (50, 0)
    assert body["rubric"][0]["levels"][1] == {"text": "Cita el artículo", "points": "2.5"}
    assert body["guidance"] == "<p>Busque el artículo.</p><p>Y la fracción.</p>"


def test_a_case_has_questions_of_several_types(consultant):
    written(
        consultant,
        kind="case",
        **{
            "case-parts-0-kind": "true_false",
            "case-parts-0-stem": "¿Es pública?",
            "case-parts-0-true-false-right": "0",
            "case-parts-0-feedback": "Por el artículo 8.",
            "case-parts-1-kind": "numeric",
            "case-parts-1-stem": "¿Cuántos días?",
            "case-parts-1-numeric-answers-0-value": "20",
            "case-parts-1-numeric-answers-0-weight": "100",
        },
    )
    parts = only_body()["parts"]
    assert [(part["kind"], part["stem"]) for part in parts] == [
        ("true_false", "<p>¿Es pública?</p>"),
        ("numeric", "<p>¿Cuántos días?</p>"),
    ]
    assert parts[0]["feedback"] == "<p>Por el artículo 8.</p>"
    assert parts[1]["body"]["answers"][0]["value"] == "20"


def test_the_lists_of_a_case_offer_only_what_may_stand_in_it(consultant):
    page = consultant.get("/admin/reactivos/add/").content.decode()
    inside = page[page.index('name="__prefix__-parts-__parts__-kind"') :]
    inside = inside[: inside.index("</select>")]
    assert 'value="matching"' in inside
    assert 'value="essay"' not in inside
    assert 'value="case"' not in inside
