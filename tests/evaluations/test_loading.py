import pytest

from courses.models import ModulePage
from evaluations import bank
from evaluations.api import load_questions, load_quiz
from evaluations.models import Question, QuestionVersion, QuizBand, QuizPage, QuizQuestion
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
    assert [(o["text"], o["is_correct"], o["feedback"]) for o in wording.body["options"]] == [
        ("Diez", False, "Es la ampliación."),
        ("Veinte", True, ""),
        ("Treinta", False, ""),
    ]


def test_feedback_of_options_may_be_a_list():
    (one,) = load(item(option_feedback=["No", None, "Tampoco"]))
    assert [o["feedback"] for o in bank.wording_of(one).body["options"]] == ["No", "", "Tampoco"]


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
    bank.save_question(question=one, wording=bank.Wording(wording.kind, "<p>Mejor dicho</p>", wording.body))
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
    loaded = load(item(), item("M1-Q10", type="crossword", correct={"value": 10}))
    assert [one.code for one in loaded] == ["M1-Q01"]
    assert "M1-Q10" in caplog.text


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (
            {"type": "numeric", "correct": {"value": 10, "tolerance": 0.5, "unit": "días"}},
            {"value": "10", "tolerance": "0.5", "unit": "días"},
        ),
        ({"type": "matching", "pairs": [{"left": "A", "right": "1"}, {"left": "B", "right": "2"}]}, ["A", "B"]),
        ({"type": "ordering", "items": ["tres", "uno", "dos"], "correct": [1, 2, 0]}, ["uno", "dos", "tres"]),
        (
            {"type": "cloze", "text": "El {{1}}", "blanks": [{"options": ["sí", "no"]}], "correct": [1]},
            [("sí", "0"), ("no", "100")],
        ),
    ],
)
def test_the_other_types_of_the_data_are_loaded_too(content, body):
    (one,) = load({**item(), **content})
    found = bank.wording_of(one).body
    seen = {
        "numeric": lambda: {
            **{key: found["answers"][0][key] for key in ("value", "tolerance")},
            "unit": found["units"][0]["name"],
        },
        "matching": lambda: [pair["left"] for pair in found["pairs"]],
        "ordering": lambda: found["items"],
        "cloze": lambda: [(answer["text"], answer["weight"]) for answer in found["gaps"][0]["answers"]],
    }[content["type"]]()
    assert seen == body
    assert load({**item(), **content})[0].versions.count() == 1


def body_of(**content):
    (one,) = load({**item(), **content})
    assert load({**item(), **content})[0].versions.count() == 1
    return bank.wording_of(one).body


def test_several_answers_may_earn_part_of_the_mark():
    assert body_of(type="multiple", correct=[0, 1], credit="penalised")["credit"] == "penalised"


def test_a_short_text_lists_what_is_accepted():
    body = body_of(
        type="short_text",
        correct=["aviso  de privacidad", {"text": "aviso", "weight": 50, "feedback": "¿De qué?"}],
        accents_matter=True,
    )
    assert body == {
        "answers": [
            {"text": "aviso de privacidad", "weight": "100", "feedback": ""},
            {"text": "aviso", "weight": "50", "feedback": "¿De qué?"},
        ],
        "case_matters": False,
        "accents_matter": True,
    }


def test_a_gap_without_options_is_written():
    body = body_of(
        type="cloze",
        text="La prueba de {{1}} la revisa el {{2}}",
        blanks=[{}, {"options": ["Comité", "Cabildo"]}],
        correct=[["daño", "dano"], 0],
    )
    assert [(gap["kind"], [answer["text"] for answer in gap["answers"]]) for gap in body["gaps"]] == [
        ("text", ["daño", "dano"]),
        ("choice", ["Comité", "Cabildo"]),
    ]


def test_an_essay_has_its_rubric_and_its_guidance():
    levels = [{"text": "No  lo da", "points": 0}, {"text": "Lo da", "points": 2}]
    body = body_of(
        type="essay",
        min_words=40,
        max_words=200,
        rubric=[{"name": "Fundamento", "levels": levels}],
        guidance="El artículo\n65.\n\nNo baje por ortografía.",
    )
    assert body == {
        "min_words": 40,
        "max_words": 200,
        "rubric": [
            {"name": "Fundamento", "levels": [{"text": "No lo da", "points": "0"}, {"text": "Lo da", "points": "2"}]}
        ],
        "guidance": "<p>El artículo 65.</p><p>No baje por ortografía.</p>",
    }


