"""The table of what is shown and when, in sentences for those who are about to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import QuizPage
from .review import Phase, Shown
from .sentences import listed


@dataclass(frozen=True)
class Told:
    """«Al enviar»: «su calificación y sus respuestas»."""

    when: str
    what: str


def told_before(quiz: QuizPage, matrix: Mapping[str, Sequence[str]], *, attempts: int) -> list[Told]:
    """What is shown in each phase, phases that show the same told together.

    ``attempts`` is how many this person has at the quiz, 0 without limit: with a single one the quiz is done with as
    soon as it is submitted.
    """
    after, later, done = (_after_submitting(matrix[phase]) for phase in (Phase.AFTER, Phase.LATER, Phase.DONE))
    on_submitting = _("When you submit")
    if attempts == 1:
        rows = [Told(on_submitting, done)]
    elif after == later:
        rows = [Told(on_submitting, after)] + ([] if done == after else [Told(_when_done(quiz, attempts), done)])
    else:
        rows = [
            Told(_("In the first hour after submitting"), after),
            Told(_("After that hour"), later),
            Told(_when_done(quiz, attempts), done),
        ]
    during = _while_answering(matrix[Phase.DURING])
    return [*([Told(_("While you answer, if you ask for it"), during)] if during else []), *rows]


def _after_submitting(shown: Sequence[str]) -> str:
    """«su calificación, sus respuestas y las respuestas correctas»"""
    items = [_("your score")]
    if Shown.ANSWERS in shown:
        items += [_("your answers"), *_told(shown, marks=_("which of them are right"), key=_("the right answers"))]
    return listed(items)


def _while_answering(shown: Sequence[str]) -> str:
    """«si su respuesta es correcta y la explicación»; empty where nothing is shown."""
    return listed(_told(shown, marks=_("whether your answer is right"), key=_("the right answer")))


def _told(shown: Sequence[str], *, marks: str, key: str) -> list[str]:
    words = {Shown.MARKS: marks, Shown.KEY: key, Shown.FEEDBACK: _("the explanations")}
    return [text for item, text in words.items() if item in shown]


def _when_done(quiz: QuizPage, attempts: int) -> str:
    if attempts and quiz.closes_at:
        return _("Once you pass, have no attempts left or the quiz has closed")
    if attempts:
        return _("Once you pass or have no attempts left")
    return _("Once you pass or the quiz has closed") if quiz.closes_at else _("Once you pass")
