"""What the first release stored means the same today: versions of plain text, rules by the name of a preset."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations import attempts, bank, loading
from evaluations.models import Answer, AnswerKey, Attempt, AttemptQuestion, Question, QuestionVersion
from tests.evaluations.factories import category, course_with_quiz, learner

pytestmark = pytest.mark.django_db

RULES = {"title": "Cuestionario", "questions": 2, "pass_mark": 80, "max_attempts": 3, "review_policy": "key_when_done"}


def old_question(code, *, kind="single"):
    """A question as the first release wrote it."""
    question = Question.objects.create(code=code, category=category(), state="current", summary=f"¿{code}?")
    version = QuestionVersion.objects.create(
        question=question,
        number=1,
        kind=kind,
        stem=f"<p>¿{code}?</p>",
        options=[
            {"id": "aa", "text": "Menos de 5 & <más> \"así\" o 'así'"},
            {"id": "bb", "text": "Más"},
            {"id": "cc", "text": "Otra"},
        ],
    )
    AnswerKey.objects.create(
        version=version, correct=["aa"], feedback='Porque "4" < 5.\n\nY ya.', option_feedback={"bb": "No: 5 > 4"}
    )
    question.current = version
    question.save()
    return question


@pytest.fixture
def scene():
    questions = [old_question("V-1"), old_question("V-2", kind="multiple")]
    _course, quiz = course_with_quiz(questions=questions)
    employee, enrolment = learner(_course)
    attempt = Attempt.objects.create(
        enrolment=enrolment, quiz=quiz, number=1, seed=7, rules=RULES, started_at=timezone.now() - dt.timedelta(hours=3)
    )
    for place, question in enumerate(questions, start=1):
        AttemptQuestion.objects.create(
            attempt=attempt, position=place, version=question.current, option_order=["cc", "aa", "bb"]
        )
    return attempt, employee


def submitted(attempt, *selected):
    """As the first release left a submitted attempt."""
    for one, chosen in zip(attempt.questions.order_by("position"), selected, strict=True):
        Answer.objects.create(
            attempt_question=one,
            selected=chosen,
            seq=1,
            received_at=timezone.now(),
            is_correct=chosen == ["aa"],
            marks=int(chosen == ["aa"]),
        )
    right = sum(chosen == ["aa"] for chosen in selected)
    Attempt.objects.filter(pk=attempt.pk).update(
        state="submitted", submitted_at=timezone.now(), score=right * 50, passed=right == 2
    )
    attempt.refresh_from_db()
    return attempt


@pytest.mark.parametrize("second", [["aa"], ["bb"], ["aa", "bb"], []])
def test_the_score_is_recomputed_as_it_was_stored(scene, second):
    attempt = submitted(scene[0], ["aa"], second)
    result = attempts.recompute(attempt)
    assert (result.score, result.passed) == (attempt.score, attempt.passed)


def test_its_result_is_shown_by_the_preset_that_was_told(scene, client):
    attempt, employee = scene
    submitted(attempt, ["bb"], ["aa"])
    client.force_login(employee.user)
    page = client.get(reverse("evaluations:result", args=[attempt.uuid])).content.decode()
    assert "Menos de 5 &amp; &lt;más&gt;" in page
    assert "Porque" not in page
    submitted_again = Attempt.objects.filter(pk=attempt.pk)
    submitted_again.update(passed=True, score=100)
    page = client.get(reverse("evaluations:result", args=[attempt.uuid])).content.decode()
    assert "&lt; 5." in page
    assert "No: 5 &gt; 4" in page


def test_an_open_attempt_goes_on_and_is_graded(scene, client):
    attempt, employee = scene
    client.force_login(employee.user)
    page = client.get(reverse("evaluations:question", args=[attempt.uuid, 1])).content.decode()
    assert "Menos de 5 &amp; &lt;más&gt;" in page
    for place in (1, 2):
        # The browser still runs the script of the first release.
        saved = client.post(
            reverse("evaluations:save", args=[attempt.uuid, place]),
            json.dumps({"seq": 1, "selected": ["aa"]}),
            content_type="application/json",
        )
        assert saved.status_code == 200
    attempt = attempts.submit(attempt=attempt)
    assert (attempt.score, attempt.passed) == (100, True)


def test_a_question_reads_as_it_was_written_and_saving_it_unchanged_makes_no_version(scene):
    question = Question.objects.select_related("current__key").get(code="V-1")
    wording = bank.wording_of(question)
    assert wording.body["options"][0]["text"] == "Menos de 5 &amp; &lt;más&gt; \"así\" o 'así'"
    assert wording.feedback == '<p>Porque "4" &lt; 5.</p><p>Y ya.</p>'
    bank.save_question(question=question, wording=wording)
    assert question.versions.count() == 1


def test_what_the_first_release_loaded_is_not_taken_for_an_edit():
    """Its fingerprint, as the first release computed it, of one question with its content."""
    item = {
        "id": "V-9",
        "type": "single",
        "text": "¿Cuál?",
        "options": ["Ésta & ya", "Otra"],
        "correct": [0],
        "feedback": "Porque sí.",
        "option_feedback": ["", "No."],
        "difficulty": "facil",
        "article": "Art. 1",
        "aspects": [44],
    }
    content = {
        "wording": ["single", "<p>¿Cuál?</p>", [["Ésta & ya", True, ""], ["Otra", False, "No."]], "Porque sí."],
        "difficulty": "easy",
        "reference": "Art. 1",
        "aspects": [44],
    }
    assert loading._fingerprint(loading._content_of_item(item)) == loading._fingerprint(content)
    question = loading.load_questions([item], category_name="Transparencia")[0]
    assert loading._fingerprint(loading._content_of_question(question)) == loading._fingerprint(content)
