"""Whether what is stored about attempts is what their answers, the keys in force and the decisions give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .judging import RESULT_FIELDS, answers_to_update, is_pending, judge_all, result_of, take_result
from .models import Attempt
from .rescoring import BATCH, closed_attempts

NAMES = {
    "state": gettext_lazy("the state"),
    "score": gettext_lazy("the score"),
    "passed": gettext_lazy("the verdict"),
    "parts": gettext_lazy("the parts by requirement"),
    "keeps_pass": gettext_lazy("the kept pass"),
}


@dataclass(frozen=True)
class Difference:
    """One thing stored that is not what it should be, in words for whoever runs the command."""

    attempt: Attempt
    what: str
    stored: str
    recomputed: str


def differences() -> Iterator[Difference]:
    """Compare all closed attempts, a batch at a time: the memory needed does not grow with the table."""
    last = 0
    while True:
        pks = list(Attempt.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not pks:
            return
        attempts = list(closed_attempts(pks))
        judged = judge_all(attempts)
        for attempt in attempts:
            yield from _differences_of(attempt, judged[attempt.pk])
        last = pks[-1]


def _differences_of(attempt: Attempt, judged: list) -> Iterator[Difference]:
    stored_marks = {
        one.question.pk: str(one.question.stored_answer.marks)
        for one in judged
        if one.question.stored_answer is not None
    }
    for answer in answers_to_update(judged):
        before = stored_marks[answer.attempt_question_id]
        yield Difference(
            attempt, _("mark of question %(number)d") % {"number": _position(judged, answer)}, before, str(answer.marks)
        )
    if is_pending(judged):
        if attempt.is_graded:
            yield Difference(attempt, _("the state"), attempt.state, Attempt.State.AWAITING)
        return
    if not attempt.is_graded:
        yield Difference(attempt, _("the state"), attempt.state, Attempt.State.SUBMITTED)
        return
    yield from _differences_of_result(attempt, judged)


def _position(judged: list, answer) -> int:
    return next(one.position for one in judged if one.question.pk == answer.attempt_question_id)


def _differences_of_result(attempt: Attempt, judged: list) -> Iterator[Difference]:
    stored = {name: getattr(attempt, name) for name in RESULT_FIELDS}
    result = result_of(attempt, judged)
    # A pass that its score does not give any more is kept, and flagged, or it is wrong.
    attempt.keeps_pass = stored["keeps_pass"] and not result.passed
    take_result(attempt, result)
    for name in RESULT_FIELDS:
        if getattr(attempt, name) != stored[name]:
            yield Difference(attempt, str(NAMES[name]), str(stored[name]), str(getattr(attempt, name)))
