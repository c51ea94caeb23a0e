import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from courses.plugins import WrittenOnce
from evaluations import bank
from evaluations.models import AnswerKey, Question, QuestionCategory, QuestionVersion
from tests.evaluations.factories import category, question

pytestmark = pytest.mark.django_db


def wording(stem="<p>¿Qué sigue?</p>", kind="single", options=("*Esto", "Aquello"), feedback=""):
    return bank.Wording(
        kind=kind,
        stem=stem,
        options=[bank.WrittenOption(text.lstrip("*"), text.startswith("*")) for text in options],
        feedback=feedback,
    )


def test_editing_a_question_makes_a_new_version_and_keeps_the_old_one():
    one = question("M1-Q01")
    first = one.current
    bank.save_question(question=one, wording=wording(stem="<p>¿Y ahora?</p>"))
    assert one.current.number == 2
    assert one.current.stem == "<p>¿Y ahora?</p>"
    first.refresh_from_db()
    assert first.stem == "<p>¿Qué dice la pregunta M1-Q01?</p>"


def test_saving_the_same_wording_makes_no_version():
    one = bank.save_question(question=Question(category=category()), wording=wording())
    one.difficulty = Question.Difficulty.HARD
    bank.save_question(question=one, wording=wording())
    assert one.versions.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "multiple"},
        {"options": ("Esto", "*Aquello")},
        {"options": ("*Esto", "Aquello", "Lo otro")},
        {"feedback": "Porque sí."},
    ],
    ids=["kind", "key", "options", "feedback"],
)
def test_a_change_of_anything_that_counts_makes_a_version(change):
    one = bank.save_question(question=Question(category=category()), wording=wording())
    bank.save_question(question=one, wording=wording(**change))
    assert one.current.number == 2


def test_a_version_and_its_key_are_written_once():
    version = question("M1-Q01").current
    version.stem = "otra cosa"
    with pytest.raises(WrittenOnce):
        version.save()
    with pytest.raises(WrittenOnce):
        QuestionVersion.objects.filter(pk=version.pk).update(stem="otra cosa")
    with pytest.raises(WrittenOnce):
        AnswerKey.objects.filter(version=version).update(correct=[])


def test_option_ids_say_nothing_about_place_or_key():
    for number in range(20):
        version = question(f"Q{number}").current
        ids = [option["id"] for option in version.options]
        assert len(set(ids)) == len(ids)
        assert all(len(pk) == 8 for pk in ids)
    firsts = {q.current.options[0]["id"] for q in Question.objects.all()}
    smallest_first = sum(q.current.options[0]["id"] == min(q.current.option_ids) for q in Question.objects.all())
    assert len(firsts) == 20
    assert 0 < smallest_first < 20


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (wording(stem="<p> </p>"), "Escriba la pregunta."),
        (wording(options=("*Una",)), "Escriba al menos dos opciones."),
        (wording(options=("Una", "Otra")), "Marque exactamente una opción como correcta."),
        (wording(options=("*Una", "*Otra")), "Marque exactamente una opción como correcta."),
        (wording(options=("*Una", "una")), "Dos opciones dicen lo mismo."),
        (wording(options=("*Una", "")), "Hay una opción sin texto."),
        (wording(kind="multiple", options=("Una", "Otra")), "Marque al menos una opción como correcta."),
        (
            wording(options=["*1", *(str(n) for n in range(2, 12))]),
            "Un reactivo puede tener diez opciones como máximo.",
        ),
        (wording(kind="true_false", options=("Verdadero", "Falso")), "Indique si la afirmación es verdadera o falsa."),
        (wording(kind="inventado"), "Elija el tipo de reactivo."),
    ],
)
def test_an_unfinished_question_is_refused_in_plain_words(written, problem):
    with pytest.raises(ValidationError) as refused:
        bank.save_question(question=Question(category=category()), wording=written)
    assert problem in refused.value.messages
    assert not Question.objects.exists()


def test_scripts_styles_and_links_do_not_get_into_a_question():
    dirty = '<p onclick="x()">¿<b>Qué</b> <a href="https://e.mx">sigue</a>?<script>alert(1)</script></p><p><br></p>'
    one = bank.save_question(question=Question(category=category()), wording=wording(stem=dirty))
    assert one.current.stem == "<p>¿<b>Qué</b> sigue?</p>"
    assert bank.clean_html(one.current.stem) == one.current.stem


def test_a_question_without_a_code_gets_the_next_number():
    codes = [bank.save_question(question=Question(category=category()), wording=wording()).code for _ in range(3)]
    assert codes == ["R-0001", "R-0002", "R-0003"]


def test_a_code_is_unique():
    question("M1-Q01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(code="M1-Q01", category=category())


def test_a_question_is_found_without_accents_or_capitals():
    one = question("M1-Q01", stem="<p>¿Qué OBLIGACIÓN tiene el Comité?</p>")
    assert "obligacion" in one.search_text
    assert "comite" in one.search_text
    assert one.summary == "¿Qué OBLIGACIÓN tiene el Comité?"


def test_the_text_to_search_holds_neither_key_nor_feedback():
    one = question("M1-Q01", options=["*CLAVE-SECRETA", "Otra"], feedback="PORQUE-SECRETO")
    assert "secret" not in one.search_text
    assert "SECRET" not in one.summary


def test_only_questions_in_force_are_eligible():
    question("A")
    question("B", state="draft")
    question("C", state="retired")
    Question.objects.create(code="D", category=category(), state="current")
    assert list(Question.objects.eligible().values_list("code", flat=True)) == ["A"]


def test_a_category_holds_what_is_inside_it():
    top = category("Arriba")
    middle = category("En medio", parent=top)
    question("A", category=top)
    question("B", category=middle)
    question("C", category=category("Aparte"))
    assert [q.code for q in Question.objects.in_category(top)] == ["A", "B"]
    assert [q.code for q in Question.objects.in_category(middle)] == ["B"]


def test_a_category_cannot_be_inside_itself():
    top = category("Arriba")
    middle = category("En medio", parent=top)
    top.parent = middle
    with pytest.raises(ValidationError, match="dentro de sí misma"):
        top.full_clean()


def test_two_categories_in_one_place_do_not_share_a_name():
    category("Arriba")
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionCategory.objects.create(name="Arriba")
