from __future__ import annotations

import json

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..acts import ACTS
from ..admin_pages import frame, requires
from ..ledger import record_decision
from ..lists import TABLE_FORMATS, attached, page_links, table_file
from ..models import Decision
from ..sheets import Column
from .filters import Filters
from .wording import name_in_words, value_in_words

VIEW = "people.view_decision"
PER_PAGE = 50


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


def changes(decision: Decision) -> list[dict[str, str]]:
    """Each value that the line tells, before and after, in words."""
    names = [*decision.before, *(name for name in decision.after if name not in decision.before)]
    return [
        {
            "name": name_in_words(name),
            "before": value_in_words(decision.before.get(name)),
            "after": value_in_words(decision.after.get(name)),
        }
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
    context = {
        **frame(title, icon="list-ul", parents=parents),
        "decision": found,
        "act": act_word(found.act),
        "changes": changes(found),
        "has_before": bool(found.before),
    }
    return render(request, "people/decisions/one.html", context)


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
    if kind not in TABLE_FORMATS:
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
    content = table_file(
        kind,
        title=_("Ledger of decisions"),
        columns=columns(),
        rows=rows,
        criteria=criteria,
        author=request.user.get_full_name() or request.user.get_username(),
    )
    return attached(content, name=name)
