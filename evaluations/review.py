"""What a person may see of a submitted attempt, decided by the policy that was told before it started.

Keys are read here and nowhere else outside grading and the author's form, and only when the policy allows it now.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .attempts import attempts_left
from .models import Attempt, AttemptQuestion, QuizPage


@dataclass(frozen=True)
class Allowed:
    answers: bool = False
    marks: bool = False
    key: bool = False


@dataclass(frozen=True)
class ReviewedOption:
    text: str
    is_chosen: bool
    #: None when the policy does not show the key.
    is_correct: bool | None = None
    feedback: str = ""


@dataclass(frozen=True)
class ReviewedQuestion:
    position: int
    stem: SafeString
    options: list[ReviewedOption]
    is_answered: bool
    #: None when telling it would tell the key.
    is_correct: bool | None = None
    feedback: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Review:
    allowed: Allowed
    correct: int
    questions: list[ReviewedQuestion] = field(default_factory=list)
    #: Ids of the lessons behind the questions that went wrong, in the order of the questions.
    lessons_to_reread: list[int] = field(default_factory=list)


def what_is_allowed(attempt: Attempt, *, may_repeat: bool) -> Allowed:
    policy = attempt.rules["review_policy"]
    if policy == QuizPage.ReviewPolicy.EVERYTHING:
        return Allowed(answers=True, marks=True, key=True)
    if policy == QuizPage.ReviewPolicy.KEY_WHEN_DONE:
        return Allowed(answers=True, marks=True, key=attempt.has_passed or not may_repeat)
    if policy == QuizPage.ReviewPolicy.ANSWERS:
        return Allowed(answers=True, marks=True)
    return Allowed()


def told_before(quiz: QuizPage) -> str:
    """The policy in the words that a learner reads before starting."""
    if quiz.review_policy == QuizPage.ReviewPolicy.KEY_WHEN_DONE and quiz.max_attempts == 0:
        return _("Your answers and which ones are right; when you pass, also the right answers and why")
    return {
        QuizPage.ReviewPolicy.RESULT: _("Only your result"),
        QuizPage.ReviewPolicy.ANSWERS: _("Your answers and which ones are right"),
        QuizPage.ReviewPolicy.KEY_WHEN_DONE: _(
            "Your answers and which ones are right; when you pass or use your last attempt, "
            "also the right answers and why"
        ),
        QuizPage.ReviewPolicy.EVERYTHING: _("Your answers, the right ones and why"),
    }[quiz.review_policy]


def may_repeat(attempt: Attempt, *, submitted: int, has_passed: bool) -> bool:
    """Whether another attempt could still use what this one's key would tell."""
    return not has_passed and attempt.enrolment.is_open and attempts_left(attempt.quiz, submitted=submitted) != 0


def review(attempt: Attempt, *, may_repeat: bool) -> Review:
    allowed = what_is_allowed(attempt, may_repeat=may_repeat)
    related = ["version__question", "answer"] + (["version__key"] if allowed.key else [])
    questions = list(attempt.questions.select_related(*related).order_by("position"))
    wrong = [question for question in questions if not is_right(question)]
    lessons = dict.fromkeys(q.version.question.lesson_id for q in wrong if q.version.question.lesson_id)
    return Review(
        allowed=allowed,
        correct=len(questions) - len(wrong),
        questions=[_reviewed(question, allowed) for question in questions] if allowed.answers else [],
        lessons_to_reread=list(lessons),
    )


def is_right(question: AttemptQuestion) -> bool:
    return question.stored_answer is not None and bool(question.stored_answer.is_correct)


def _reviewed(question: AttemptQuestion, allowed: Allowed) -> ReviewedQuestion:
    version = question.version
    key = version.key if allowed.key else None
    tells_mark = allowed.key or (allowed.marks and not version.type.mark_reveals_key(options=version.options))
    texts = {option["id"]: option["text"] for option in version.options}
    chosen = set(question.selected)
    return ReviewedQuestion(
        position=question.position,
        stem=mark_safe(version.stem),  # noqa: S308 -- cleaned when written, see bank.clean_html
        options=[
            ReviewedOption(
                text=texts[pk],
                is_chosen=pk in chosen,
                is_correct=pk in key.correct if key else None,
                feedback=key.option_feedback.get(pk, "") if key and pk in chosen else "",
            )
            for pk in question.option_order
        ],
        is_answered=question.is_answered,
        is_correct=is_right(question) if tells_mark else None,
        feedback=key.feedback if key else "",
        reference=version.question.reference if key else "",
    )
