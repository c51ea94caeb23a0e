"""What an author of a quiz may want to think over: nothing here is forbidden."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Question, QuizPage
from .review import Phase, Shown, matrix_of


def advice_on(quiz: QuizPage) -> list[str]:
    """Sentences about rules that work against each other; two queries at most."""
    fixed = list(
        Question.objects.filter(pk__in=[place.question_id for place in quiz.questions.all()])
        .select_related("current")
        .prefetch_related("requirements")
    )
    return [
        sentence
        for sentence in (
            _about_the_key(quiz),
            _about_what_counts(quiz),
            _about_two_options(quiz, fixed),
            _about_dates(quiz),
            _about_requirements(quiz, fixed),
            _about_lessons(quiz, fixed),
        )
        if sentence
    ]


def _about_the_key(quiz: QuizPage) -> str:
    table = matrix_of(quiz)
    early = [Phase.DURING, Phase.AFTER, Phase.LATER]
    if quiz.max_attempts == 1 or not any(Shown.KEY in table[phase] for phase in early):
        return ""
    return _("The right answers are shown while there are attempts left: the next attempt will say less.")


def _about_what_counts(quiz: QuizPage) -> str:
    if quiz.grading_method != QuizPage.GradingMethod.FIRST or quiz.max_attempts == 1:
        return ""
    return _("Only the first attempt counts: who fails it cannot pass this quiz any more.")


def _about_two_options(quiz: QuizPage, fixed: list[Question]) -> str:
    """Where a mark would be the key, it waits for the key."""
    table = matrix_of(quiz)
    asked = [question.current for question in fixed if question.current]
    tells_marks_only = Shown.MARKS in table[Phase.AFTER] and Shown.KEY not in table[Phase.AFTER]
    if not tells_marks_only or not asked or not all(one.type.mark_reveals_key(one.asked()) for one in asked):
        return ""
    return _(
        "All its fixed questions have two options, so whether an answer was right is not shown before the right "
        "answers are."
    )


def _about_dates(quiz: QuizPage) -> str:
    if quiz.closes_at and quiz.closes_at <= timezone.now():
        return _("Its closing date has passed: nobody can begin it.")
    return ""


def _about_requirements(quiz: QuizPage, fixed: list[Question]) -> str:
    untied = [question.code for question in fixed if not question.requirements.all()]
    if quiz.mastery_mark is None or not untied:
        return ""
    return ngettext(
        "%(codes)s counts for no training requirement: whoever repeats a part gets it again.",
        "%(codes)s count for no training requirement: whoever repeats a part gets them again.",
        len(untied),
    ) % {"codes": ", ".join(sorted(untied))}


def _about_lessons(quiz: QuizPage, fixed: list[Question]) -> str:
    without = [question.code for question in fixed if question.lesson_id is None]
    if quiz.mastery_mark is None or not without:
        return ""
    return _("These questions name no lesson to read again before repeating their part: %(codes)s.") % {
        "codes": ", ".join(sorted(without))
    }
