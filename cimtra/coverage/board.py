"""The board of coverage: where the municipality loses points and the people who answer for it are not trained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from people.api import Department, User
from reports.api import Organisation, requirement_states

from ..access import COVERAGE, visible_departments
from ..findings.lists import Counts, open_counts
from ..models import Aspect, Instrument
from ..obligations.lists import Standing, standing
from ..responsible import not_applicable, responsible_for
from .answering import people_by_department, people_of
from .points import LastScore, last_scores
from .training import Training, requirements_by_aspect, training_of

BOTH, POINTS, TRAINING, DEBTS = "both", "points", "training", "debts"
FINE, UNKNOWN, OFF = "fine", "unknown", "not_applicable"
#: What is most urgent first.
URGENCY = (BOTH, POINTS, TRAINING, DEBTS, UNKNOWN, FINE, OFF)


@dataclass(frozen=True, slots=True)
class Line:
    """One aspect on the board. `departments` answer for it, the main one first; `note` is why it does not apply."""

    aspect: Aspect
    departments: tuple[Department, ...]
    training: Training
    deliveries: Standing
    findings: Counts
    score: LastScore | None
    #: Points of the total that are lost here, by official points or else by equal shares of what applies; an estimate.
    lost: Decimal | None
    note: str = ""

    @property
    def is_applicable(self) -> bool:
        return not self.note

    @property
    def urgency(self) -> str:
        """The one word that the board is ordered by: what is lost and not trained for at once comes first."""
        if not self.is_applicable:
            return OFF
        is_losing, is_lacking = bool(self.lost), bool(self.training.untrained)
        if is_losing and is_lacking:
            return BOTH
        if is_losing:
            return POINTS
        if is_lacking:
            return TRAINING
        if self.deliveries.late or self.findings.overdue:
            return DEBTS
        return UNKNOWN if self.score is None else FINE

    @property
    def weight(self) -> tuple:
        """For sorting, heaviest first: points lost × share untrained, then each by itself, then what is owed."""
        lost, untrained = self.lost or Decimal(0), self.training.untrained or Fraction(0)
        return (
            URGENCY.index(self.urgency),
            -Fraction(lost) * untrained,
            -lost,
            -untrained,
            -self.findings.overdue,
            -self.deliveries.late,
            -self.findings.open,
            self.aspect.number,
        )


@dataclass(frozen=True)
class Board:
    """`lines` in the order of their weight. `total_lost` is None where no evaluation said anything."""

    day: dt.date
    instrument: Instrument | None
    lines: list[Line] = field(default_factory=list)

    def of(self, urgency: str) -> list[Line]:
        return [line for line in self.lines if line.urgency == urgency]

    @property
    def unanswered(self) -> int:
        """For how many aspects that apply nobody answers: nothing can be said of training there."""
        return sum(line.is_applicable and not line.departments for line in self.lines)

    @property
    def total_lost(self) -> Decimal | None:
        known = [line.lost for line in self.lines if line.lost is not None]
        return sum(known, Decimal(0)) if known else None


def board(*, day: dt.date, viewer: User) -> Board:
    """The instrument in force on the board, as of `day`; fifteen queries at most, whatever the numbers.

    Whoever may see coverage sees every aspect; heads and liaisons those for which an own department answers. Training,
    deliveries and scores are told as of `day`; findings, the instrument and the tree of departments as they are today.
    """
    if viewer.has_perm(COVERAGE):
        return whole_board(day=day)
    return only(whole_board(day=day), set(visible_departments(viewer).values_list("pk", flat=True)))


def whole_board(*, day: dt.date) -> Board:
    """Every aspect, for those who have been let in already."""
    aspects = list(
        Aspect.objects.filter(instrument__is_current=True)
        .select_related("instrument", "block__field")
        .order_by("number")
    )
    if not aspects:
        return Board(day, None)
    departments = responsible_for([aspect.pk for aspect in aspects], day)
    instrument = aspects[0].instrument
    return Board(day, instrument, _lines(instrument, aspects, departments, day))


def only(found: Board, department_ids: Collection[int]) -> Board:
    """The lines for which one of these departments answers."""
    lines = [line for line in found.lines if any(one.pk in department_ids for one in line.departments)]
    return replace(found, lines=lines)


def _lines(
    instrument: Instrument, aspects: Sequence[Aspect], departments: dict[int, list[Department]], day: dt.date
) -> list[Line]:
    notes = not_applicable(instrument, day)[2]
    ids = [aspect.pk for aspect in aspects]
    trainings = trainings_of(departments, day)
    owed, found = standing(ids, day), open_counts(ids)
    scores = last_scores(instrument, aspects, day)
    weights = _weights(aspects, notes)
    lines = [
        Line(
            aspect=aspect,
            departments=tuple(departments[aspect.pk]),
            training=trainings[aspect.pk],
            deliveries=owed.get(aspect.pk, Standing()),
            findings=found.get(aspect.pk, Counts()),
            score=scores.get(aspect.pk),
            lost=_lost(scores.get(aspect.pk), weights.get(aspect.pk)),
            note=notes.get(aspect.pk, ""),
        )
        for aspect in aspects
    ]
    return sorted(lines, key=lambda line: line.weight)


def trainings_of(departments: dict[int, list[Department]], day: dt.date) -> dict[int, Training]:
    """{aspect id: Training of the people of its departments}; seven queries."""
    needed = requirements_by_aspect(departments)
    organisation = Organisation()
    staff = people_by_department(day)
    states = requirement_states(day, {pk for ids in needed.values() for pk in ids})
    found = {}
    for aspect_id, answering in departments.items():
        people = set().union(*people_of(answering, organisation, staff).values())
        found[aspect_id] = training_of(people, needed[aspect_id], states)
    return found


def _weights(aspects: Sequence[Aspect], notes: dict[int, str]) -> dict[int, Decimal]:
    """What each aspect weighs in a total of 100: its official points where all are known, else an equal share."""
    applying = [aspect for aspect in aspects if aspect.pk not in notes]
    if applying and all(aspect.points is not None for aspect in applying):
        whole = sum(aspect.points for aspect in applying)
        return {aspect.pk: aspect.points * 100 / whole for aspect in applying} if whole else {}
    return {aspect.pk: Decimal(100) / len(applying) for aspect in applying}


def _lost(score: LastScore | None, weight: Decimal | None) -> Decimal | None:
    if score is None or weight is None:
        return None
    return (score.lost * weight / 100).quantize(Decimal("0.01"))
