"""What an earlier attempt settled: with a minimum per requirement, only the part that is missing is repeated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .models import Attempt, AttemptQuestion, QuizPage


@dataclass(frozen=True)
class Carried:
    #: The rows whose answers count again, by the id of their question, in the order in which they were asked.
    rows: Mapping[int, AttemptQuestion]
    #: Codes of the training requirements that need not be shown again.
    mastered: frozenset[str]
    #: Titles of the requirements by their codes, as they were told then.
    titles: Mapping[str, str]

    def is_mastered(self, codes: Collection[str]) -> bool:
        """A question that counts for several requirements is asked again if one of them is missing, and one that counts
        for none is always asked again."""
        return bool(codes) and self.mastered.issuperset(codes)


def carried_over(quiz: QuizPage, *, earlier: Sequence[Attempt]) -> Carried | None:
    """What the last of the ``earlier`` attempts leaves to count again; None when everything is asked.

    That is so without a minimum per requirement, after an attempt that was passed or waits to be graded, when no part
    or every part of it was missing, and when repeating the rest could not reach the pass mark: what is mastered may
    be below it. One query at most.
    """
    last = earlier[-1] if earlier else None
    if quiz.mastery_mark is None or last is None or not last.is_graded or last.has_passed:
        return None
    mastered = frozenset(part["code"] for part in last.parts if part["is_mastered"])
    if not mastered or len(mastered) == len(last.parts):
        return None
    found = Carried(rows={}, mastered=mastered, titles=last.rules.get("requirements", {}))
    rows = list(
        last.questions.select_related("version__question", "answer", "carried_from__answer").order_by("position")
    )
    kept = {row.version.question_id: row for row in rows if found.is_mastered(row.requirements)}
    if not _can_pass(rows, kept.values(), pass_mark=quiz.pass_mark):
        return None
    return Carried(rows=kept, mastered=mastered, titles=found.titles)


def _can_pass(rows: Iterable[AttemptQuestion], kept: Iterable[AttemptQuestion], *, pass_mark: int) -> bool:
    """Whether a full mark in everything that is not kept would reach the pass mark."""
    total = sum((Fraction(row.points) for row in rows), Fraction(0))
    lost = sum((Fraction(row.points) * (1 - _earned(row)) for row in kept), Fraction(0))
    return 100 * (total - lost) >= pass_mark * total


def _earned(row: AttemptQuestion) -> Fraction:
    answer = row.stored_answer
    return Fraction(answer.marks or 0) if answer is not None else Fraction(0)
