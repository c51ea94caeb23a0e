"""Which questions a person gets. The same seed over the same bank gives the same draw.

A quiz asks its fixed questions and draws the others by the lines of a blueprint: so many of a category and those inside
it, of a training requirement, of a difficulty, or of several of these at once. A draw is found whenever there is one;
what is equally likely and what is not is told in ``allotment``. What a draw costs does not depend on the size of the
bank, but for reading the ids of the questions that its lines may take.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from courses.api import TrainingRequirement

from . import carrying
from .allotment import Allotment
from .models import Attempt, Question, QuestionCategory, QuestionVersion, QuizPage, QuizQuestion


@dataclass(frozen=True)
class Line:
    """A line of the blueprint; of category, requirement and difficulty at least one is given."""

    count: int
    category: QuestionCategory | None = None
    requirement: TrainingRequirement | None = None
    difficulty: str = ""
    points: Decimal = Decimal(1)


@dataclass(frozen=True)
class Drawn:
    version: QuestionVersion
    option_order: list[str]
    points: Decimal = Decimal(1)
    #: The training requirements that it counts for: their titles by their codes.
    requirements: dict[str, str] = field(default_factory=dict)
    #: The question of an earlier attempt whose answer counts here too.
    carried_from_id: int | None = None


@dataclass(frozen=True)
class Shortage:
    """A line that asks for more questions than it can be given."""

    line: Line
    available: int
    #: The other lines that compete for the same questions.
    rivals: tuple[Line, ...] = ()

    @property
    def missing(self) -> int:
        return self.line.count - self.available


class QuizNotReady(Exception):
    """The quiz cannot be asked: questions that it names are not in force, or a draw finds too few."""

    def __init__(self, *, not_in_force: Sequence[Question] = (), shortages: Sequence[Shortage] = (), is_empty=False):
        self.not_in_force = list(not_in_force)
        self.shortages = list(shortages)
        self.is_empty = is_empty
        super().__init__(
            f"not in force: {len(self.not_in_force)}, draws short: {len(self.shortages)}, empty: {is_empty}"
        )


@dataclass(frozen=True)
class Known:
    """What the lines look at in a question."""

    category_id: int
    difficulty: str
    requirements: frozenset[tuple[int, str]]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(code for _pk, code in self.requirements)


class Pools:
    """The questions in force that the lines may take, and those named in `also` whatever their state."""

    def __init__(self, lines: Sequence[Line], *, also: Iterable[int] = ()) -> None:
        self.lines = lines
        self.inside = _ids_inside({line.category for line in lines if line.category})
        self.known = self._read(list(also)) if lines else {}

    def _read(self, also: list[int]) -> dict[int, Known]:
        wanted = Q(pk__in=also)
        for line in self.lines:
            wanted |= self._condition(line) & Q(state=Question.State.CURRENT, current__isnull=False)
        rows = (
            Question.objects.filter(wanted)
            .order_by("pk", "requirements")
            .values_list("pk", "category_id", "difficulty", "requirements", "requirements__code")
        )
        facts: dict[int, tuple[int, str, set]] = {}
        for pk, category_id, difficulty, requirement_id, code in rows:
            requirements = facts.setdefault(pk, (category_id, difficulty, set()))[2]
            if requirement_id:
                requirements.add((requirement_id, code))
        return {pk: Known(row[0], row[1], frozenset(row[2])) for pk, row in facts.items()}

    def _condition(self, line: Line) -> Q:
        condition = Q()
        if line.category:
            condition &= Q(category__in=self.inside[line.category.pk])
        if line.difficulty:
            condition &= Q(difficulty=line.difficulty)
        if line.requirement:
            tied = Question.requirements.through.objects.filter(
                question=OuterRef("pk"), trainingrequirement=line.requirement
            )
            condition &= Q(Exists(tied))
        return condition

    def _fits(self, line: Line, known: Known) -> bool:
        return (
            (line.category is None or known.category_id in self.inside[line.category.pk])
            and (not line.difficulty or known.difficulty == line.difficulty)
            and (line.requirement is None or line.requirement.pk in {pk for pk, _code in known.requirements})
        )

    def of_lines(self, allowed: set[int]) -> list[list[int]]:
        """The pool of each line among the allowed questions, in a fixed order."""
        return [
            [pk for pk, known in self.known.items() if pk in allowed and self._fits(line, known)] for line in self.lines
        ]


def _ids_inside(categories: Iterable[QuestionCategory]) -> dict[int, set[int]]:
    """The ids of each category and of all inside it; one query."""
    inside = {category.pk: {category.pk} for category in categories}
    if inside:
        parents = dict(QuestionCategory.objects.values_list("pk", "parent_id"))
        for pk in parents:
            above, seen = pk, set()
            while above is not None and above not in seen:
                if above in inside:
                    inside[above].add(pk)
                seen.add(above)
                above = parents.get(above)
    return inside


def lines_of(quiz: QuizPage) -> list[Line]:
    """The blueprint of a quiz as it is stored."""
    return [
        Line(row.count, row.category, row.requirement, row.difficulty, row.points)
        for row in quiz.draws.select_related("category", "requirement")
    ]


def check(*, fixed: Sequence[Question], lines: Sequence[Line]) -> None:
    """Raise QuizNotReady unless a quiz composed like this can be asked today."""
    _allot(fixed=fixed, lines=lines, chance=random.Random(0))


def pool_of(*, lines: Sequence[Line]) -> dict[int, Known]:
    """The questions in force from which the lines draw, by their ids; two queries at most."""
    return Pools(lines).known


def draw(quiz: QuizPage, *, seed: int, earlier: Sequence[Attempt] = ()) -> list[Drawn]:
    """The questions of one attempt in order, each with its options in order.

    After an ``earlier`` attempt that mastered a part, only what is missing is asked; the answers of the mastered part
    follow, carried over. Raises QuizNotReady.
    """
    places = list(quiz.questions.select_related("question__current"))
    lines = lines_of(quiz)
    carried = carrying.carried_over(quiz, earlier=earlier)
    if carried is not None:
        drawn = _compose(quiz, places, lines, carried, seed=seed)
        # A quiz that no longer has questions of the missing part asks everything again.
        if any(one.carried_from_id is None for one in drawn):
            return drawn
    return _compose(quiz, places, lines, None, seed=seed)


def _compose(
    quiz: QuizPage,
    places: Sequence[QuizQuestion],
    lines: Sequence[Line],
    carried: carrying.Carried | None,
    *,
    seed: int,
) -> list[Drawn]:
    chance = random.Random(seed)
    kept_ids = set(carried.rows) if carried else set()
    asked_places = [place for place in places if place.question_id not in kept_ids]
    asked = [(place.question, place.points) for place in asked_places]
    allotted = _allot(
        fixed=[place.question for place in asked_places],
        lines=lines,
        chance=chance,
        carried=carried,
        fixed_and_kept={place.question_id for place in places} & kept_ids,
    )
    chosen = [(pk, line.points) for line, given in zip(lines, allotted, strict=True) for pk in given]
    new = Question.objects.select_related("current").in_bulk([pk for pk, _points in chosen if pk not in kept_ids])
    asked += [(new[pk], points) for pk, points in chosen if pk in new]
    if quiz.shuffle_questions:
        chance.shuffle(asked)
    still_wanted = {place.question_id for place in places} | {pk for pk, _points in chosen}
    return _asked(asked, chance=chance, shuffle=quiz.shuffle_options) + [
        _repeated(row, carried) for pk, row in (carried.rows.items() if carried else ()) if pk in still_wanted
    ]


def _allot(
    *,
    fixed: Sequence[Question],
    lines: Sequence[Line],
    chance: random.Random,
    carried: carrying.Carried | None = None,
    fixed_and_kept: Iterable[int] = (),
) -> list[list[int]]:
    """The questions of each line by their ids; those carried over keep a place in it."""
    taken = {question.pk for question in fixed} | set(fixed_and_kept)
    kept = (set(carried.rows) if carried else set()) - taken
    pools = Pools(lines, also=kept)
    allotment = Allotment([line.count for line in lines])
    free = set(pools.known) - taken
    if carried:
        # First what is kept finds its places, then what is missing is drawn from the parts that are not mastered; only
        # a quiz that grew since then needs the rest.
        allotment.fill(pools.of_lines(kept), chance=chance)
        missing = {pk for pk in free if not carried.is_mastered(pools.known[pk].codes)}
        allotment.fill(pools.of_lines(missing | kept), chance=chance)
    allotment.fill(pools.of_lines(free), chance=chance)
    _complain(fixed, lines, allotment, is_empty=not fixed and not lines and carried is None)
    return allotment.given


def _complain(fixed: Sequence[Question], lines: Sequence[Line], allotment: Allotment, *, is_empty: bool) -> None:
    not_in_force = [q for q in fixed if q.state != Question.State.CURRENT or q.current_id is None]
    shortages = [
        Shortage(
            line=line,
            available=len(allotment.given[place]),
            rivals=tuple(lines[other] for other in allotment.rivals.get(place, ()) if other != place),
        )
        for place, line in enumerate(lines)
        if allotment.missing(place) > 0
    ]
    if not_in_force or shortages or is_empty:
        raise QuizNotReady(not_in_force=not_in_force, shortages=shortages, is_empty=is_empty)


def _asked(asked: Sequence[tuple[Question, Decimal]], *, chance: random.Random, shuffle: bool) -> list[Drawn]:
    titles = Prefetch("requirements", TrainingRequirement.objects.order_by("code").only("code", "title"))
    prefetch_related_objects([question for question, _points in asked], titles)
    return [
        Drawn(
            version=question.current,
            option_order=question.current.type.arrange(question.current.asked(), chance=chance, shuffle=shuffle),
            points=points,
            requirements={one.code: one.title for one in question.requirements.all()},
        )
        for question, points in asked
    ]


def _repeated(row, carried: carrying.Carried) -> Drawn:
    return Drawn(
        version=row.version,
        option_order=row.option_order,
        points=row.points,
        requirements={code: carried.titles.get(code, code) for code in row.requirements},
        carried_from_id=row.carried_from_id or row.pk,
    )
