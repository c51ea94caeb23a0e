"""The analysis of a quiz from its stored attempts."""

import datetime as dt

import pytest
from django.utils import timezone

from evaluations import attempts, bank
from evaluations.analysis.advice import Advice
from evaluations.analysis.quiz_report import SORTS, analyse, sorted_questions
from evaluations.analysis.rows import CHOICES
from evaluations.item_statistics import item_statistics
from evaluations.models import KeyCorrection, MarkDecision, Regrade
from tests.evaluations.analysis.scene import quiz_of, take, taken
from tests.evaluations.factories import attempt_at, learner, question, quiz_page
from tests.factories import EnrolmentFactory, TrainingRequirementFactory, UserFactory

pytestmark = pytest.mark.django_db

PATTERNS = ["+++", "++-", "+--", "-+.", "+++", "---"]
MARKS = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 1, 0], [1, 1, 1], [0, 0, 0]]


def figures_of(analysis):
    return {one.question.code: one.statistics for one in analysis.questions}


def test_the_figures_are_those_of_the_matrix_of_marks():
    course, quiz = quiz_of(3)
    taken(course, quiz, PATTERNS)

    found = analyse(quiz)

    expected = item_statistics(MARKS, maxima=[1, 1, 1])
    assert figures_of(found) == dict(zip(["P-1", "P-2", "P-3"], expected.items, strict=True))
    assert found.statistics.cronbach_alpha == expected.cronbach_alpha
    assert (found.statistics.n, found.rows.people) == (6, 6)
    assert sorted(round(score, 2) for score in found.scores) == [0, 33.33, 33.33, 66.67, 100, 100]


def test_only_graded_attempts_count():
    course, quiz = quiz_of(2)
    taken(course, quiz, ["++", "-+"])
    attempt_at(quiz, learner(course)[1])

    assert analyse(quiz).statistics.n == 2


def test_a_quiz_that_nobody_took_has_no_figures():
    _course, quiz = quiz_of(2)

    found = analyse(quiz)

    assert (found.statistics.n, found.questions, found.departments, found.passed) == (0, (), (), None)


def test_which_attempts_of_a_person_count_is_chosen():
    course, quiz = quiz_of(4, max_attempts=0)
    _employee, enrolment = learner(course)
    for pattern in ("-+-+", "+++-", "----"):
        take(quiz, enrolment, pattern)

    found = {word: analyse(quiz, choice=choice).scores for word, choice in CHOICES.items()}

    assert found == {"primero": [50], "ultimo": [0], "mejor": [75], "todos": [50, 75, 0]}


def test_attempts_of_another_cycle_are_the_same_persons():
    course, quiz = quiz_of(2)
    employee, enrolment = learner(course)
    take(quiz, enrolment, "--")
    type(enrolment).objects.filter(pk=enrolment.pk).update(completed_at=timezone.now())
    take(quiz, EnrolmentFactory(employee=employee, course=course, cycle=2), "++")

    assert analyse(quiz).scores == [0]


def test_drawn_questions_are_judged_by_those_who_were_asked():
    course, quiz = quiz_of(2)
    first = take(quiz, learner(course)[1], "+-")
    second = take(quiz, learner(course)[1], "++")
    second.questions.filter(position=2).delete()

    found = figures_of(analyse(quiz))

    assert (found["P-1"].n, found["P-2"].n) == (2, 1)
    assert first.questions.count() == 2


def test_versions_of_a_question_are_one_question_with_a_table_each():
    course, quiz = quiz_of(1)
    taken(course, quiz, ["+", "-"])
    one = quiz.questions.get().question
    written = bank.wording_of(one)
    bank.save_question(question=one, wording=type(written)(**{**vars(written), "stem": "<p>Dicho de otro modo</p>"}))
    taken(course, quiz, ["+"])

    (found,) = analyse(quiz).questions

    assert (found.statistics.n, [(about.version.number, about.n) for about in found.versions]) == (3, [(2, 1), (1, 2)])
    assert [about.facility for about in found.versions] == [100, 50]


def test_the_table_says_who_chose_what_and_which_is_right():
    course, quiz = quiz_of(1)
    taken(course, quiz, ["+", "+", "-", "."])

    rows = analyse(quiz).questions[0].versions[0].table.rows

    assert sorted((row.count, row.is_right) for row in rows) == [(0, False), (1, False), (1, False), (2, True)]
    assert rows[-1].text == "Sin contestar"


def test_a_corrected_key_is_the_one_that_is_shown():
    course, quiz = quiz_of(1)
    taken(course, quiz, ["+", "-"])
    version = quiz.questions.get().question.current
    other = next(pk for pk in version.option_ids if pk not in version.key.correct)
    _correct(version, [other])

    rows = analyse(quiz).questions[0].versions[0].table.rows

    assert [row.id for row in rows if row.is_right] == [other]


