"""The screens of the analysis where there is little to tell or something odd: nobody asked, one answer, formulas."""

import pytest

from evaluations import attempts, bank
from tests.evaluations.analysis.scene import office, quiz_of, scored, taken
from tests.evaluations.analysis.test_views import every_page, url, words, workbook
from tests.evaluations.factories import answer, attempt_at, course_with_quiz, learner, question
from tests.factories import TrainingRequirementFactory

pytestmark = pytest.mark.django_db


def test_a_question_that_nobody_was_asked_says_so(author):
    page = words(author.get(url("question_everywhere", question("NUNCA-1").pk)))

    assert "A nadie con calificación se le ha hecho esta pregunta" in page


def test_what_the_author_wrote_is_shown_as_text(author):
    nasty = question("X-1", stem="<p>¿Qué es &lt;script&gt;?</p>", options=["*&lt;b&gt;sí", "<i>no</i>", "tal vez"])
    course, quiz = course_with_quiz(questions=[nasty])
    taken(course, quiz, ["+", "-"])

    page = author.get(url("question", quiz.pk, nasty.pk)).content.decode()

    assert "<script>?" not in page
    assert "&lt;script&gt;?" in page
    assert "<b>sí" not in page


def test_nobody_is_named_anywhere(author):
    course, quiz = quiz_of(2)
    unseen = ["Xóchitl", "Zarzosa", "9988776"]
    employee, enrolment = learner(course, given_names="Xóchitl", first_surname="Zarzosa", number="9988776")
    taken(course, quiz, ["+-", "--"])
    attempts.submit(attempt=attempt_at(quiz, enrolment))

    for page in every_page(quiz):
        shown = author.get(page).content.decode()
        assert [word for word in unseen if word in shown] == []
    assert employee.full_name.startswith("Xóchitl")


def test_what_only_one_person_wrote_is_not_quoted(author):
    body = {"answers": [{"text": "acceso", "weight": "100", "feedback": ""}]}
    written = question("T-1", kind="short_text", body=body)
    course, quiz = course_with_quiz(questions=[written])
    for text in ("acceso", "acceso", "me llamo Xóchitl"):
        attempt = attempt_at(quiz, learner(course)[1])
        answer(attempt, 1, {"answer": [text]})
        attempts.submit(attempt=attempt)

    for page in every_page(quiz):
        assert "Xóchitl" not in author.get(page).content.decode()
    page = words(author.get(url("question", quiz.pk, written.pk)))
    assert "Otras respuestas" in page
    assert "acceso" in page


def test_a_quiz_that_nobody_took_says_so(author):
    _course, quiz = quiz_of(2)

    assert "Nadie tiene todavía calificación" in words(author.get(url("index")))
    assert "Nadie tiene todavía calificación" in words(author.get(url("requirements")))
    assert "Nadie tiene todavía calificación" in words(author.get(url("quiz", quiz.pk)))


def test_a_text_that_looks_like_a_formula_stays_text(author):
    one = question("F-1", stem="<p>=1+1</p>", options=["*=HYPERLINK(1)", "no", "tal vez"])
    course, quiz = course_with_quiz(questions=[one])
    taken(course, quiz, ["+", "-"])

    sheet = workbook(author.get(url("download", quiz.pk, "reactivos", "xlsx"))).worksheets[1]
    text = author.get(url("download", quiz.pk, "respuestas", "csv")).content.decode("utf-8-sig")

    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
    assert "'=HYPERLINK(1)" in text


@pytest.mark.parametrize("people", [2, 8])
def test_a_page_costs_as_many_queries_for_two_people_as_for_eight(author, people, django_assert_max_num_queries):
    course, quiz = quiz_of(2, requirements=[TrainingRequirementFactory()])
    taken(course, quiz, ["+-"] * people, department=office("Obras"))
    one = quiz.questions.first().question
    author.get(url("index"))

    for page, most in ((url("index"), 18), (url("quiz", quiz.pk), 22), (url("question", quiz.pk, one.pk), 22)):
        with django_assert_max_num_queries(most):
            author.get(page)


def test_the_list_costs_the_same_for_more_quizzes(author, django_assert_max_num_queries):
    for number in range(3):
        course, quiz = course_with_quiz(questions=[question(f"L-{number}")], course_fields={"title": f"Curso {number}"})
        taken(course, quiz, ["+"])
    author.get(url("index"))

    with django_assert_max_num_queries(18):
        page = words(author.get(url("index")))
    assert page.count("Cuestionario del módulo") == 3


def test_the_score_in_the_list_is_that_of_the_first_attempts(author):
    course, quiz = quiz_of(1)
    (made,) = taken(course, quiz, ["+"])
    scored(made, 100)

    assert ">100.0<" in words(author.get(url("index")))
    assert bank.wording_of(quiz.questions.get().question).kind == "single"
