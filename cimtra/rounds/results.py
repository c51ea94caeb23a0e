"""What scoring finds: a round, its blocks and its aspects, each with a score from 0 to 100 or none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ..models import Aspect, Block
from .criteria import Criterion


@dataclass(frozen=True, slots=True)
class AspectResult:
    """`score` is 0–100, or None where nothing applies or nothing was published.

    `points` of `possible` are official points; None where they are not public.
    """

    aspect: Aspect
    score: Decimal | None
    met: int = 0
    applicable: int = 0
    unseen: int = 0
    points: Decimal | None = None
    possible: Decimal | None = None
    #: `score` before it was rounded, from 0 to 1; a closed round keeps only what was rounded.
    share: Fraction | None = None
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockResult:
    block: Block
    score: Decimal | None
    met: int
    applicable: int
    unseen: int
    is_estimate: bool
    aspects: list[AspectResult]


@dataclass(frozen=True, slots=True)
class Score:
    """`is_estimate`: worked out here and not published, so it is labelled «estimación interna» wherever it is shown."""

    total: Decimal | None
    is_estimate: bool
    blocks: list[BlockResult]
    met: int = 0
    applicable: int = 0
    unseen: int = 0
    by_points: bool = False

    @property
    def seen(self) -> int:
        return self.applicable - self.unseen

    @property
    def proposals(self) -> int:
        """How many of the criteria that apply no source states: they count here, and are no requirement of anybody."""
        criteria = (one for block in self.blocks for aspect in block.aspects for one in aspect.criteria)
        return sum(one.is_proposal for one in criteria if one.applies)

    @property
    def by_aspect(self) -> dict[int, AspectResult]:
        return {one.aspect.pk: one for block in self.blocks for one in block.aspects}
