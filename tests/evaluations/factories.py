"""Builds questions, quizzes and attempts on top of the course's factories."""

from evaluations import attempts, bank
from evaluations.models import Question, QuestionCategory, QuizPage, QuizQuestion
from tests.factories import EmployeeFactory, EnrolmentFactory, course_page, lessons_of, publish

RIGHT, WRONG = "Sí, ésta", "No, ésta no"


def category(name="Transparencia", parent=None):
    return QuestionCategory.objects.get_or_create(name=name, parent=parent)[0]


def question(code, *, kind="single", options=None, stem=None, feedback="", state="current", **fields):
    """A question in force; `options` are texts, the right ones marked with a leading asterisk."""
    texts = options or {
        "single": [f"*{RIGHT}", WRONG, "Tampoco ésta"],
        "multiple": ["*Una", "*Otra", "Ninguna", "Tal vez"],
        "true_false": ["*Verdadero", "Falso"],
    }.get(kind)
    written = bank.Wording(
        kind=kind,
        stem=stem or f"<p>¿Qué dice la pregunta {code}?</p>",
        options=[bank.WrittenOption(text.lstrip("*"), text.startswith("*"), f"nota-{code}") for text in texts],
        feedback=feedback,
    )
    fields.setdefault("category", category())
    return bank.save_question(question=Question(code=code, state=state, **fields), wording=written)


def quiz_page(parent, *, questions=None, draws=(), title="Cuestionario del módulo", **fields):
    """A published quiz; three single-choice questions unless told."""
    if questions is None:
        questions = [question(f"{parent.pk}-{number}") for number in (1, 2, 3)]
    fields.setdefault("shuffle_questions", False)
    page = QuizPage(title=title, **fields)
    page.questions = [QuizQuestion(question=one, sort_order=place) for place, one in enumerate(questions)]
    page.draws = list(draws)
    return publish(parent, page)


def module_of(course):
    return lessons_of(course)[0].get_parent().specific


def course_with_quiz(*, lessons=1, course_fields=None, **quiz_fields):
    """A course of one module whose lessons are free to skip, with its quiz: (course, quiz)."""
    course = course_page(lessons=lessons, **{"is_sequential": False, **(course_fields or {})})
    return course, quiz_page(module_of(course), **quiz_fields)


def learner(course, **fields):
    """Somebody enrolled in the course: (employee, enrolment)."""
    employee = EmployeeFactory(**fields)
    return employee, EnrolmentFactory(employee=employee, course=course)


def attempt_at(quiz, enrolment):
    return attempts.start(enrolment=enrolment, quiz=quiz)


def right_answer(attempt_question):
    return attempt_question.version.key.correct


def wrong_answer(attempt_question):
    key = set(attempt_question.version.key.correct)
    return [pk for pk in attempt_question.option_order if pk not in key][:1]


def answer(attempt, position, selected, **fields):
    return attempts.save_answer(
        attempts=type(attempt).objects.filter(pk=attempt.pk),
        uuid=attempt.uuid,
        position=position,
        raw=selected,
        **fields,
    )


def answer_all(attempt, *, right=True, count=None):
    """Answer the first `count` questions (all by default) right or wrong."""
    for one in attempt.questions.select_related("version__key").order_by("position")[:count]:
        answer(attempt, one.position, right_answer(one) if right else wrong_answer(one))


def submitted_attempt(quiz, enrolment, *, right=True):
    attempt = attempt_at(quiz, enrolment)
    answer_all(attempt, right=right)
    return attempts.submit(attempt=attempt)
