"""Marking written answers: who may read which, one reading at a time, without knowing whose it is.

An answer waits while its attempt is submitted and it has no mark. One reading settles it, or two that nearly agree,
or a third by somebody who sees both; ``grading.settled`` says which. The last mark that is missing gives the attempt
its result.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import BooleanField, Case, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When

from people.api import record_decision

from . import attempts, grading
from .judging import void_versions
from .models import Attempt, AttemptQuestion, Marking

#: The reading that settles what two others disagree about.
DECIDING_ROUND = grading.MARKERS_THAT_DIFFER


class CannotMark(Exception):
    """The answer takes no mark from this person."""


class AlreadyMarked(CannotMark):
    """Somebody else has just marked it, so that it waits no more, or waits for another kind of reading."""


class OwnAnswer(CannotMark):
    """Nobody marks what they wrote themselves."""


class ReadBefore(CannotMark):
    """Nobody reads the same answer twice."""


class InvalidMark(ValueError):
    """The levels or the mark are not those that the question has."""


@dataclass(frozen=True)
class Group:
    """The answers to one question of one quiz that wait for one marker."""

    quiz_id: int
    quiz_title: str
    question_id: int
    summary: str
    waiting: int
    #: How many of them wait for this person's decision, because two readings differ.
    to_decide: int


def waiting() -> QuerySet[AttemptQuestion]:
    """All answers that wait for somebody's mark."""
    return AttemptQuestion.objects.filter(
        attempt__state=Attempt.State.AWAITING, carried_from=None, answer__isnull=False, answer__marks=None
    ).exclude(version__in=void_versions())


def waiting_for(marker) -> QuerySet[AttemptQuestion]:
    """Those that this person may read: neither their own nor any that they have read already."""
    read = Marking.objects.filter(attempt_question=OuterRef("pk"), marker=marker)
    own = Q(attempt__enrolment__employee__user=marker)
    return waiting().filter(~Exists(read)).exclude(own)


def groups_for(marker) -> list[Group]:
    """What waits for this person by quiz and question; what has waited longest comes first."""
    found = (
        waiting_for(marker)
        .values_list("attempt__quiz", "attempt__quiz__title", "version__question", "version__question__summary")
        .annotate(
            waiting=Count("pk", distinct=True),
            to_decide=Count("pk", filter=Q(pk__in=_undecided()), distinct=True),
            since=Min("attempt__submitted_at"),
        )
        .order_by("since", "attempt__quiz", "version__question")
    )
    return [Group(*row[:6]) for row in found]


def _undecided() -> QuerySet:
    """Answers whose two readings differ."""
    second = Marking.objects.filter(round=DECIDING_ROUND - 1)
    return waiting().filter(pk__in=second.values("attempt_question")).values("pk")


def waiting_for_others(marker) -> int:
    """How many answers wait, but not for this person."""
    return waiting().count() - waiting_for(marker).count()


def next_answer(marker, *, quiz_id: int, question_id: int, after: uuid.UUID | None = None) -> AttemptQuestion | None:
    """The next answer to one question for this person, in an order that tells nothing about who submitted when.

    The order is that of the attempts' random ids, for each person from another point on, so that two who mark at the
    same time seldom meet. ``after`` leaves out what comes up to that attempt: to come back to it later.
    """
    found = waiting_for(marker).filter(attempt__quiz=quiz_id, version__question=question_id)
    start = after or _starting_point(marker)
    beyond = Q(attempt__uuid__gt=start)
    comes_round = Case(When(beyond, then=Value(False)), default=Value(True), output_field=BooleanField())
    return found.select_related("attempt").order_by(comes_round, "attempt__uuid").first()


def _starting_point(marker) -> uuid.UUID:
    return uuid.UUID(bytes=hashlib.sha256(f"marker {marker.pk}".encode()).digest()[:16])


def readings_of(question: AttemptQuestion) -> list[Marking]:
    """The readings so far, in order."""
    return list(question.markings.order_by("round"))


def fraction_of(question: AttemptQuestion, *, levels: Sequence[int] = (), mark: int | None = None) -> Decimal:
    """The fraction that the levels of the rubric, or one mark from 0 to 100 without one, stand for.

    Raises InvalidMark.
    """
    rubric = question.version.settings.get("rubric", [])
    try:
        if rubric:
            return grading.fraction_by_rubric(rubric, levels)
        return grading.fraction_by_mark(Decimal(mark))
    except (ValueError, TypeError) as error:
        raise InvalidMark(str(error)) from error


def mark(
    *,
    question: AttemptQuestion,
    marker,
    levels: Sequence[int] = (),
    mark: int | None = None,
    comment: str = "",
    has_seen: int = 0,
) -> Marking:
    """Store one reading and, when it was the last that was missing, give the attempt its result.

    ``has_seen`` is how many readings by others the marker was shown: whoever decides between two must have seen both,
    whoever does not decide must have seen none. Raises CannotMark or InvalidMark; nothing is stored then.
    """
    fraction = fraction_of(question, levels=levels, mark=mark)
    with transaction.atomic():
        attempt = (
            Attempt.objects.select_for_update(of=("self",))
            .select_related("enrolment__employee")
            .get(pk=question.attempt_id)
        )
        if attempt.enrolment.employee.user_id == marker.pk:
            raise OwnAnswer
        earlier = readings_of(question)
        if any(one.marker_id == marker.pk for one in earlier):
            raise ReadBefore
        _check_that_it_waits(question, shown=has_seen, earlier=earlier)
        try:
            with transaction.atomic():
                reading = Marking.objects.create(
                    attempt_question=question,
                    marker=marker,
                    round=len(earlier) + 1,
                    levels=list(levels),
                    fraction=fraction,
                    comment=comment,
                )
        except IntegrityError as error:
            raise AlreadyMarked from error
        attempts.settle(attempt=attempt)
        record_decision(
            act="grade",
            actor=marker,
            subject=attempt,
            employee=attempt.enrolment.employee,
            reason=comment,
            after={"question": question.position, "round": reading.round, "fraction": fraction},
        )
    return reading


def _check_that_it_waits(question: AttemptQuestion, *, shown: int, earlier: list[Marking]) -> None:
    decides = len(earlier) + 1 == DECIDING_ROUND
    if shown != (len(earlier) if decides else 0) or not waiting().filter(pk=question.pk).exists():
        raise AlreadyMarked
