from __future__ import annotations

import json

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..acts import ACTS
from ..admin_pages import frame, requires
from ..ledger import record_decision
from ..models import Decision
from ..sheets import Column, csv_file, xlsx_file
from .filters import Filters

VIEW = "people.view_decision"
PER_PAGE = 50
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def act_word(act: str) -> str:
    return str(ACTS.get(act, act))


@require_safe
@requires(VIEW)
def decisions(request: HttpRequest) -> HttpResponse:
    filters = Filters.read(request.GET)
    page = Paginator(filters.rows(), PER_PAGE).get_page(request.GET.get("pagina"))
    lines = [{"decision": one, "act": act_word(one.act), "changes": changes(one)} for one in page]
    return render(
        request,
        "people/decisions/list.html",
        {
            **frame(_("Ledger of decisions"), icon="list-ul"),
            "filters": filters,
            "acts": sorted(((name, str(label)) for name, label in ACTS.items()), key=lambda pair: pair[1]),
            "page_obj": page,
            "lines": lines,
            "pages": page_links(page, filters),
        },
    )


def page_links(page, filters: Filters) -> list[dict]:
    if not page.has_other_pages():
        return []
    return [
        {
            "label": str(number),
            "url": "" if number == page.paginator.ELLIPSIS else filters.as_query(pagina=number),
            "is_current": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number)
    ]


def changes(decision: Decision) -> list[dict[str, str]]:
    """Each value that the line tells, before and after, as text."""
    names = [*decision.before, *(name for name in decision.after if name not in decision.before)]
    return [
        {"name": name, "before": as_text(decision.before.get(name)), "after": as_text(decision.after.get(name))}
        for name in names
    ]


def as_text(value) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@require_safe
@requires(VIEW)
def decision(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Decision.objects.select_related("employee"), number=number)
    parents = [(_("Ledger of decisions"), reverse("people_decisions:list"))]
    title = _("Line %(number)d of the ledger") % {"number": found.number}
    context = {**frame(title, icon="list-ul", parents=parents), "decision": found}
    return render(
        request, "people/decisions/one.html", {**context, "act": act_word(found.act), "changes": changes(found)}
    )


def columns() -> list[Column]:
    return [
        Column(_("Line"), lambda one: one.number, 8),
        Column(_("When"), lambda one: one.at, 18),
        Column(_("Decision"), lambda one: act_word(one.act), 28),
        Column(_("Decided by"), lambda one: one.actor_name, 30),
        Column(_("Employee number"), lambda one: one.employee.number if one.employee else "", 14),
        Column(_("Name"), lambda one: one.employee.sorting_name if one.employee else "", 34),
        Column(_("Subject"), lambda one: one.subject, 44),
        Column(_("Reason"), lambda one: one.reason, 40),
        Column(_("Before"), lambda one: as_text(one.before or None), 30),
        Column(_("After"), lambda one: as_text(one.after or None), 30),
        Column(_("Fingerprint"), lambda one: one.digest, 66),
    ]


@require_POST
@requires(VIEW)
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The lines of the screen as a file; itself a line of the ledger."""
    if kind not in CONTENT_TYPES:
        raise Http404
    filters = Filters.read(request.POST)
    rows = list(filters.rows())
    now = timezone.now()
    # Translators: the beginning of a file name, without spaces or accents.
    name = f"{_('ledger-of-decisions')}_{timezone.localdate(now)}.{kind}"
    criteria = [(_("Cut-off"), now), *filters.in_words(), (_("Rows"), len(rows))]
    record_decision(
        act="export",
        actor=request.user,
        subject=name,
        after={
            label: as_text(value if not hasattr(value, "isoformat") else value.isoformat()) for label, value in criteria
        },
    )
    if kind == "csv":
        content = csv_file(columns(), rows)
    else:
        content = xlsx_file(
            title=_("Ledger of decisions"),
            columns=columns(),
            rows=rows,
            criteria_title=_("Criteria"),
            criteria=criteria,
            author=request.user.get_full_name() or request.user.get_username(),
        )
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response
