"""The result of a closed round, kept with the titles and points of that day: the instrument may change later.

`Round.result` is {"score": {...} while closed, "history": [{"act", "at", "by", "reason", "total"}]}. Instances of
models that come out of it are as they were then; they are for reading and are never saved.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..models import Aspect, Block, Round, Variable
from .criteria import AspectLine, BlockLine, Criterion, Sheet
from .results import AspectResult, BlockResult, Score


def as_kept(score: Score) -> dict[str, Any]:
    """The score as plain values, amounts as text so that no digit is lost."""
    return {
        "total": _text(score.total),
        "is_estimate": score.is_estimate,
        "met": score.met,
        "applicable": score.applicable,
        "unseen": score.unseen,
        "by_points": score.by_points,
        "blocks": [_kept_block(one) for one in score.blocks],
    }


def _kept_block(result: BlockResult) -> dict[str, Any]:
    block = result.block
    return {
        "id": block.pk,
        "number": block.number,
        "roman": block.roman,
        "title": block.title,
        "score": _text(result.score),
        "is_estimate": result.is_estimate,
        "met": result.met,
        "applicable": result.applicable,
        "unseen": result.unseen,
        "aspects": [_kept_aspect(one) for one in result.aspects],
    }


def _kept_aspect(result: AspectResult) -> dict[str, Any]:
    aspect = result.aspect
    return {
        "id": aspect.pk,
        "number": aspect.number,
        "code": aspect.code,
        "title": aspect.title,
        "weight": _text(aspect.points),
        "score": _text(result.score),
        "points": _text(result.points),
        "possible": _text(result.possible),
        "met": result.met,
        "applicable": result.applicable,
        "unseen": result.unseen,
        "criteria": [_kept_criterion(one) for one in result.criteria],
    }


def _kept_criterion(one: Criterion) -> dict[str, Any]:
    variable = one.variable and {
        "id": one.variable.pk,
        "number": one.variable.number,
        "title": one.variable.title,
        "origin": one.variable.origin,
    }
    return {"variable": variable, "outcome": one.outcome, "points": _text(one.points)}


def frozen_score(evaluation: Round) -> Score | None:
    """The score as it was when the round was closed; None while it is open."""
    kept = evaluation.result.get("score") if evaluation.is_closed else None
    if kept is None:
        return None
    return Score(
        total=_number(kept["total"]),
        is_estimate=kept["is_estimate"],
        blocks=[_block_of(one, evaluation) for one in kept["blocks"]],
        met=kept["met"],
        applicable=kept["applicable"],
        unseen=kept["unseen"],
        by_points=kept["by_points"],
    )


def frozen_sheet(evaluation: Round) -> Sheet | None:
    """What the score of a closed round was worked out from; None while it is open."""
    score = frozen_score(evaluation)
    if score is None:
        return None
    blocks = tuple(
        BlockLine(block.block, tuple(AspectLine(one.aspect, one.criteria) for one in block.aspects))
        for block in score.blocks
    )
    return Sheet(evaluation.is_official, blocks, evaluation.official_score)


def _block_of(kept: dict[str, Any], evaluation: Round) -> BlockResult:
    block = Block(pk=kept["id"], number=kept["number"], roman=kept["roman"], title=kept["title"])
    return BlockResult(
        block=block,
        score=_number(kept["score"]),
        met=kept["met"],
        applicable=kept["applicable"],
        unseen=kept["unseen"],
        is_estimate=kept["is_estimate"],
        aspects=[_aspect_of(one, block, evaluation) for one in kept["aspects"]],
    )


def _aspect_of(kept: dict[str, Any], block: Block, evaluation: Round) -> AspectResult:
    aspect = Aspect(
        pk=kept["id"],
        instrument_id=evaluation.instrument_id,
        block=block,
        number=kept["number"],
        code=kept["code"],
        title=kept["title"],
        points=_number(kept["weight"]),
    )
    return AspectResult(
        aspect=aspect,
        score=_number(kept["score"]),
        met=kept["met"],
        applicable=kept["applicable"],
        unseen=kept["unseen"],
        points=_number(kept["points"]),
        possible=_number(kept["possible"]),
        criteria=tuple(_criterion_of(one, aspect.pk) for one in kept["criteria"]),
    )


def _criterion_of(kept: dict[str, Any], aspect_id: int) -> Criterion:
    stated = kept["variable"]
    variable = stated and Variable(
        pk=stated["id"],
        aspect_id=aspect_id,
        number=stated["number"],
        title=stated["title"],
        origin=stated["origin"],
        points=_number(kept["points"]),
    )
    return Criterion(aspect_id, variable or None, kept["outcome"], _number(kept["points"]))


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
