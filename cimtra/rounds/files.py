"""A round as a file: the report on paper, and its aspects as XLSX or CSV. Each says whether it is our own estimate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from people.api import Column, draw_paper, table_file

from ..models import Round
from .frames import look_of
from .results import AspectResult, BlockResult, Score
from .scoring import score


def origin_words(found: Score) -> str:
    """Whose number the total is; printed on every file beside it."""
    return _("Internal estimate, not published by anybody") if found.is_estimate else _("As published")


def file_name(evaluation: Round, kind: str) -> str:
    return f"{slugify(evaluation.name)}_{evaluation.cutoff_on.isoformat()}.{kind}"


def paper_file(evaluation: Round) -> tuple[str, bytes]:
    """Name and bytes of the report as PDF: score by block and by aspect, and what is missing of each."""
    found = score(evaluation)
    context = {
        "evaluation": evaluation,
        "score": found,
        "blocks": [
            {"result": block, "bar": _bar(block), "aspects": [_on_paper(one) for one in block.aspects if _is_told(one)]}
            for block in found.blocks
        ],
        "origin": origin_words(found),
        "moment": timezone.now(),
    }
    return file_name(evaluation, "pdf"), draw_paper("cimtra/rounds/paper.html", context)


def _bar(block: BlockResult) -> float:
    """The length of its bar, of 200."""
    return round(float(block.score or 0) * 2, 1)


def _is_told(result: AspectResult) -> bool:
    """Of an official evaluation, only aspects of which something was published."""
    return bool(result.criteria) or result.points is not None


def _on_paper(result: AspectResult) -> dict[str, Any]:
    """The aspect with its criteria that are not met, each with the word for how it stands and for its origin."""
    missing = [one for one in result.criteria if one.outcome in ("not_met", "unseen")]
    return {
        "result": result,
        "missing": [
            {
                "title": str(one.variable) if one.variable else _("The whole aspect"),
                "is_proposal": one.is_proposal,
                **look_of(one.outcome),
            }
            for one in missing
        ],
    }


@dataclass(frozen=True, slots=True)
class Row:
    block: BlockResult
    result: AspectResult


def table_of(evaluation: Round, kind: str, *, author: str) -> tuple[str, bytes]:
    """Name and bytes of the aspects with their scores, as one of people.api.TABLE_FORMATS."""
    found = score(evaluation)
    criteria = [
        (_("Evaluation"), evaluation.name),
        (_("Version of the instrument"), str(evaluation.instrument)),
        (_("Cut-off day"), evaluation.cutoff_on),
        (_("Whose result it is"), origin_words(found)),
        (_("Total"), found.total),
        (_("Not reviewed yet"), found.unseen),
    ]
    content = table_file(
        kind,
        title=str(evaluation),
        columns=_columns(origin_words(found)),
        rows=list(_rows(found)),
        criteria=criteria,
        author=author,
    )
    return file_name(evaluation, kind), content


def _rows(found: Score) -> Iterator[Row]:
    for block in found.blocks:
        for result in block.aspects:
            yield Row(block, result)


def _columns(origin: str) -> list[Column]:
    return [
        Column(_("Block"), lambda row: str(row.block.block), 34),
        Column(_("Number"), lambda row: row.result.aspect.number, 9),
        Column(_("Aspect"), lambda row: row.result.aspect.title, 60),
        Column(_("Score"), lambda row: row.result.score, 12),
        Column(_("Whose result it is"), lambda row: origin, 34),
        Column(_("Met"), lambda row: row.result.met, 9),
        Column(_("Applicable"), lambda row: row.result.applicable, 11),
        Column(_("Not reviewed yet"), lambda row: row.result.unseen, 14),
        Column(_("Points"), lambda row: row.result.points, 10),
        Column(_("Possible points"), lambda row: row.result.possible, 14),
        Column(_("Score of the block"), lambda row: row.block.score, 16),
    ]
