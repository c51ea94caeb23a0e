"""The advice on a question and the reliability of a quiz, in sentences for the person who writes questions."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..item_statistics import QuizStatistics
from .advice import FEW_ATTEMPTS, HINTS, SERIOUS, Advice


class Said(NamedTuple):
    tone: str
    icon: str
    short: Any
    sentence: Any


SHORT = {
    Advice.KEY_SUSPECT: _("Check the key"),
    Advice.NEGATIVE_DISCRIMINATION: _("Works backwards"),
    Advice.DISTRACTOR_DRAWS_THE_BEST: _("A wrong option attracts those who know"),
    Advice.TOO_HARD: _("Very hard"),
    Advice.DOES_NOT_DISCRIMINATE: _("Tells little apart"),
    Advice.DISTRACTOR_UNUSED: _("An option that nobody chooses"),
    Advice.TOO_EASY: _("Very easy"),
    Advice.FEW_ATTEMPTS: _("Few answers"),
}
SENTENCES = {
    Advice.KEY_SUSPECT: _(
        "Hardly anybody gets it right, or those who know most choose another answer: check whether the key is correct."
    ),
    Advice.NEGATIVE_DISCRIMINATION: _(
        "Those who do well in the quiz get it wrong more often than the others. Read it again: it may be ambiguous, "
        "or its key may be wrong."
    ),
    Advice.DISTRACTOR_DRAWS_THE_BEST: _(
        "A wrong option is chosen more by those with the best grades than by those with the lowest. It may be partly "
        "right: mend its wording."
    ),
    Advice.TOO_HARD: _(
        "Very few people get it right. See whether the lesson explains it and whether the wording is clear."
    ),
    Advice.DOES_NOT_DISCRIMINATE: _(
        "Those who know and those who do not get it right almost alike, so it says little about what was learnt."
    ),
    Advice.DISTRACTOR_UNUSED: _(
        "Fewer than 5 in 100 people choose one of its wrong options. Replace it by a mistake that people do make."
    ),
    Advice.TOO_EASY: _(
        "Nearly everybody gets it right. Keep it if everybody must know it; it does not help to tell who needs support."
    ),
    Advice.FEW_ATTEMPTS: _(
        "Fewer than 30 people have answered it: take these figures as provisional before you change anything."
    ),
}
#: From these values of alpha on; Nunnally, Psychometric Theory (1978): .70 to begin with, .90 where much depends on it.
RELIABLE, VERY_RELIABLE = 70, 90


def said(code: Advice) -> Said:
    if code in SERIOUS:
        return Said("bad", "alert", SHORT[code], SENTENCES[code])
    if code in HINTS:
        return Said("info", "info", SHORT[code], SENTENCES[code])
    return Said("warn", "alert", SHORT[code], SENTENCES[code])


def reliability_sentence(statistics: QuizStatistics) -> str:
    """What alpha and the standard error mean for whoever reads a grade of this quiz."""
    alpha, error = statistics.internal_consistency, statistics.percent(statistics.standard_error)
    if alpha is None or error is None:
        return _(
            "The reliability cannot be calculated yet: it takes at least two questions, and attempts with different "
            "grades."
        )
    if statistics.n < FEW_ATTEMPTS:
        return _("There are fewer than 30 attempts: the reliability may still change a great deal.")
    if alpha >= VERY_RELIABLE:
        sentence = gettext(
            "The quiz measures very reliably: taken again, a grade would move by some %(error)s points by chance alone."
        )
    elif alpha >= RELIABLE:
        sentence = gettext(
            "The quiz measures reliably: taken again, a grade would move by some %(error)s points by chance alone."
        )
    else:
        sentence = gettext(
            "The quiz measures with little reliability: taken again, a grade would move by some %(error)s points by "
            "chance alone. Mend the questions marked below, or ask more of them."
        )
    return sentence % {"error": f"{error:.1f}"}
