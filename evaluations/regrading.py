"""Grading again after a key was mended, or without a question that should not count: tried out first, then applied.

Nothing is rewritten: a correction stands beside the key that it replaces, an attempt keeps what it was asked and what
it answered. A pass is never taken away, see ``rescoring``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from wagtail.log_actions import log

from people.api import record_decision

from . import rescoring
from .corrected_keys import CorrectedKey, NotComparable, Why, corrected_key, own_key
from .judging import keys_in_force, void_versions
from .models import Attempt, AttemptQuestion, KeyCorrection, Question, QuestionVersion, Regrade, RegradeChange
from .rescoring import Outcome

Kind = Regrade.Kind
#: In the log of the question.
REGRADED = "evaluations.regrade"


@dataclass(frozen=True)
class VersionInPlan:
    """One version of the question that attempts hold."""

    version: QuestionVersion
    attempts: int
    #: What counts for it now, and since when it does not count at all.
    in_force: Any
    #: None where the version is left alone.
    corrected: CorrectedKey | None = None
    #: Why it is left alone or, with a stem that differs, why it was asked about.
    why: Why | None = None

    @property
    def is_void(self) -> bool:
        return self.in_force is None


@dataclass(frozen=True)
class Plan:
    """What a regrade would do, as of now; nothing of it is written."""

    question: Question
    kind: Kind
    versions: list[VersionInPlan]
    #: {version id: corrected key; None for void}
    corrections: dict[int, Any]
    #: What gets written: changed results, first results, changed marks.
    outcomes: list[Outcome] = field(default_factory=list)
    #: How many attempts hold a version that is corrected, by their state.
    states: Counter = field(default_factory=Counter)
    #: (title, number of attempts) of the quizzes in which they are.
    quizzes: list[tuple[str, int]] = field(default_factory=list)
    #: Attempts that would be left without any question that counts.
    emptied: int = 0

    @property
    def is_void(self) -> bool:
        return self.kind == Kind.VOID

    @cached_property
    def changes(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.is_change]

    @cached_property
    def passing(self) -> list[Outcome]:
        """Failed until now and pass."""
        return [one for one in self.changes if one.passes_now]

    @cached_property
    def falling(self) -> list[Outcome]:
        """Passed until now and would not: they keep it."""
        return [one for one in self.changes if one.falls_below]

    @cached_property
    def digest(self) -> str:
        """Tells this plan from one made after the answers, the results or the key changed."""
        changes = [
            [str(one.attempt.uuid), str(one.before.score), one.before.passed, str(one.result.score), one.result.passed]
            for one in self.changes
        ]
        told = json.dumps([self.kind, sorted(self.corrections.items()), changes], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


class PlanChanged(Exception):
    """What was shown is not what would be done any more."""

    def __init__(self, plan: Plan):
        self.plan = plan
        super().__init__("the regrade is not the one that was shown")


class NothingLeft(Exception):
    """Attempts would be left without any question that counts."""

    def __init__(self, plan: Plan):
        self.plan = plan
        super().__init__(f"{plan.emptied} attempts would have no question left")


def plan(*, question: Question, kind: Kind, compared: Iterable[int] = ()) -> Plan:
    """What would change if today's key (or none at all, where ``kind`` is void) held for all attempts.

    ``compared`` are ids of older versions whose stem says something else and of which a person says that they asked
    the same. Constant queries per batch of attempts.
    """
    versions = _versions(question, kind, frozenset(compared))
    corrections = {
        one.version.pk: one.corrected.correct if one.corrected else None
        for one in versions
        if _needs_correction(one, kind)
    }
    if not corrections:
        return Plan(question=question, kind=kind, versions=versions, corrections={})
    held = list(_holders(corrections).values_list("pk", "state", "quiz__title"))
    closed = [pk for pk, state, _title in held if state != Attempt.State.OPEN]
    return Plan(
        question=question,
        kind=kind,
        versions=versions,
        corrections=corrections,
        outcomes=_outcomes(closed, corrections),
        states=Counter(state for _pk, state, _title in held),
        quizzes=sorted(Counter(title for _pk, _state, title in held).items()),
        emptied=_emptied(corrections) if kind == Kind.VOID else 0,
    )


def _versions(question: Question, kind: Kind, compared: frozenset[int]) -> list[VersionInPlan]:
    counted = (
        AttemptQuestion.objects.filter(version__question=question)
        .exclude(attempt__state=Attempt.State.CANCELLED)
        .values_list("version")
        .annotate(Count("pk"))
        .order_by()
    )
    numbers = dict(counted)
    versions = list(
        QuestionVersion.objects.filter(pk__in=numbers).select_related("key", "question").order_by("-number")
    )
    keys = keys_in_force(numbers)
    newest = QuestionVersion.objects.select_related("key").filter(pk=question.current_id).first()
    found = []
    for version in versions:
        corrected, why = None, None
        if kind == Kind.KEY:
            corrected, why = _corrected(version, newest, compared)
        in_force = keys[version.pk] if version.pk in keys else own_key(version).correct
        found.append(
            VersionInPlan(
                version=version, attempts=numbers[version.pk], in_force=in_force, corrected=corrected, why=why
            )
        )
    return found


def _corrected(
    version: QuestionVersion, newest: QuestionVersion | None, compared: frozenset[int]
) -> tuple[CorrectedKey | None, Why | None]:
    if newest is None:
        return None, Why.OPTIONS
    try:
        return corrected_key(of=version, by=newest), None
    except NotComparable as error:
        if error.why == Why.STEM and version.pk in compared:
            return corrected_key(of=version, by=newest, whatever_the_stem=True), Why.STEM
        return None, error.why


def _needs_correction(one: VersionInPlan, kind: Kind) -> bool:
    if kind == Kind.VOID:
        return not one.is_void
    return one.corrected is not None and one.corrected.correct != one.in_force


def _holders(versions: Iterable[int]):
    """The attempts in which one of the versions is asked."""
    asked = AttemptQuestion.objects.filter(version__in=list(versions)).values("attempt")
    return Attempt.objects.filter(pk__in=asked).exclude(state=Attempt.State.CANCELLED).order_by("pk")


def _outcomes(pks: list[int], corrections: dict[int, Any]) -> list[Outcome]:
    found = []
    for batch in rescoring.in_batches(pks):
        tried = rescoring.outcomes(rescoring.closed_attempts(batch), corrections=corrections)
        found += [one for one in tried if one.answers or one.is_change or one.is_first_result]
    return found


def _emptied(corrections: dict[int, Any]) -> int:
    counted = AttemptQuestion.objects.exclude(version__in=list(corrections)).exclude(version__in=void_versions())
    left = counted.values("attempt")
    return _holders(corrections).exclude(pk__in=left).count()


def apply(
    *, question: Question, kind: Kind, reason: str, digest: str, made_by, compared: Iterable[int] = ()
) -> Regrade | None:
    """Do what ``plan`` said: all of it or nothing. None when there is nothing (left) to do, so it is safe to repeat.

    ``digest`` is that of the plan that was shown. Raises PlanChanged, NothingLeft.
    """
    compared = frozenset(compared)
    with transaction.atomic():
        # No other regrade and no new version of the question meanwhile.
        question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
        held = AttemptQuestion.objects.filter(version__question=question).values_list("attempt_id", flat=True)
        locked = set(held)
        rescoring.lock(locked)
        made = plan(question=question, kind=kind, compared=compared)
        if not made.corrections:
            return None
        if made.digest != digest:
            raise PlanChanged(made)
        if made.emptied:
            raise NothingLeft(made)
        regrade = _write_corrections(made, reason=reason, made_by=made_by)
        rescoring.store(made.outcomes)
        outcomes = made.outcomes + _late_outcomes(made, locked)
        rescoring.complete_steps(outcomes)
        _write_changes(regrade, outcomes)
        log(
            instance=question,
            action=REGRADED,
            user=made_by,
            data={"kind": regrade.kind, "reason": reason},
        )
        changed = [one for one in outcomes if one.is_change]
        record_decision(
            act="regrade",
            actor=made_by,
            subject=question,
            reason=reason,
            after={
                "kind": regrade.kind,
                "regrade": regrade.pk,
                "changed": len(changed),
                "pass_now": sum(one.result.passed and not one.before.passed for one in changed),
                "keep_their_pass": sum(one.attempt.keeps_pass for one in changed),
            },
        )
    return regrade


def _write_corrections(made: Plan, *, reason: str, made_by) -> Regrade:
    regrade = Regrade.objects.create(question=made.question, kind=made.kind, reason=reason, made_by=made_by)
    corrected = {one.version.pk: one.corrected for one in made.versions}
    KeyCorrection.objects.bulk_create(
        KeyCorrection(
            regrade=regrade,
            version_id=pk,
            correct=correct,
            option_feedback=corrected[pk].option_feedback if corrected[pk] else {},
            feedback=corrected[pk].feedback if corrected[pk] else "",
        )
        for pk, correct in made.corrections.items()
    )
    return regrade


def _late_outcomes(made: Plan, locked: set[int]) -> list[Outcome]:
    """Of attempts that began while this one was being applied, and may have been submitted with the older key.

    Nobody can begin another one with these versions once they are locked.
    """
    list(QuestionVersion.objects.select_for_update().filter(pk__in=made.corrections).values_list("pk"))
    late = [pk for pk in _holders(made.corrections).values_list("pk", flat=True) if pk not in locked]
    rescoring.lock(late)
    outcomes = _outcomes(late, made.corrections)
    rescoring.store(outcomes)
    return outcomes


def with_tallies(regrades: QuerySet[Regrade]) -> QuerySet[Regrade]:
    """Each regrade with how many results it changed, how many pass since and how many keep their pass."""
    passing = Q(changes__old_passed=False, changes__new_passed=True)
    return regrades.annotate(
        changed=Count("changes", distinct=True),
        passing=Count("changes", filter=passing, distinct=True),
        keeping=Count("changes", filter=Q(changes__keeps_pass=True), distinct=True),
    ).order_by("-made_at", "-pk")


def _write_changes(regrade: Regrade, outcomes: list[Outcome]) -> None:
    RegradeChange.objects.bulk_create(
        [
            RegradeChange(
                regrade=regrade,
                attempt=one.attempt,
                old_score=one.before.score,
                new_score=one.attempt.score,
                old_passed=one.before.passed,
                new_passed=one.result.passed,
                keeps_pass=one.attempt.keeps_pass,
            )
            for one in outcomes
            if one.is_change
        ],
        batch_size=rescoring.BATCH,
    )
