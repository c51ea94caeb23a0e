"""Two rounds of the same version of the instrument side by side. Different versions are never compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ..models import Aspect, Block, Round
from .criteria import Criterion
from .results import AspectResult, Score
from .scoring import scores


class CannotCompare(Exception):
    """The message says why."""


@dataclass(frozen=True, slots=True)
class AspectPair:
    """An aspect in both rounds; `changed` are the criteria whose outcome is another one now: (before, after)."""

    aspect: Aspect
    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    changed: list[tuple[Criterion, Criterion]]


@dataclass(frozen=True, slots=True)
class BlockPair:
    block: Block
    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    aspects: list[AspectPair]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`first` is the one with the earlier cut-off day. `is_mixed`: one was published and the other is our estimate."""

    first: Round
    second: Round
    before: Score
    after: Score
    change: Decimal | None
    is_mixed: bool
    blocks: list[BlockPair]


def compare(one: Round, other: Round) -> Comparison:
    """Both, the earlier first; raises CannotCompare for two versions of the instrument, or one round twice."""
    if one.pk == other.pk:
        raise CannotCompare(_("Choose two different evaluations."))
    if one.instrument_id != other.instrument_id:
        raise CannotCompare(
            _(
                "They were made with different versions of the instrument, which look at different things: "
                "their scores are never compared."
            )
        )
    first, second = sorted((one, other), key=lambda found: (found.cutoff_on, found.pk))
    found = scores([first, second])
    before, after = found[first.pk], found[second.pk]
    earlier = before.by_aspect
    blocks_before = {block.block.pk: block for block in before.blocks}
    blocks = []
    for block in after.blocks:
        was = blocks_before[block.block.pk].score if block.block.pk in blocks_before else None
        aspects = [_pair(earlier.get(result.aspect.pk), result) for result in block.aspects]
        blocks.append(BlockPair(block.block, was, block.score, _change(was, block.score), aspects))
    return Comparison(
        first=first,
        second=second,
        before=before,
        after=after,
        change=_change(before.total, after.total),
        is_mixed=before.is_estimate != after.is_estimate,
        blocks=blocks,
    )


def _pair(before: AspectResult | None, after: AspectResult) -> AspectPair:
    was = before.score if before else None
    earlier = {one.key: one for one in before.criteria} if before else {}
    changed = [
        (earlier[one.key], one)
        for one in after.criteria
        if one.key in earlier and earlier[one.key].outcome != one.outcome
    ]
    return AspectPair(after.aspect, was, after.score, _change(was, after.score), changed)


def _change(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return None if before is None or after is None else after - before
