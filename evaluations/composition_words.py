"""How a quiz is composed, in sentences for its author: what it asks, and what is missing."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .drawing import Line, QuizNotReady, Shortage
from .models import Question
from .sentences import listed


def line_in_words(line: Line) -> str:
    """«de la categoría «Plazos» y del requisito «Transparencia» (difícil)»"""
    places = []
    if line.category:
        places.append(_("of the category «%(name)s»") % {"name": line.category.name})
    if line.requirement:
        places.append(_("of the requirement «%(title)s»") % {"title": line.requirement.title})
    words = listed(places)
    if not line.difficulty:
        return words
    difficulty = str(Question.Difficulty(line.difficulty).label).lower()
    if not words:
        return _("of the difficulty «%(difficulty)s»") % {"difficulty": difficulty}
    return _("%(places)s (%(difficulty)s)") % {"places": words, "difficulty": difficulty}


def explain(why: QuizNotReady) -> list[str]:
    """Sentences that say how many questions are missing and what to do."""
    sentences = []
    if why.is_empty:
        sentences.append(_("The quiz has no questions yet. Add fixed questions or a draw before publishing it."))
    if why.not_in_force:
        count = len(why.not_in_force)
        sentences.append(
            ngettext(
                "%(count)d question is not in force: %(codes)s. Put it in force in the bank or take it out.",
                "%(count)d questions are not in force: %(codes)s. Put them in force in the bank or take them out.",
                count,
            )
            % {"count": count, "codes": ", ".join(question.code for question in why.not_in_force)}
        )
    return sentences + [_explain_shortage(shortage) for shortage in why.shortages]


def _explain_shortage(shortage: Shortage) -> str:
    sentence = ngettext(
        "%(missing)d question is missing %(where)s: the draw asks for %(wanted)d and %(available)d can be drawn.",
        "%(missing)d questions are missing %(where)s: the draw asks for %(wanted)d and %(available)d can be drawn.",
        shortage.missing,
    ) % {
        "missing": shortage.missing,
        "where": line_in_words(shortage.line),
        "wanted": shortage.line.count,
        "available": shortage.available,
    }
    if not shortage.rivals:
        return sentence
    rivals = "; ".join(line_in_words(rival) for rival in shortage.rivals)
    return f"{sentence} " + _("Other draws ask for the same questions: %(rivals)s.") % {"rivals": rivals}


def summary(*, fixed: int, drawn: int, pool: int) -> str:
    """«Este cuestionario pregunta 10 reactivos: 4 fijos y 6 sorteados entre 37.»"""
    numbers = {"total": fixed + drawn, "fixed": fixed, "drawn": drawn, "pool": pool}
    if not fixed and not drawn:
        return _("This quiz asks nothing yet.")
    if not drawn:
        words = ngettext("This quiz asks %(total)d fixed question.", "This quiz asks %(total)d fixed questions.", fixed)
        return words % numbers
    if not fixed:
        return _("This quiz asks %(total)d questions drawn from %(pool)d.") % numbers
    return _("This quiz asks %(total)d questions: %(fixed)d fixed and %(drawn)d drawn from %(pool)d.") % numbers
