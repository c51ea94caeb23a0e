"""The board in the admin, its files, and what stands behind one aspect."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.api import TABLE_FORMATS, attached, frame, record_decision, requires, table_file

from ..access import COVERAGE, FOLLOW, SEE_PEOPLE
from ..models import Aspect
from .behind import behind
from .board import URGENCY, Board, board
from .columns import columns
from .look import shown, urgency_look
from .narrowing import BY_NUMBER, Narrowed

VIEW_RECORDS = "reports.view_progress"
#: Where the evidence has pages of its own, for those who may open them.
LINKS = {
    "finding": "cimtra_findings:one",
    "delivery": "cimtra_obligations:delivery",
    "address": "cimtra_monitoring:one",
}


@require_safe
@requires(COVERAGE)
def show(request: HttpRequest) -> HttpResponse:
    found = board(day=timezone.localdate(), viewer=request.user)
    narrowed = Narrowed.asked(request.GET, found)
    context = {
        **frame(_("Coverage"), icon="table"),
        "board": found,
        "rows": [shown(line) for line in narrowed.of(found)],
        "tiles": tiles_of(found, narrowed),
        "choices": choices_of(found),
        "narrowed": narrowed,
        "hidden_fields": [part.split("=") for part in narrowed.as_query().split("&") if part],
        "query_by_number": narrowed.as_query(order=BY_NUMBER),
        "query_by_urgency": narrowed.as_query(order=""),
        "formats": TABLE_FORMATS,
        "may_name_areas": request.user.has_perm(FOLLOW),
    }
    return render(request, "cimtra/coverage/board.html", context)


def tiles_of(found: Board, narrowed: Narrowed) -> list[dict]:
    """How many aspects are in each state, with the way to them; states that hold for none are left out."""
    tiles = []
    for urgency in URGENCY:
        if number := len(found.of(urgency)):
            tiles.append(
                {
                    **urgency_look(urgency),
                    "number": number,
                    "query": narrowed.as_query(urgency=urgency),
                    "is_chosen": urgency == narrowed.urgency,
                }
            )
    return tiles


def choices_of(found: Board) -> dict[str, list]:
    blocks = {line.aspect.block_id: line.aspect.block for line in found.lines}
    departments = {one.pk: one for line in found.lines for one in line.departments}
    return {
        "urgencies": [urgency_look(urgency) for urgency in URGENCY if found.of(urgency)],
        "blocks": sorted(blocks.values(), key=lambda block: (block.field.number, block.number)),
        "departments": sorted(departments.values(), key=lambda department: department.path),
    }


@require_POST
@requires(COVERAGE)
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows of the screen as a file; a POST, since the ledger keeps who took it."""
    if kind not in TABLE_FORMATS:
        raise Http404
    found = board(day=timezone.localdate(), viewer=request.user)
    narrowed = Narrowed.asked(request.POST, found)
    rows = narrowed.of(found)
    author = request.user.get_full_name() or request.user.get_username()
    criteria = [
        (_("Cut-off"), timezone.now()),
        (_("Version of the instrument"), str(found.instrument or "")),
        *narrowed.in_words(found),
        (_("Notice"), estimate_notice()),
        (_("Rows"), len(rows)),
        (_("Author"), author),
    ]
    title = _("Coverage")
    content = table_file(kind, title=title, columns=columns(), rows=rows, criteria=criteria, author=author)
    record_decision(act="export", actor=request.user, subject=title, after={"format": kind, "rows": len(rows)})
    return attached(content, name=f"cobertura_{found.day.isoformat()}_{len(rows)}-aspectos.{kind}")


def estimate_notice() -> str:
    return _("Points lost are an estimate of the municipality: CIMTRA does not publish what each aspect is worth.")


@require_safe
@requires(COVERAGE)
def aspect(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands behind one line of the board: areas, people for whoever may see them, deliveries, observations."""
    found = board(day=timezone.localdate(), viewer=request.user)
    get_object_or_404(Aspect, pk=pk)
    line = next((one for one in found.lines if one.aspect.pk == pk), None)
    if line is None:
        raise Http404
    parents = [(_("Coverage"), reverse("cimtra_coverage:board"))]
    context = {
        **frame(str(line.aspect), icon="table", parents=parents),
        **shown(line),
        "behind": behind(line, day=found.day, named=None if request.user.has_perm(SEE_PEOPLE) else ()),
        "sees_records": request.user.has_perm(VIEW_RECORDS),
        "links": LINKS if request.user.has_perm(FOLLOW) else {},
        "pack_url": f"{reverse('cimtra_packs:new')}?aspecto={pk}",
    }
    return render(request, "cimtra/coverage/aspect.html", context)
