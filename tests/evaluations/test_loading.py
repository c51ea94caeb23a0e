import pytest

from courses.models import ModulePage
from evaluations import bank
from evaluations.api import load_questions, load_quiz
from evaluations.models import Question, QuestionVersion, QuizPage, QuizQuestion
from tests.evaluations.factories import module_of
from tests.factories import TrainingRequirementFactory, course_page, lessons_of

pytestmark = pytest.mark.django_db


def item(code="M1-Q01", **changes):
    return {
        "id": code,
        "type": "single",
        "text": "¿Cuántos días < 30 hay?",
        "options": ["Diez", "Veinte", "Treinta"],
        "correct": [1],
        "feedback": "Son veinte.",
        "option_feedback": {"0": "Es la ampliación."},
        "aspects": [44, 45],
        "article": "LGTAIP 2025, art. 134",
        "lesson": 0,
        "difficulty": "facil",
        **changes,
    }


def load(*items, **kwargs):
    return load_questions(list(items) or [item()], category_name="M1", **kwargs)


def test_an_item_becomes_a_question_in_force_with_its_key():
    course = course_page(lessons=1)
    lesson, requirement = lessons_of(course)[0], TrainingRequirementFactory()
    (one,) = load(item(), lessons={0: lesson}, requirements=[requirement])
    assert (one.code, one.state, one.difficulty, one.aspects) == ("M1-Q01", "current", "easy", [44, 45])
    assert one.category.name == "M1"
    assert one.lesson_id == lesson.pk
    assert list(one.requirements.all()) == [requirement]
    assert one.current.stem == "<p>¿Cuántos días &lt; 30 hay?</p>"
    assert one.summary == "¿Cuántos días < 30 hay?"
    wording = bank.wording_of(one)
    assert [(o.text, o.is_correct, o.feedback) for o in wording.options] == [
        ("Diez", False, "Es la ampliación."),
        ("Veinte", True, ""),
        ("Treinta", False, ""),
    ]


def test_feedback_of_options_may_be_a_list():
    (one,) = load(item(option_feedback=["No", None, "Tampoco"]))
    assert [o.feedback for o in bank.wording_of(one).options] == ["No", "", "Tampoco"]


def test_loading_again_changes_nothing():
    first = load()
    again = load()
    assert first == again
    assert QuestionVersion.objects.count() == 1


def test_an_item_that_changed_makes_a_new_version():
    load()
    (one,) = load(item(correct=[2]))
    assert one.current.number == 2
    assert load(item(correct=[2]))[0].current.number == 2


def test_what_somebody_changed_is_never_overwritten():
    (one,) = load()
    wording = bank.wording_of(one)
    bank.save_question(question=one, wording=bank.Wording(wording.kind, "<p>Mejor dicho</p>", wording.options))
    (same,) = load(item(text="Del archivo, otra vez"))
    assert same.current.stem == "<p>Mejor dicho</p>"


@pytest.mark.parametrize("change", [{"difficulty": "hard"}, {"reference": "Otro artículo"}, {"aspects": [1]}])
def test_a_filing_that_somebody_changed_stays_too(change):
    (one,) = load()
    Question.objects.filter(pk=one.pk).update(**change)
    (same,) = load(item(feedback="Otra"))
    assert {name: getattr(same, name) for name in change} == change
    assert same.current.number == 1


def test_a_retired_question_stays_retired():
    (one,) = load()
    Question.objects.filter(pk=one.pk).update(state="retired")
    assert load(item(feedback="Otra"))[0].state == "retired"


def test_a_lesson_that_arrives_later_is_tied():
    (_one,) = load()
    lesson = lessons_of(course_page(lessons=1))[0]
    assert load(item(), lessons={0: lesson})[0].lesson_id == lesson.pk


def test_types_that_nobody_registered_are_logged_and_left_out(caplog):
    caplog.set_level("INFO", logger="evaluations")
    loaded = load(item(), item("M1-Q10", type="numeric", correct={"value": 10}))
    assert [one.code for one in loaded] == ["M1-Q01"]
    assert "M1-Q10" in caplog.text


def test_a_wrong_item_loads_nothing_at_all():
    with pytest.raises(Exception, match="exactamente una"):
        load(item(), item("M1-Q02", correct=[0, 1]))
    assert not Question.objects.exists()


class TestQuiz:
    @pytest.fixture
    def parent(self):
        return module_of(course_page(lessons=1))

    def quiz(self, parent, questions, **changes):
        rules = {"title": "Cuestionario", "minutes": 12, "pass_mark": 80, "max_attempts": 3, **changes}
        return load_quiz(parent=parent, slug="cuestionario", questions=questions, **rules)

    def test_it_is_published_with_its_questions_in_order(self, parent):
        questions = load(item("B"), item("A"))
        quiz = QuizPage.objects.get(pk=self.quiz(parent, questions).pk)
        assert quiz.live
        assert [place.question.code for place in quiz.questions.all()] == ["B", "A"]
        assert (quiz.minutes, quiz.pass_mark, quiz.max_attempts) == (12, 80, 3)
        assert quiz.get_parent().specific_class is ModulePage

    def test_loading_again_makes_no_revision(self, parent):
        quiz = self.quiz(parent, load())
        revisions = quiz.revisions.count()
        assert self.quiz(parent, load()) == quiz
        assert quiz.revisions.count() == revisions

    def test_it_follows_the_data_while_nobody_edited_it(self, parent):
        self.quiz(parent, load())
        quiz = QuizPage.objects.get(pk=self.quiz(parent, load(item(), item("M1-Q02")), pass_mark=70).pk)
        assert quiz.pass_mark == 70
        assert quiz.questions.count() == 2

    def test_what_somebody_edited_stays(self, parent):
        quiz = QuizPage.objects.get(pk=self.quiz(parent, load()).pk)
        quiz.pass_mark = 90
        quiz.save_revision().publish()
        assert QuizPage.objects.get(pk=self.quiz(parent, load(), pass_mark=70).pk).pass_mark == 90

    def test_a_draft_in_progress_stays_too(self, parent):
        quiz = QuizPage.objects.get(pk=self.quiz(parent, load()).pk)
        quiz.questions.add(QuizQuestion(question=load(item("M1-Q02"))[0], sort_order=5))
        quiz.save_revision()
        self.quiz(parent, load(), pass_mark=70)
        assert QuizPage.objects.get(pk=quiz.pk).pass_mark == 80

    def test_an_unpublished_one_is_not_published_again(self, parent):
        quiz = QuizPage.objects.get(pk=self.quiz(parent, load()).pk)
        quiz.unpublish()
        self.quiz(parent, load(), pass_mark=70)
        assert not QuizPage.objects.get(pk=quiz.pk).live

    def test_it_may_stand_in_the_course_as_its_final_examination(self):
        course = course_page(lessons=1)
        quiz = self.quiz(course, load())
        assert quiz.get_parent().pk == course.pk
        assert quiz.intro == ""


def test_a_quiz_is_a_step_of_its_course():
    from courses.api import outline_of, steps_of

    course = course_page(lessons=1)
    questions = load()
    quiz = load_quiz(parent=module_of(course), title="C", slug="c", questions=questions, minutes=7)
    assert [(step["kind"], step["minutes"]) for step in steps_of(outline_of(course))] == [("lesson", 1), ("quiz", 7)]
    assert quiz.step_icon == "quiz"
