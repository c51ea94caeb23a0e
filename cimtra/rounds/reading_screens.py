"""What is read from rounds: two of them compared, the simulator, and one as a file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.api import attached, requires

from ..access import FOLLOW
from ..models import Finding, Round
from .comparing import CannotCompare, Comparison, compare
from .files import paper_file, table_of
from .frames import found_round, internal_round, look_of, round_frame
from .simulator import options, simulate

MOST_CHOSEN = 500


@require_safe
@requires(FOLLOW)
def comparison(http: HttpRequest) -> HttpResponse:
    """Two rounds side by side; without two to compare, the form to choose them."""
    rounds = list(Round.objects.select_related("instrument"))
    one, other = (_asked(rounds, http.GET.get(name, "")) for name in ("una", "otra"))
    found, refusal = None, ""
    if one and other:
        try:
            found = compare(one, other)
        except CannotCompare as reason:
            refusal = str(reason)
    context = {
        **round_frame(http, _("Compare evaluations")),
        "rounds": rounds,
        "one": one,
        "other": other,
        "found": found,
        "refusal": refusal,
        "changes": _changes(found) if found else [],
    }
    return render(http, "cimtra/rounds/compare.html", context)


def _asked(rounds: list[Round], asked: str) -> Round | None:
    return next((one for one in rounds if str(one.pk) == asked), None)


def _changes(found: Comparison) -> list[dict[str, Any]]:
    """The criteria that stand otherwise now: [{"aspect", "criterion", "before", "after"}]."""
    return [
        {"aspect": one.aspect, "criterion": now, "before": look_of(was.outcome), "after": look_of(now.outcome)}
        for block in found.blocks
        for one in block.aspects
        for was, now in one.changed
    ]


@require_safe
@requires(FOLLOW)
def simulator(http: HttpRequest, pk: int) -> HttpResponse:
    """The open findings by gain for effort, and what the score would be were the chosen ones closed."""
    evaluation = internal_round(pk)
    findings = list(
        Finding.objects.filter(aspect__instrument=evaluation.instrument_id, state__in=Finding.OPEN)
        .select_related("aspect", "department")
        .prefetch_related("variables")
    )
    ticked = set(http.GET.getlist("obs")[:MOST_CHOSEN])
    chosen = [one for one in findings if str(one.pk) in ticked]
    before, after = simulate(evaluation, chosen)
    rows = [{"option": one, "is_chosen": str(one.finding.pk) in ticked} for one in options(evaluation, findings)]
    context = {
        **round_frame(http, _("Simulator"), evaluation),
        "rows": rows,
        "chosen": chosen,
        "before": before,
        "after": after,
        "gain": (after.total or Decimal(0)) - (before.total or Decimal(0)),
        "blocks": [(was, now) for was, now in zip(before.blocks, after.blocks, strict=True)],
    }
    return render(http, "cimtra/rounds/simulator.html", context)


@require_safe
@requires(FOLLOW)
def paper(http: HttpRequest, pk: int) -> HttpResponse:
    name, content = paper_file(found_round(pk))
    return attached(content, name=name)


@require_safe
@requires(FOLLOW)
def table(http: HttpRequest, pk: int, kind: str) -> HttpResponse:
    author = http.user.get_full_name() or http.user.get_username()
    name, content = table_of(found_round(pk), kind, author=author)
    return attached(content, name=name)
