"""What each answer of an attempt earned, by everything that may decide it: key, corrections, markers, decisions.

``judge`` reads and decides nothing new: what it says of a graded attempt equals what is stored, whatever was
corrected or decided since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from . import grading
from .models import Answer, Attempt, AttemptQuestion, KeyCorrection, MarkDecision, Marking

#: The columns of a result.
RESULT_FIELDS = ["state", "score", "passed", "parts", "keeps_pass"]


@dataclass(frozen=True)
class Judged:
    position: int
    points: Decimal
    requirements: tuple[str, ...]
    #: None while a person must still mark it.
    fraction: Decimal | None
    #: Voided for everybody: it counts for nothing.
    is_void: bool = False
    #: None where the stored mark was taken.
    question: AttemptQuestion | None = None

    @property
    def mark(self) -> grading.Mark:
        """For a question that counts and has been marked."""
        return grading.Mark(fraction=self.fraction, points=self.points, requirements=self.requirements)


def judge(attempt: Attempt) -> list[Judged]:
    """Each question of the attempt in order with what its answer earned; a constant number of queries."""
    return judge_all([attempt])[attempt.pk]


def judge_all(
    attempts: Iterable[Attempt],
    *,
    corrections: Mapping[int, Any] | None = None,
    decisions: Mapping[int, Decimal] | None = None,
) -> dict[int, list[Judged]]:
    """The same for many attempts at once, by their id; a constant number of queries however many they are.

    ``decisions`` ({id of the question of an attempt: fraction}) are taken as if they were stored already, to try out
    what they would change.

    So are ``corrections`` ({version id: corrected key, None for void}), for closed attempts: then only the answers to
    these versions are judged, the others have their stored mark. That is what they would be judged to be
    (``check_scores`` compares the two), and it makes thousands of attempts a matter of seconds.
    """
    by_id = {attempt.pk: attempt for attempt in attempts}
    questions = AttemptQuestion.objects.filter(attempt__in=by_id)
    judged: dict[int, list[Judged]] = {pk: [] for pk in by_id}
    if corrections is not None:
        for pk, stored in _stored(questions.exclude(version__in=list(corrections))):
            judged[pk].append(stored)
        questions = questions.filter(version__in=list(corrections))
    # Versions are read apart: many attempts share few, and few answers are carried over.
    rows = list(questions.select_related("answer").prefetch_related("version__key", "carried_from__answer"))
    rulings = _Rulings(rows, by_id, tried_keys=corrections or {}, tried_decisions=decisions or {})
    for row in rows:
        judged[row.attempt_id].append(rulings.judged(row))
    for found in judged.values():
        found.sort(key=lambda one: one.position)
    return judged


def _stored(questions: QuerySet[AttemptQuestion]) -> Iterator[tuple[int, Judged]]:
    """What is stored for these questions of closed attempts, with the id of the attempt."""
    void = set(void_versions().values_list("version", flat=True))
    for (
        pk,
        position,
        points,
        requirements,
        version,
        answer,
        marks,
        carried_answer,
        carried_marks,
    ) in questions.values_list(
        *("attempt_id", "position", "points", "requirements", "version_id"),
        *("answer__pk", "answer__marks", "carried_from__answer__pk", "carried_from__answer__marks"),
    ):
        is_void, is_answered = version in void, bool(answer or carried_answer)
        fraction = (carried_marks if carried_answer else marks) if is_answered and not is_void else Decimal(0)
        yield pk, Judged(position, points, tuple(requirements), fraction, is_void)


def keys_in_force(versions: Iterable[int]) -> dict[int, Any]:
    """The corrected keys of those versions that have one, by version; None where the question is void."""
    found = KeyCorrection.objects.filter(version__in=versions).order_by("pk")
    return dict(found.values_list("version_id", "correct"))


def void_versions() -> QuerySet:
    """The ids of the versions that count for nobody: those whose newest correction says so."""
    newer = KeyCorrection.objects.filter(version=OuterRef("version"), pk__gt=OuterRef("pk"))
    return KeyCorrection.objects.filter(~Exists(newer), correct__isnull=True).values("version")


class _Rulings:
    """What was decided about the questions of some attempts after they were drawn."""

    def __init__(
        self,
        rows: list[AttemptQuestion],
        attempts: Mapping[int, Attempt],
        *,
        tried_keys: Mapping[int, Any],
        tried_decisions: Mapping[int, Decimal],
    ) -> None:
        self.attempts = attempts
        # A carried answer is judged as it was where it was given.
        answered = {row.carried_from_id or row.pk for row in rows}
        self.keys = {**keys_in_force({row.version_id for row in rows}), **tried_keys}
        decided = MarkDecision.objects.filter(attempt_question__in=answered).order_by("pk")
        self.decisions = {**dict(decided.values_list("attempt_question_id", "fraction")), **tried_decisions}
        written = [row for row in rows if row.version.needs_marker]
        self.readings = _readings(answered) if written else {}
        self.origins = _rules_of_origins(written)

    def judged(self, row: AttemptQuestion) -> Judged:
        is_void = self.keys.get(row.version_id, "") is None
        return Judged(
            position=row.position,
            points=row.points,
            requirements=tuple(row.requirements),
            fraction=Decimal(0) if is_void else self._fraction(row),
            is_void=is_void,
            question=row,
        )

    def _fraction(self, row: AttemptQuestion) -> Decimal | None:
        pk = row.carried_from_id or row.pk
        if pk in self.decisions:
            return self.decisions[pk].normalize()
        fraction = grading.fraction_of(
            kind=row.version.kind,
            selected=row.selected,
            asked=row.asked,
            correct=self.keys.get(row.version_id, row.version.key.correct),
        )
        return self._settled(row, pk) if fraction is None else fraction

    def _settled(self, row: AttemptQuestion, pk: int) -> Decimal | None:
        rules = self.origins.get(pk) or self.attempts[row.attempt_id].rules
        return grading.settled(
            [one.normalize() for one in self.readings.get(pk, [])],
            needs_second=rules.get("second_marker", False),
            tolerance=rules.get("marker_tolerance", 0),
        )


def _readings(questions: Iterable[int]) -> dict[int, list[Decimal]]:
    found: dict[int, list[Decimal]] = {}
    for pk, fraction in (
        Marking.objects.filter(attempt_question__in=questions)
        .order_by("attempt_question", "round")
        .values_list("attempt_question_id", "fraction")
    ):
        found.setdefault(pk, []).append(fraction)
    return found


def _rules_of_origins(written: list[AttemptQuestion]) -> dict[int, dict]:
    """The rules under which carried texts were marked, by the question that they were given to."""
    carried = {row.carried_from_id for row in written if row.carried_from_id}
    if not carried:
        return {}
    return dict(AttemptQuestion.objects.filter(pk__in=carried).values_list("pk", "attempt__rules"))


def is_pending(judged: Iterable[Judged]) -> bool:
    return any(one.fraction is None for one in judged)


def result_of(attempt: Attempt, judged: Iterable[Judged]) -> grading.Result:
    """The result of an attempt in which nothing is pending."""
    return grading.total(
        (one.mark for one in judged if not one.is_void),
        pass_mark=attempt.rules["pass_mark"],
        mastery_mark=attempt.rules.get("mastery_mark"),
    )


def take_result(attempt: Attempt, result: grading.Result) -> None:
    """Set score, verdict and parts on the attempt, saving nothing. What `keeps_pass` protects stays passed."""
    titles = attempt.rules.get("requirements", {})
    attempt.score, attempt.passed = result.score, result.passed or attempt.keeps_pass
    attempt.parts = [
        {
            "code": part.code,
            "title": titles.get(part.code, part.code),
            "score": str(part.score),
            "is_mastered": part.is_mastered,
        }
        for part in result.parts
    ]


def answers_to_update(judged: Iterable[Judged]) -> list[Answer]:
    """The answers whose stored mark is not what was judged, with the new mark set: for the caller to save.

    A void question has no mark; what was carried over has its mark where it was given.
    """
    changed = []
    for one in judged:
        if one.question is None or one.question.carried_from_id is not None or one.fraction is None:
            continue
        answer = one.question.stored_answer
        if answer is None:
            continue
        is_correct, marks = (None, None) if one.is_void else (one.fraction == 1, one.fraction)
        if (answer.is_correct, answer.marks) != (is_correct, marks):
            answer.is_correct, answer.marks = is_correct, marks
            changed.append(answer)
    return changed
