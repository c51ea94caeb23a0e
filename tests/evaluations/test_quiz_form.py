import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from evaluations.models import Attempt, QuizDraw, QuizPage
from evaluations.quiz_advice import advice_on
from evaluations.review import Shown
from evaluations.review_table import ReviewTable, ReviewTableField, complete
from tests.evaluations.factories import (
    attempt_at,
    category,
    course_with_quiz,
    learner,
    module_of,
    question,
    quiz_page,
)
from tests.factories import TrainingRequirementFactory, UserFactory, course_page

pytestmark = pytest.mark.django_db

SOON = "2026-03-03 10:00"


@pytest.fixture
def author(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def module():
    return module_of(course_page(lessons=1))


def formset(name, rows):
    data = {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": 0}
    data |= {f"{name}-MIN_NUM_FORMS": 0, f"{name}-MAX_NUM_FORMS": 1000}
    for place, row in enumerate(rows):
        row = {"id": "", "ORDER": place + 1, "DELETE": "", **row}
        data |= {f"{name}-{place}-{field}": value for field, value in row.items()}
    return data


def written(*, questions=(), draws=(), bands=(), **fields):
    """What the form of a new quiz sends to be published."""
    return {
        "title": "Cuestionario",
        "slug": "cuestionario",
        "intro": "null",
        "minutes": 15,
        "pass_mark": 80,
        "max_attempts": 3,
        "grading_method": "highest",
        "review_policy": "result",
        "grace_seconds": 30,
        "wait_minutes": 0,
        "daily_attempts": 0,
        "marker_tolerance": 20,
        "appeal_days": 5,
        "action-publish": "publish",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        **formset("questions", [{"question": one.pk, "points": "1"} for one in questions]),
        **formset("draws", [{"count": 1, "points": "1", "difficulty": "", **row} for row in draws]),
        **formset("bands", list(bands)),
        **fields,
    }


def publish(author, module, **fields):
    """Send the form; the quiz if it was published, else the text of the page that came back."""
    address = reverse("wagtailadmin_pages:add", args=["evaluations", "quizpage", module.pk])
    response = author.post(address, written(**fields))
    if response.status_code == 302:
        return QuizPage.objects.child_of(module).latest("pk")
    return response.content.decode()


class TestPublishing:
    def test_a_blueprint_that_can_be_drawn_is_published(self, author, module):
        requirement = TrainingRequirementFactory()
        one = question("Q1", difficulty="hard")
        one.requirements.add(requirement)
        quiz = publish(author, module, draws=[{"requirement": requirement.pk, "difficulty": "hard"}])
        assert quiz.live
        assert quiz.draws.get().requirement == requirement

    def test_what_is_missing_is_counted_for_each_draw(self, author, module):
        requirement = TrainingRequirementFactory(title="Transparencia")
        question("Q1", difficulty="hard").requirements.add(requirement)
        page = publish(
            author,
            module,
            draws=[
                {"requirement": requirement.pk, "difficulty": "hard", "count": 3},
                {"category": category("Plazos").pk, "count": 1},
            ],
        )
        assert "Faltan 2 reactivos del requisito «Transparencia» (difícil)" in page
        assert "Falta 1 reactivo de la categoría «Plazos»" in page

    def test_draws_that_take_from_each_other_are_named(self, author, module):
        question("Q1", difficulty="hard")
        draws = [{"category": category().pk}, {"difficulty": "hard"}]
        assert "Otros sorteos piden los mismos reactivos" in publish(author, module, draws=draws)

    def test_a_draw_says_from_where(self, author, module):
        question("Q1")
        page = publish(author, module, draws=[{"count": 1}])
        assert "Diga de dónde: una categoría, un requisito de capacitación o una dificultad." in page

    def test_it_does_not_close_before_it_opens(self, author, module):
        page = publish(author, module, questions=[question("Q1")], opens_at=SOON, closes_at=SOON)
        assert "Cierra antes de abrir." in page

    def test_a_minimum_per_requirement_needs_a_requirement(self, author, module):
        one = question("Q1")
        page = publish(author, module, questions=[one], mastery_mark=80)
        assert "Ningún reactivo cuenta para un requisito de capacitación" in page
        one.requirements.add(TrainingRequirementFactory())
        assert publish(author, module, questions=[one], mastery_mark=80).mastery_mark == 80

    def test_a_drawn_question_may_be_the_one_that_counts(self, author, module):
        question("Q1").requirements.add(TrainingRequirementFactory())
        quiz = publish(author, module, draws=[{"category": category().pk}], mastery_mark=80)
        assert quiz.live

    def test_two_messages_do_not_begin_at_the_same_score(self, author, module):
        message = '{"blocks": [{"key": "a", "text": "Bien", "type": "unstyled"}], "entityMap": {}}'
        bands = [{"from_score": 80, "message": message, "lesson": ""}] * 2
        page = publish(author, module, questions=[question("Q1")], bands=bands)
        assert "Dos mensajes comienzan en la misma calificación: 80." in page

    def test_a_draft_may_be_contradictory(self, author, module):
        address = reverse("wagtailadmin_pages:add", args=["evaluations", "quizpage", module.pk])
        data = written(opens_at=SOON, closes_at=SOON)
        del data["action-publish"]
        assert author.post(address, data).status_code == 302


class TestTableOfWhatIsShown:
    def test_the_boxes_are_stored_by_phase(self, author, module):
        boxes = {"review_policy": "custom", "review_matrix-after": ["marks", "answers"], "review_matrix-done": ["key"]}
        quiz = publish(author, module, questions=[question("Q1")], **boxes)
        assert quiz.review_matrix == {
            "during": [],
            "after": ["answers", "marks"],
            "later": [],
            "done": ["answers", "key"],
        }

    def test_telling_of_answers_shows_them(self):
        assert complete({"after": ["marks"]})["after"] == ["answers", "marks"]

    def test_while_answering_the_own_answer_is_there_anyway(self):
        assert complete({"during": ["answers", "marks"]})["during"] == ["marks"]

    def test_made_up_phases_and_things_fall_away(self):
        sent = ReviewTable().value_from_datadict(MultiValueDict({"t-after": ["key", "x"], "t-x": ["key"]}), {}, "t")
        assert ReviewTableField().clean(sent)["after"] == ["answers", "key"]
        assert set(ReviewTableField().clean(sent)) == {"during", "after", "later", "done"}

    def test_every_box_says_what_it_is(self):
        html = ReviewTable().render("review_matrix", {})
        assert html.count('type="checkbox"') == 4 * len(Shown) - 1
        assert "En la hora siguiente al envío: Las respuestas correctas" in html


class TestAboveTheForm:
    def page(self, author, quiz):
        return author.get(reverse("wagtailadmin_pages:edit", args=[quiz.pk])).content.decode()

    def test_it_says_what_the_quiz_asks(self, author, module):
        fixed = [question(f"F{number}") for number in (1, 2)]
        for number in range(5):
            question(f"D{number}")
        draws = [QuizDraw(category=category(), count=3)]
        quiz = quiz_page(module, questions=fixed, draws=draws)
        assert "Este cuestionario pregunta 5 reactivos: 2 fijos y 3 sorteados entre 5." in self.page(author, quiz)

    def test_it_says_how_many_attempts_keep_the_old_rules(self, author):
        course, quiz = course_with_quiz()
        assert "abierto conserva" not in self.page(author, quiz)
        for _ in range(2):
            attempt_at(quiz, learner(course)[1])
        Attempt.objects.filter(pk=attempt_at(quiz, learner(course)[1]).pk).update(
            state="cancelled", closing="staff", closed_by=UserFactory(), closing_reason="x"
        )
        assert "2 intentos abiertos conservan las reglas y las preguntas" in self.page(author, quiz)


class TestAdvice:
    def quiz(self, module, **fields):
        return quiz_page(module, **{"questions": [question("Q1")], "review_policy": "result", **fields})

    def test_ordinary_rules_need_none(self, module):
        assert advice_on(self.quiz(module)) == []

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"review_policy": "everything"}, "cuando todavía quedan intentos"),
            ({"grading_method": "first"}, "Sólo cuenta el primer intento"),
            ({"closes_at": timezone.now() - dt.timedelta(days=1)}, "Su fecha de cierre ya pasó"),
            ({"mastery_mark": 80}, "Q1 no cuenta para ningún requisito"),
            ({"mastery_mark": 80}, "no dicen qué lección repasar"),
        ],
    )
    def test_rules_that_work_against_each_other_are_named(self, module, fields, sentence):
        assert any(sentence in one for one in advice_on(self.quiz(module, **fields)))

    def test_with_a_single_attempt_the_key_may_be_shown_at_once(self, module):
        assert advice_on(self.quiz(module, review_policy="everything", max_attempts=1)) == []

    def test_marks_of_two_options_wait_for_the_key(self, module):
        statement = question("V", kind="true_false")
        quiz = quiz_page(module, questions=[statement], review_policy="answers")
        (sentence,) = advice_on(quiz)
        assert "tienen dos opciones" in sentence
        quiz.questions.create(question=question("S"))
        assert advice_on(quiz) == []

    def test_the_author_reads_it_above_the_form(self, author, module):
        quiz = self.quiz(module, review_policy="everything")
        form = author.get(reverse("wagtailadmin_pages:edit", args=[quiz.pk])).content.decode()
        assert "cuando todavía quedan intentos" in form

    def test_the_author_reads_it_after_publishing(self, author, module):
        quiz = publish(author, module, questions=[question("Q1")], review_policy="everything")
        page = author.get(reverse("wagtailadmin_explore", args=[quiz.get_parent().pk])).content.decode()
        assert "cuando todavía quedan intentos" in page