def test_a_case_holds_the_questions_about_it():
    number = {"type": "numeric", "text": "¿Cuántos días?", "correct": {"value": 5, "unit": "días"}}
    choice = {"type": "single", "text": "¿Qué se hace?", "options": ["A", "B"], "correct": [1], "feedback": "Porque sí"}
    parts = body_of(type="case", text="Llega una solicitud.", parts=[number, choice])["parts"]
    assert [(part["kind"], part["stem"], part["feedback"]) for part in parts] == [
        ("numeric", "<p>¿Cuántos días?</p>", ""),
        ("single", "<p>¿Qué se hace?</p>", "<p>Porque sí</p>"),
    ]
    assert [option["is_correct"] for option in parts[1]["body"]["options"]] == [False, True]


def test_an_empty_line_begins_a_new_paragraph_and_other_line_ends_mean_nothing():
    (one,) = load(item(text="Llega una\nsolicitud.\n\n¿Qué se hace?\n"))
    assert one.current.stem == "<p>Llega una solicitud.</p><p>¿Qué se hace?</p>"


def test_a_category_may_lie_within_others():
    (one,) = load(inside=["Práctica", "Tipos"])
    assert [one.category.name, one.category.parent.name, one.category.parent.parent.name] == [
        "M1",
        "Tipos",
        "Práctica",
    ]


def test_a_paragraph_belongs_to_the_lesson_that_was_tied():
    lesson = lessons_of(course_page(lessons=1))[0]
    (one,) = load(item(paragraph=3), lessons={0: lesson})
    assert (one.lesson_id, one.lesson_paragraph) == (lesson.pk, 3)
    (other,) = load(item("M1-Q02", paragraph=3))
    assert other.lesson_paragraph is None


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

    def test_its_other_rules_and_its_messages_are_loaded_and_followed(self, parent):
        rules = {"time_limit": 20, "review_matrix": {"during": ["marks"]}, "review_policy": "custom"}
        questions = load()
        quiz = self.quiz(parent, questions, rules=rules, bands=[(0, "<p>Otra vez</p>"), (80, "<p>Bien</p>")])
        revisions = quiz.revisions.count()
        assert (quiz.time_limit, quiz.review_matrix) == (20, {"during": ["marks"]})
        again = self.quiz(parent, questions, rules=rules, bands=[(0, "<p>Otra vez</p>"), (80, "<p>Bien</p>")])
        assert again.revisions.count() == revisions
        self.quiz(parent, questions, rules=rules | {"time_limit": 30}, bands=[(0, "<p>Ánimo</p>")])
        quiz = QuizPage.objects.get(pk=quiz.pk)
        assert quiz.time_limit == 30
        assert [(band.from_score, band.message) for band in quiz.bands.all()] == [(0, "<p>Ánimo</p>")]

    @pytest.mark.parametrize("change", ["rule", "message"])
    def test_a_rule_or_a_message_that_somebody_edited_stays(self, parent, change):
        questions, rules = load(), {"time_limit": 20}
        quiz = QuizPage.objects.get(pk=self.quiz(parent, questions, rules=rules, bands=[(0, "Otra vez")]).pk)
        if change == "rule":
            quiz.time_limit = 45
        else:
            quiz.bands.add(QuizBand(from_score=90, message="Excelente"))
        quiz.save_revision().publish()
        self.quiz(parent, questions, rules={"time_limit": 30}, bands=[(0, "Otra vez")])
        quiz = QuizPage.objects.get(pk=quiz.pk)
        assert (quiz.time_limit, quiz.bands.count()) == ((45, 1) if change == "rule" else (20, 2))

    def test_messages_written_for_a_quiz_that_was_loaded_without_any_stay(self, parent):
        quiz = QuizPage.objects.get(pk=self.quiz(parent, load()).pk)
        quiz.bands.add(QuizBand(from_score=0, message="Ánimo"))
        quiz.save_revision().publish()
        assert QuizPage.objects.get(pk=self.quiz(parent, load(), pass_mark=70).pk).bands.count() == 1

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
