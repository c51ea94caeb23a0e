"""The scores: as published, or worked out here and then said to be an internal estimate."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from people.api import Column

from ...models import Capture, CaptureEvidence, Round
from ...rounds.scoring import scores
from ..parts import Attachment, Section, Table
from ..scope import Scope


@dataclass(frozen=True)
class Line:
    """A score of one evaluation: of all of it, of a block, or of an aspect."""

    round: Round
    what: str
    score: Decimal | None
    is_estimate: bool
    met: int | None = None
    applicable: int | None = None
    unseen: int | None = None


def section(scope: Scope) -> Section:
    rounds = _rounds(scope)
    evidence = _seen(scope, rounds)
    return Section(
        slug="6-evaluaciones",
        title=_("Scores"),
        notes=[_("What is an internal estimate was worked out by the municipality and is no official result.")],
        tables=[_evaluations(rounds), _lines(scope, rounds), _captures(scope, rounds), _evidence(scope, evidence)],
        attachments=[_attached(one) for one in evidence if one.file] if scope.names else [],
    )


def _rounds(scope: Scope) -> list[Round]:
    """The evaluation of the pack; of an aspect, those with a cut-off by then: official ones and closed own ones."""
    if scope.pack.round_id:
        return [scope.pack.round]
    told = Q(kind=Round.Kind.OFFICIAL) | Q(closed_at__lt=scope.end)
    found = Round.objects.filter(told, instrument=scope.instrument, cutoff_on__lte=scope.day)
    return list(found.select_related("instrument").order_by("cutoff_on", "pk"))


def _evaluations(rounds: list[Round]) -> Table:
    def place(which: str):
        def value(one: Round) -> str:
            number, total = getattr(one, f"{which}_place"), getattr(one, f"{which}_total")
            if number is None:
                return ""
            return _("%(place)d of %(total)d") % {"place": number, "total": total} if total else str(number)

        return value

    return Table(
        _("Evaluations"),
        [
            Column(_("Evaluation"), lambda one: one.name, 40),
            Column(_("Kind"), lambda one: one.get_kind_display(), 26),
            Column(_("Version"), lambda one: str(one.instrument), 34),
            Column(_("Cut-off day"), lambda one: one.cutoff_on, 14),
            Column(_("Published score"), lambda one: one.official_score, 14),
            Column(_("Place in the state"), place("state"), 16),
            Column(_("Place in the country"), place("national"), 16),
            Column(_("Source"), lambda one: one.source, 50),
        ],
        rounds,
    )


def _lines(scope: Scope, rounds: list[Round]) -> Table:
    found = scores(rounds)
    rows: list[Line] = []
    for one in rounds:
        score = found[one.pk]
        rows.append(Line(one, _("The whole instrument"), score.total, score.is_estimate))
        for block in score.blocks:
            aspects = [result for result in block.aspects if result.aspect.pk in scope.numbers]
            if aspects:
                counts = (block.met, block.applicable, block.unseen) if not one.is_official else (None, None, None)
                rows.append(Line(one, str(block.block), block.score, block.is_estimate, *counts))
            for result in aspects:
                counts = (result.met, result.applicable, result.unseen) if not one.is_official else (None, None, None)
                rows.append(Line(one, str(result.aspect), result.score, not one.is_official, *counts))
    return Table(
        _("Scores by block and aspect"),
        [
            Column(_("Evaluation"), lambda row: row.round.name, 40),
            Column(_("Of what"), lambda row: row.what, 50),
            Column(_("Score (0 to 100)"), lambda row: row.score, 14),
            Column(_("What it is"), _what_it_is, 22),
            Column(_("Criteria met"), lambda row: row.met, 12),
            Column(_("Criteria that apply"), lambda row: row.applicable, 12),
            Column(_("Not reviewed yet"), lambda row: row.unseen, 12),
        ],
        rows,
    )


def _what_it_is(row: Line) -> str:
    if row.score is None:
        return _("None is known")
    return _("Internal estimate") if row.is_estimate else pgettext("score", "Published")


def _captures(scope: Scope, rounds: list[Round]) -> Table:
    internal = [one.pk for one in rounds if not one.is_official]
    rows = Capture.objects.filter(round__in=internal, aspect__in=scope.aspect_ids).select_related(
        "round", "aspect", "variable", "changed_by"
    )
    columns = [
        Column(_("Evaluation"), lambda one: one.round.name, 40),
        Column(_("Aspect"), lambda one: one.aspect.number, 9),
        Column(_("What is checked"), lambda one: str(one.variable or one.aspect.title), 60),
        Column(_("What was found"), lambda one: one.get_outcome_display(), 20),
        Column(_("Address"), lambda one: one.address, 50),
        Column(_("Written on"), lambda one: one.changed_at, 18),
    ]
    if scope.names:
        columns.append(Column(_("Note"), lambda one: one.note, 50))
    if scope.details:
        columns.append(Column(_("By whom"), lambda one: str(one.changed_by or ""), 30))
    return Table(
        _("What the own reviews found"), columns, list(rows.order_by("round__cutoff_on", "aspect__number", "pk"))
    )


def _seen(scope: Scope, rounds: list[Round]) -> list[CaptureEvidence]:
    rows = CaptureEvidence.objects.filter(
        capture__round__in=[one.pk for one in rounds], capture__aspect__in=scope.aspect_ids, added_at__lt=scope.end
    )
    return list(rows.select_related("capture__aspect", "capture__round"))


def _evidence(scope: Scope, evidence: list[CaptureEvidence]) -> Table:
    columns = [
        Column(_("Evaluation"), lambda one: one.capture.round.name, 40),
        Column(_("Aspect"), lambda one: one.capture.aspect.number, 9),
        Column(_("Title"), lambda one: one.title, 44),
        Column(_("Address"), lambda one: one.address, 60),
        Column(_("Added on"), lambda one: one.added_at, 18),
        Column(_("SHA-256"), lambda one: one.sha256, 66),
    ]
    if scope.names:
        columns.insert(4, Column(_("File"), lambda one: _name(one) if one.file else "", 44))
    return Table(_("What was seen in the own reviews"), columns, evidence)


def _name(one: CaptureEvidence) -> str:
    return f"{one.capture.aspect.number}-{one.pk}.{one.file.rpartition('.')[2]}"


def _attached(one: CaptureEvidence) -> Attachment:
    about = _("Seen for aspect %(number)d: %(title)s") % {"number": one.capture.aspect.number, "title": one.title}
    return Attachment(_name(one), one.file, one.sha256, about)
