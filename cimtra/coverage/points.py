"""The last score of each aspect, from whichever evaluation last said something about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from ..models import Aspect, AspectScore, BlockScore, Instrument, Round
from ..rounds.criteria import AspectLine, BlockLine, Sheet
from ..rounds.freezing import frozen_score
from ..rounds.results import Score
from ..rounds.scoring import worked_out

#: How many evaluations are looked through for an aspect that the last one left out.
LOOKED_THROUGH = 4


@dataclass(frozen=True, slots=True)
class LastScore:
    """`value` is 0 to 100. `of_block`: the aspect has none of its own, so it is the score of its whole block."""

    value: Decimal
    round: Round
    is_estimate: bool
    of_block: bool = False

    @property
    def lost(self) -> Decimal:
        return 100 - self.value


def last_scores(instrument: Instrument, aspects: Sequence[Aspect], day: dt.date) -> dict[int, LastScore]:
    """{aspect id: LastScore} by evaluations with a cut-off until `day`, closed or official; three queries at most.

    `aspects` come with their blocks. What an evaluation says of the aspect itself goes before what another one says of
    its block only; an open self-assessment is still being captured and says nothing yet.
    """
    wanted = Q(kind=Round.Kind.OFFICIAL) | Q(closed_at__isnull=False)
    rounds = list(
        Round.objects.filter(wanted, instrument=instrument, cutoff_on__lte=day).order_by("-cutoff_on", "-pk")[
            :LOOKED_THROUGH
        ]
    )
    found: dict[int, LastScore] = {}
    of_blocks: dict[int, LastScore] = {}
    block_of = {aspect.pk: aspect.block_id for aspect in aspects}
    for one_round, score in _scores(rounds, aspects):
        for block in score.blocks:
            if block.score is not None:
                whole = LastScore(block.score, one_round, block.is_estimate, of_block=True)
                of_blocks.setdefault(block.block.pk, whole)
            for one in block.aspects:
                if one.score is not None:
                    found.setdefault(one.aspect.pk, LastScore(one.score, one_round, not one_round.is_official))
    for aspect_id, block_id in block_of.items():
        if aspect_id not in found and block_id in of_blocks:
            found[aspect_id] = of_blocks[block_id]
    return found


def _scores(rounds: list[Round], aspects: Sequence[Aspect]) -> list[tuple[Round, Score]]:
    """Of each round its score; the sheets of open official ones are made of `aspects`, which are loaded already."""
    frozen = {one.pk: frozen_score(one) for one in rounds}
    open_ids = [one.pk for one in rounds if frozen[one.pk] is None and one.is_official]
    by_block, by_aspect = {}, {}
    if open_ids:
        for one in BlockScore.objects.filter(round__in=open_ids):
            by_block[one.round_id, one.block_id] = one.score
        for one in AspectScore.objects.filter(round__in=open_ids):
            by_aspect[one.round_id, one.aspect_id] = (one.points, one.possible)
    blocks = {aspect.block_id: aspect.block for aspect in aspects}
    found = []
    for one in rounds:
        score = frozen[one.pk]
        if score is None and one.is_official:
            lines = tuple(
                BlockLine(
                    block,
                    tuple(
                        AspectLine(aspect, (), by_aspect.get((one.pk, aspect.pk)))
                        for aspect in aspects
                        if aspect.block_id == block.pk
                    ),
                    by_block.get((one.pk, block.pk)),
                )
                for block in blocks.values()
            )
            score = worked_out(Sheet(True, lines, one.official_score))
        if score is not None:
            found.append((one, score))
    return found
