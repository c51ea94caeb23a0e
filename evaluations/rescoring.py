"""Bringing attempts to what is decided about them today: after a regrade, after an appeal was granted.

A pass that was granted is never taken away: an attempt that falls below its pass mark keeps it and is flagged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from courses.api import Enrolment, StepProgress, complete_step

from . import grading, remedial
from .judging import RESULT_FIELDS, answers_to_update, is_pending, judge, judge_all, result_of, take_result
from .lifecycle import move
from .models import Answer, Attempt
from .models.quiz import QuizPage
from .standing import standing_of

#: How many attempts are judged at once: it bounds the memory, not the work.
BATCH = 500


@dataclass(frozen=True)
class Outcome:
    """What a closed attempt has and what it gets."""

    attempt: Attempt
    #: As it was read, before anything was set.
    before: Attempt
    #: None while a person must still mark something in it.
    result: grading.Result | None
    #: Answers whose stored mark changes.
    answers: list[Answer]

    @property
    def is_first_result(self) -> bool:
        return not self.before.is_graded and self.result is not None

    @property
    def falls_below(self) -> bool:
        """Passed by its score until now, and by its score no longer."""
        return self.before.has_passed and not self.before.keeps_pass and not self.result.passed

    @property
    def passes_now(self) -> bool:
        return self.before.is_graded and not self.before.has_passed and self.result.passed

    @property
    def is_change(self) -> bool:
        """Whether a result that had been given becomes another one."""
        return self.before.is_graded and any(
            getattr(self.before, name) != getattr(self.attempt, name) for name in RESULT_FIELDS
        )


def closed_attempts(pks: Iterable[int]) -> QuerySet[Attempt]:
    """Of the attempts with these ids, those that have a result or wait for one."""
    states = [Attempt.State.AWAITING, Attempt.State.SUBMITTED]
    return Attempt.objects.filter(pk__in=list(pks), state__in=states).order_by("pk")


def lock(pks: Iterable[int]) -> None:
    """Lock the attempts, whatever their state, in one order for all who do; whoever submits one waits."""
    list(Attempt.objects.select_for_update(of=("self",)).filter(pk__in=list(pks)).order_by("pk").values_list("pk"))


def in_batches(things: Sequence) -> Iterator[Sequence]:
    for start in range(0, len(things), BATCH):
        yield things[start : start + BATCH]


def outcomes(
    attempts: Iterable[Attempt],
    *,
    corrections: Mapping[int, Any] | None = None,
    decisions: Mapping[int, Decimal] | None = None,
) -> list[Outcome]:
    """What each of the attempts gets, set on it and not saved. What is tried out is as in ``judging.judge_all``."""
    attempts = list(attempts)
    judged = judge_all(attempts, corrections=corrections, decisions=decisions)
    return [_outcome(attempt, judged[attempt.pk]) for attempt in attempts]


def _outcome(attempt: Attempt, judged: list) -> Outcome:
    before = copy(attempt)
    result = None
    if not is_pending(judged):
        result = result_of(attempt, judged)
        attempt.keeps_pass = before.has_passed and not result.passed
        move(attempt, Attempt.State.SUBMITTED)
        take_result(attempt, result)
    return Outcome(attempt=attempt, before=before, result=result, answers=answers_to_update(judged))


def store(found: Sequence[Outcome]) -> None:
    """Write marks and results; the caller holds the locks and reports the steps with ``complete_steps``."""
    _write(Answer, [answer for one in found for answer in one.answers], ["is_correct", "marks"])
    _write(Attempt, [one.attempt for one in found if one.is_change or one.is_first_result], RESULT_FIELDS)


def _write(model: type[Model], rows: Iterable[Model], names: list[str]) -> None:
    """Rows with equal values in one statement: many people get few different marks and scores."""
    groups: dict[str, tuple[dict, list[int]]] = {}
    for row in rows:
        values = {name: getattr(row, name) for name in names}
        groups.setdefault(repr(values), (values, []))[1].append(row.pk)
    for values, pks in groups.values():
        for batch in in_batches(pks):
            model.objects.filter(pk__in=batch).update(**values)


def complete_steps(found: Sequence[Outcome]) -> None:
    """Report the quiz done for everybody whom these stored results pass; keep the pass of an average that fell.

    Who now fails a part is sent back to its lessons. The queries grow with the people who complete something or fail
    a part, not with the others.
    """
    changed = [one for one in found if one.is_change or one.is_first_result]
    for one in changed:
        if one.attempt.parts and not one.attempt.has_passed:
            remedial.send_back(one.attempt, judge(one.attempt))
    before = {one.before.pk: one.before for one in changed}
    for batch in in_batches(changed):
        _complete_batch(batch, before)


def _complete_batch(changed: Sequence[Outcome], before: Mapping[int, Attempt]) -> None:
    groups = _siblings([one.attempt for one in changed])
    _keep_averages(changed, groups, before)
    done = _done_steps(groups)
    standings = {group: standing_of(siblings) for group, siblings in groups.items()}
    news = {
        group: standing
        for group, standing in standings.items()
        if standing.has_passed and _is_news(standing.score, done.get(group))
    }
    enrolments = Enrolment.objects.in_bulk({enrolment for enrolment, _quiz in news})
    quizzes = QuizPage.objects.in_bulk({quiz for _enrolment, quiz in news})
    for (enrolment, quiz), standing in sorted(news.items()):
        at = _passed_at(groups[enrolment, quiz])
        complete_step(enrolment=enrolments[enrolment], step=quizzes[quiz], score=standing.score, at=at)


def _siblings(attempts: Sequence[Attempt]) -> dict[tuple[int, int], list[Attempt]]:
    """All graded attempts of the same people at the same quizzes, by (enrolment, quiz), in their order."""
    groups: dict[tuple[int, int], list[Attempt]] = {(one.enrolment_id, one.quiz_id): [] for one in attempts}
    enrolments, quizzes = zip(*groups, strict=True) if groups else ((), ())
    graded = Attempt.objects.submitted().filter(enrolment__in=enrolments, quiz__in=set(quizzes)).order_by("number")
    for one in graded:
        if (one.enrolment_id, one.quiz_id) in groups:
            groups[one.enrolment_id, one.quiz_id].append(one)
    return groups


def _keep_averages(
    changed: Sequence[Outcome], groups: Mapping[tuple[int, int], list[Attempt]], before: Mapping[int, Attempt]
) -> None:
    """Where the average counts no single attempt need have passed: the newest one that changed keeps it for all."""
    newest = {(one.attempt.enrolment_id, one.attempt.quiz_id): one for one in changed if one.is_change}
    for group, outcome in newest.items():
        siblings = groups[group]
        if standing_of(siblings).has_passed:
            continue
        if standing_of([before.get(one.pk, one) for one in siblings]).has_passed:
            for one in (outcome.attempt, *(one for one in siblings if one.pk == outcome.attempt.pk)):
                one.keeps_pass = one.passed = True
            outcome.attempt.save(update_fields=["keeps_pass", "passed"])


def _done_steps(groups: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[bool, Decimal | None]]:
    """Whether the course is still open and which score is stored, of the steps that are done."""
    enrolments, quizzes = {one for one, _quiz in groups}, {quiz for _one, quiz in groups}
    rows = StepProgress.objects.filter(
        enrolment__in=enrolments, step__in=quizzes, completed_at__isnull=False
    ).values_list("enrolment_id", "step_id", "enrolment__completed_at", "score")
    return {(enrolment, quiz): (closed_at is None, score) for enrolment, quiz, closed_at, score in rows}


def _is_news(score: Decimal, done: tuple[bool, Decimal | None] | None) -> bool:
    """A step not done yet, or a better score while the course still takes it."""
    if done is None:
        return True
    is_open, stored = done
    return is_open and (stored is None or score > stored)


def _passed_at(siblings: Sequence[Attempt]):
    """When the first attempt that passes was submitted; the last one's where only their average does."""
    return next((one for one in siblings if one.has_passed), siblings[-1]).submitted_at
