"""Builds questions, quizzes and attempts on top of the course's factories."""

from courses import outline
from courses.models import CoursePage
from evaluations import attempts, bank
from evaluations.models import AnswerKey, Question, QuestionCategory, QuizPage, QuizQuestion
from tests.evaluations import bodies
from tests.factories import EmployeeFactory, EnrolmentFactory, course_page, lessons_of, place

CHOICES = {"single", "multiple", "true_false"}
RIGHT, WRONG = "Sí, ésta", "No, ésta no"


def category(name="Transparencia", parent=None):
    return QuestionCategory.objects.get_or_create(name=name, parent=parent)[0]


def question(code, *, kind="single", options=None, body=None, stem=None, feedback="", state="current", **fields):
    """A question in force; `options` are texts, the right ones marked with a leading asterisk.

    Types that are not answered by choosing take their `body`; see tests.evaluations.bodies.
    """
    texts = options or {
        "single": [f"*{RIGHT}", WRONG, "Tampoco ésta"],
        "multiple": ["*Una", "*Otra", "Ninguna", "Tal vez"],
        "true_false": ["*Verdadero", "Falso"],
    }.get(kind)
    written = bank.Wording(
        kind=kind,
        stem=stem or f"<p>¿Qué dice la pregunta {code}?</p>",
        body=body or bank.choice_body([(text.lstrip("*"), text.startswith("*"), f"nota-{code}") for text in texts]),
        feedback=feedback,
    )
    fields.setdefault("category", category())
    return bank.save_question(question=Question(code=code, state=state, **fields), wording=written)


def marked_questions(marker):
    """A question of each type that ships, with the marker wherever its key can hold text."""
    found = []
    for kind in bodies.KINDS:
        one = question(
            f"C{len(Question.objects.all())}-{kind}",
            kind=kind,
            body=bodies.body_of(kind, marker=marker),
            stem=bodies.stem_of(kind),
            feedback=f"<p>{marker}-por-{kind}</p>",
            reference=f"{marker}-ref",
        )
        key = one.current.key
        if kind == "matching":
            # Its key has no words: it gets some, that nobody may be shown either.
            AnswerKey.objects.filter(pk=key.pk)._raw_delete("default")
            AnswerKey.objects.create(
                version=one.current,
                correct={**key.correct, "note": f"{marker}-clave"},
                feedback=key.feedback,
                option_feedback=key.option_feedback,
            )
        found.append(one)
    return found


def quiz_page(parent, *, questions=None, draws=(), title="Cuestionario del módulo", **fields):
    """A live quiz; three single-choice questions unless told."""
    if questions is None:
        questions = [question(f"{parent.pk}-{number}") for number in (1, 2, 3)]
    fields.setdefault("shuffle_questions", False)
    page = QuizPage(title=title, **fields)
    page.questions = [QuizQuestion(question=one, sort_order=place) for place, one in enumerate(questions)]
    page.draws = list(draws)
    place(parent, page)
    outline.rebuild(CoursePage.objects.ancestor_of(page).get())
    return QuizPage.objects.get(pk=page.pk)


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
    """What `answer` takes for a fully right answer: option ids of a choice, else the fields of the form."""
    return _given(bodies.right_fields, attempt_question)


def wrong_answer(attempt_question):
    return _given(bodies.wrong_fields, attempt_question)


def _given(build, attempt_question):
    version = attempt_question.version
    fields = build(version.kind, asked=attempt_question.asked, key=version.key.as_key())
    return fields["answer"] if version.kind in CHOICES else fields


def answer(attempt, position, selected, **fields):
    """Save an answer: a list of option ids, or the fields of a form as they are sent."""
    return attempts.save_answer(
        attempts=type(attempt).objects.filter(pk=attempt.pk),
        uuid=attempt.uuid,
        position=position,
        fields=selected if isinstance(selected, dict) else {"answer": selected},
        **fields,
    )


def answer_all(attempt, *, right=True, count=None):
    """Answer the first `count` questions (all by default) right or wrong; what a person must mark is left blank."""
    for one in attempt.questions.select_related("version__key").order_by("position")[:count]:
        if not one.version.needs_marker:
            answer(attempt, one.position, right_answer(one) if right else wrong_answer(one))


def submitted_attempt(quiz, enrolment, *, right=True):
    attempt = attempt_at(quiz, enrolment)
    answer_all(attempt, right=right)
    return attempts.submit(attempt=attempt)
