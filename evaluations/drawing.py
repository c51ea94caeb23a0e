"""Which questions a person gets. The same seed over the same bank gives the same draw."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .models import Question, QuestionCategory, QuestionVersion, QuizPage


@dataclass(frozen=True)
class Drawn:
    version: QuestionVersion
    option_order: list[str]


@dataclass(frozen=True)
class Shortage:
    """A draw that asks for more questions than its category has in force."""

    category: QuestionCategory
    wanted: int
    available: int

    @property
    def missing(self) -> int:
        return self.wanted - self.available


class QuizNotReady(Exception):
    """The quiz cannot be asked: questions that it names are not in force, or a draw finds too few."""

    def __init__(self, *, not_in_force: Sequence[Question] = (), shortages: Sequence[Shortage] = (), is_empty=False):
        self.not_in_force = list(not_in_force)
        self.shortages = list(shortages)
        self.is_empty = is_empty
        super().__init__(
            f"not in force: {len(self.not_in_force)}, draws short: {len(self.shortages)}, empty: {is_empty}"
        )


def check(*, fixed: Sequence[Question], draws: Sequence[tuple[QuestionCategory, int]]) -> None:
    """Raise QuizNotReady unless a quiz composed like this can be asked today."""
    _choose(fixed=fixed, draws=draws, chance=random.Random(0))


def draw(quiz: QuizPage, *, seed: int) -> list[Drawn]:
    """The questions of one attempt in order, each with its options in order."""
    places = quiz.questions.select_related("question__current")
    chance = random.Random(seed)
    versions = _choose(
        fixed=[place.question for place in places],
        draws=[(wanted.category, wanted.count) for wanted in quiz.draws.select_related("category")],
        chance=chance,
    )
    if quiz.shuffle_questions:
        chance.shuffle(versions)
    drawn = []
    for version in versions:
        order = list(version.option_ids)
        if quiz.shuffle_options and version.type.may_shuffle:
            chance.shuffle(order)
        drawn.append(Drawn(version=version, option_order=order))
    return drawn


def _choose(
    *, fixed: Sequence[Question], draws: Sequence[tuple[QuestionCategory, int]], chance: random.Random
) -> list[QuestionVersion]:
    not_in_force = [q for q in fixed if q.state != Question.State.CURRENT or q.current_id is None]
    chosen_ids, shortages = _draw_ids(taken={question.pk for question in fixed}, draws=draws, chance=chance)
    is_empty = not fixed and not draws
    if not_in_force or shortages or is_empty:
        raise QuizNotReady(not_in_force=not_in_force, shortages=shortages, is_empty=is_empty)
    drawn = Question.objects.select_related("current").in_bulk(chosen_ids)
    return [question.current for question in fixed] + [drawn[pk].current for pk in chosen_ids]


def _draw_ids(
    *, taken: set[int], draws: Sequence[tuple[QuestionCategory, int]], chance: random.Random
) -> tuple[list[int], list[Shortage]]:
    if not draws:
        return [], []
    pools = _pools(category for category, _count in draws)
    taken = set(taken)
    picked: dict[int, list[int]] = {}
    shortages = []
    # Categories are nested or apart, never half over each other, so serving the smallest pool first
    # finds a draw whenever there is one.
    for place in sorted(range(len(draws)), key=lambda place: len(pools[draws[place][0].pk])):
        category, wanted = draws[place]
        available = [pk for pk in pools[category.pk] if pk not in taken]
        if len(available) < wanted:
            shortages.append(Shortage(category=category, wanted=wanted, available=len(available)))
        picked[place] = chance.sample(available, min(wanted, len(available)))
        taken.update(picked[place])
    return [pk for place in range(len(draws)) for pk in picked[place]], shortages


def _pools(categories: Iterable[QuestionCategory]) -> dict[int, list[int]]:
    """The eligible questions of each category and of those inside it, in a fixed order."""
    parents = dict(QuestionCategory.objects.values_list("pk", "parent_id"))
    pools: dict[int, list[int]] = {category.pk: [] for category in categories}
    for pk, category_id in Question.objects.eligible().order_by("pk").values_list("pk", "category_id"):
        above, seen = category_id, set()
        while above is not None and above not in seen:
            if above in pools:
                pools[above].append(pk)
            seen.add(above)
            above = parents.get(above)
    return pools