def test_a_voided_question_counts_for_nothing_and_is_named():
    course, quiz = quiz_of(2)
    taken(course, quiz, ["+-", "-+"])
    version = quiz.questions.first().question.current
    _correct(version, None)

    found = analyse(quiz)

    assert set(figures_of(found)) == {"P-2"}
    assert [one.code for one in found.void] == ["P-1"]


def _correct(version, correct):
    kind = Regrade.Kind.VOID if correct is None else Regrade.Kind.KEY
    regrade = Regrade.objects.create(
        question=version.question, kind=kind, reason="La clave estaba mal.", made_by=UserFactory()
    )
    KeyCorrection.objects.create(regrade=regrade, version=version, correct=correct)


def test_a_decision_about_a_mark_counts_also_when_nothing_was_saved():
    course, quiz = quiz_of(1)
    (attempt,) = taken(course, quiz, ["."])
    MarkDecision.objects.create(
        attempt_question=attempt.questions.get(),
        fraction="0.5",
        reason="Se le fue la luz.",
        old_score=0,
        new_score=50,
        made_by=UserFactory(),
    )

    assert figures_of(analyse(quiz))["P-1"].facility == 50


def test_what_was_carried_over_is_not_counted_twice():
    course, quiz = quiz_of(2, max_attempts=0)
    _employee, enrolment = learner(course)
    first, second = take(quiz, enrolment, "+-"), take(quiz, enrolment, "++")
    second.questions.filter(position=1).update(carried_from=first.questions.get(position=1))

    found = figures_of(analyse(quiz, choice=CHOICES["todos"]))

    assert (found["P-1"].n, found["P-2"].n) == (1, 2)


def test_a_question_weighs_what_the_newest_attempt_gave_it():
    course, quiz = quiz_of(2)
    old, new = taken(course, quiz, ["+-", "-+"])
    old.questions.filter(position=1).update(points=5)
    type(old).objects.filter(pk=old.pk).update(submitted_at=timezone.now() - dt.timedelta(days=9))
    new.questions.filter(position=1).update(points=3)

    assert [round(one.intended_weight) for one in figures_of(analyse(quiz)).values()] in ([75, 25], [25, 75])
    assert figures_of(analyse(quiz))["P-1"].intended_weight == 75


def test_requirements_come_by_mastery_with_their_titles():
    course, quiz = quiz_of(2)
    for place, code in ((1, "CAP-A"), (2, "CAP-B")):
        requirement = TrainingRequirementFactory(code=code, title=f"Requisito {code}")
        quiz.questions.all()[place - 1].question.requirements.set([requirement])
    taken(course, quiz, ["+-", "++", "+-"])

    found = analyse(quiz).requirements

    assert [(row.code, row.title, round(row.percent), row.people) for row in found] == [
        ("CAP-B", "Requisito CAP-B", 33, 3),
        ("CAP-A", "Requisito CAP-A", 100, 3),
    ]


def test_a_key_that_nobody_meets_is_suspect():
    course, quiz = quiz_of(2)
    taken(course, quiz, ["-+"] * 10)

    found = {one.question.code: one.advice for one in analyse(quiz).questions}

    assert Advice.KEY_SUSPECT in found["P-1"]
    assert Advice.TOO_EASY in found["P-2"]


def test_every_type_of_question_can_be_analysed():
    course, _quiz = quiz_of(1)
    kinds = [question("MULT-1", kind="multiple"), question("VF-1", kind="true_false")]
    quiz = quiz_page(course, questions=kinds, title="Otro")
    taken(course, quiz, ["++", "--", ".."])

    found = {one.question.code: one.versions[0].table for one in analyse(quiz).questions}

    assert found["VF-1"].has_options
    assert [row.is_right for row in found["MULT-1"].rows] == [True, True, False, False, False]


def test_questions_sort_by_any_column_and_the_unknown_come_last():
    course, quiz = quiz_of(3)
    taken(course, quiz, ["++-", "+--", "+--"])
    questions = analyse(quiz).questions

    assert [one.question.code for one in sorted_questions(questions, "facilidad", descending=False)] == [
        "P-3",
        "P-2",
        "P-1",
    ]
    for key in SORTS:
        assert len(sorted_questions(questions, key, descending=True)) == 3
    by_index = sorted_questions(questions, "discriminacion", descending=True)
    assert by_index[-1].statistics.discrimination_index is None


@pytest.mark.parametrize("people", [1, 12])
def test_the_queries_do_not_grow_with_the_people(people, django_assert_num_queries):
    course, quiz = quiz_of(3, requirements=[TrainingRequirementFactory()])
    taken(course, quiz, ["+-+"] * people)

    with django_assert_num_queries(9):
        analyse(quiz)


def test_the_score_of_a_recomputed_attempt_is_that_of_its_marks():
    course, quiz = quiz_of(3)
    (attempt,) = taken(course, quiz, ["+-+"])

    found = analyse(quiz)

    assert found.statistics.percent(found.statistics.mean) == pytest.approx(
        float(attempts.recompute(attempt).score), abs=0.01
    )
