"""Scores of a round by aspect, block and total: the published ones, or an internal estimate that says so.

An internal round is worked out from its criteria. Where official points exist for everything that applies at a level
(aspect, block, total), the score is the share of those points; otherwise it is met ÷ applicable criteria. The two are
never mixed within a level. What nobody has reviewed yet counts as not met, and is told. What does not apply leaves
both sides of the division; a level in which nothing applies has no score.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db.models import Exists, OuterRef, Q

from ..models import AspectScore, BlockScore, Instrument, Outcome, Round
from .criteria import AspectLine, BlockLine, Sheet, sheets_of
from .freezing import frozen_score
from .results import AspectResult, BlockResult, Score

HUNDREDTH = Decimal("0.01")


def score(evaluation: Round) -> Score:
    """The score of one round; of a closed one, as it was when it was closed. At most seven queries."""
    return scores([evaluation])[evaluation.pk]


def scores(rounds: Iterable[Round]) -> dict[int, Score]:
    """The scores by the id of the round; the number of queries does not grow with the rounds."""
    rounds = list(rounds)
    found = {one.pk: frozen_score(one) for one in rounds}
    open_ones = sheets_of([one for one in rounds if found[one.pk] is None])
    return found | {pk: worked_out(sheet) for pk, sheet in open_ones.items()}


def latest(instrument: Instrument, official: bool | None = None) -> Round | None:
    """The last evaluation that says something: one with published results, or a closed self-assessment.

    `official` True or False looks only for that kind. By cut-off day; an open self-assessment is still being captured.
    """
    published = Q(kind=Round.Kind.OFFICIAL) & (
        Q(official_score__isnull=False)
        | Exists(BlockScore.objects.filter(round=OuterRef("pk")))
        | Exists(AspectScore.objects.filter(round=OuterRef("pk")))
    )
    closed = Q(kind=Round.Kind.INTERNAL, closed_at__isnull=False)
    wanted = {None: published | closed, True: published, False: closed}[official]
    return Round.objects.filter(wanted, instrument=instrument).order_by("-cutoff_on", "-pk").first()


def worked_out(sheet: Sheet) -> Score:
    """The arithmetic alone: no query. Tests hold it against cases worked by hand."""
    if sheet.is_official:
        return _published(sheet)
    blocks = [_block(line) for line in sheet.blocks]
    aspects = [aspect for block in blocks for aspect in block.aspects]
    share = _share(aspects)
    return Score(
        total=_percentage(share),
        is_estimate=True,
        blocks=blocks,
        met=sum(block.met for block in blocks),
        applicable=sum(block.applicable for block in blocks),
        unseen=sum(block.unseen for block in blocks),
        by_points=share is not None and _has_points(aspects),
    )


def _block(line: BlockLine) -> BlockResult:
    aspects = [aspect_result(one) for one in line.aspects]
    return BlockResult(
        block=line.block,
        score=_percentage(_share(aspects)),
        met=sum(one.met for one in aspects),
        applicable=sum(one.applicable for one in aspects),
        unseen=sum(one.unseen for one in aspects),
        is_estimate=True,
        aspects=aspects,
    )


def total_of(aspects: Iterable[AspectResult]) -> Decimal | None:
    """The total of a self-assessment with these aspects; None where nothing applies."""
    return _percentage(_share(list(aspects)))


def aspect_result(line: AspectLine) -> AspectResult:
    """One aspect of a self-assessment."""
    applicable = [one for one in line.criteria if one.applies]
    met = [one for one in applicable if one.outcome == Outcome.MET]
    if not applicable:
        return AspectResult(line.aspect, None, criteria=line.criteria)
    whole = _sum(one.points for one in applicable)
    if whole:
        share, possible = Fraction(_sum(one.points for one in met)) / Fraction(whole), whole
    else:
        share, possible = Fraction(len(met), len(applicable)), line.aspect.points
    return AspectResult(
        aspect=line.aspect,
        score=_percentage(share),
        met=len(met),
        applicable=len(applicable),
        unseen=sum(one.outcome == Outcome.UNSEEN for one in applicable),
        points=None if possible is None else _rounded(share * Fraction(possible)),
        possible=possible,
        share=share,
        criteria=line.criteria,
    )


def _sum(points: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where one of them is not known."""
    points = list(points)
    return None if any(one is None for one in points) else sum(points, Decimal(0))


def _has_points(aspects: Iterable[AspectResult]) -> bool:
    return bool(_sum(one.possible for one in aspects if one.applicable))


def _share(aspects: list[AspectResult]) -> Fraction | None:
    """What was reached of what applies in these aspects, from 0 to 1; None where nothing applies."""
    applying = [one for one in aspects if one.applicable]
    if not applying:
        return None
    if _has_points(applying):
        earned = sum(one.share * Fraction(one.possible) for one in applying)
        return earned / Fraction(_sum(one.possible for one in applying))
    return Fraction(sum(one.met for one in applying), sum(one.applicable for one in applying))


def _published(sheet: Sheet) -> Score:
    """What was published stands as it is; a gap is worked out only where all its points were published."""
    blocks = []
    for line in sheet.blocks:
        aspects = [_published_aspect(one) for one in line.aspects]
        share = line.published if line.published is not None else _percentage(_published_share(aspects))
        blocks.append(BlockResult(line.block, share, 0, 0, 0, line.published is None, aspects))
    if sheet.published is not None:
        return Score(sheet.published, False, blocks)
    share = _published_share([aspect for block in blocks for aspect in block.aspects])
    return Score(_percentage(share), True, blocks, by_points=share is not None)


def _published_aspect(line: AspectLine) -> AspectResult:
    if line.published is None:
        return AspectResult(line.aspect, None)
    points, possible = line.published
    if possible is None and line.aspect.points is not None and points <= line.aspect.points:
        possible = line.aspect.points
    share = Fraction(points) / Fraction(possible) if possible else None
    return AspectResult(line.aspect, _percentage(share), points=points, possible=possible)


def _published_share(aspects: list[AspectResult]) -> Fraction | None:
    whole = _sum(one.possible for one in aspects)
    return Fraction(_sum(one.points for one in aspects)) / Fraction(whole) if whole else None


def _percentage(share: Fraction | None) -> Decimal | None:
    return None if share is None else _rounded(share * 100)


def _rounded(number: Fraction) -> Decimal:
    """To the hundredth, a half upwards, as people round; the division is exact until here."""
    whole = Decimal(number.numerator) / Decimal(number.denominator)
    return whole.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
