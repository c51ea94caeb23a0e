"""The ledger of notices for Human Resources: who was told what, when, how, and why not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..admin_pages import frame, requires
from ..ledger import record_decision
from ..lists import TABLE_FORMATS, attached, page_links, table_file
from ..models import Employee, ReturnedAddress
from ..registries import notice_kinds
from ..sheets import Column
from .addresses import address_of, lift_return, mark_returned
from .filters import STATE_WORDS, Filters
from .told import TONES, kind_word, line_of

VIEW = "people.view_notice"
PER_PAGE = 50


@require_safe
@requires(VIEW)
def ledger(request: HttpRequest) -> HttpResponse:
    filters = Filters.read(request.GET)
    page = Paginator(filters.rows(), PER_PAGE).get_page(request.GET.get("pagina"))
    kinds = sorted(((kind, kind_word(kind)) for kind in notice_kinds), key=lambda pair: pair[1])
    return render(
        request,
        "people/notices/ledger.html",
        {
            **frame(_("Notices"), icon="mail"),
            "filters": filters,
            "fields": dict(filters.fields()),
            "kinds": kinds,
            "states": [(word, state.label) for word, state in STATE_WORDS.items()],
            "tiles": _tiles(filters),
            "page_obj": page,
            "lines": [line_of(notice) for notice in page],
            "pages": page_links(page, filters),
            "mailbox": _mailbox(filters.person),
        },
    )


def _tiles(filters: Filters) -> list[dict[str, Any]]:
    """How many notices stand in each state, with all the other filters."""
    others = Filters(**{name: value for name, value in vars(filters).items() if name not in {"state", "ignored"}})
    counts = dict(others.rows().order_by().values_list("state").annotate(Count("pk")))
    return [
        {
            "label": state.label,
            "number": counts.get(state.value, 0),
            "url": filters.as_query(estado=word),
            "tone": TONES[state][0],
            "icon": TONES[state][1],
        }
        for word, state in STATE_WORDS.items()
    ]


def _mailbox(person: Employee | None) -> dict[str, Any] | None:
    """Where the person is written to, and the mark on the address if mail comes back from there."""
    if person is None:
        return None
    address = address_of(person)
    mark = ReturnedAddress.objects.filter(address=address.lower(), lifted_at=None).select_related("reported_by")
    return {"person": person, "address": address, "mark": mark.first() if address else None}


@require_POST
@requires(VIEW)
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows of the list as a file. It is a POST since it writes a line in the ledger of decisions."""
    if kind not in TABLE_FORMATS:
        raise Http404
    filters = Filters.read(request.POST)
    lines = [line_of(notice) for notice in filters.rows()]
    now = timezone.now()
    # Translators: the beginning of a file name, without spaces or accents.
    name = f"{_('notices')}_{timezone.localdate(now).isoformat()}.{kind}"
    criteria = [(_("Cut-off"), now), *filters.in_words(), (_("Rows"), len(lines))]
    content = table_file(
        kind,
        title=_("Notices"),
        columns=columns(),
        rows=lines,
        criteria=criteria,
        author=request.user.get_full_name() or request.user.get_username(),
    )
    plain = {label: value.isoformat() if hasattr(value, "isoformat") else value for label, value in criteria}
    record_decision(act="export", actor=request.user, subject=name, employee=filters.person, after=plain)
    return attached(content, name=name)


def columns() -> list[Column]:
    """The columns of the ledger's files; their rows are `told.Line`."""
    return [
        Column(_("Employee number"), lambda line: line.notice.employee.number),
        Column(_("Name"), lambda line: line.notice.employee.sorting_name, 34),
        Column(_("Planned for"), lambda line: line.notice.planned_for, 14),
        Column(_("Kind"), lambda line: line.kind, 24),
        Column(_("Notice"), lambda line: line.notice.title, 60),
        Column(_("About"), lambda line: line.notice.about.sorting_name if line.notice.about else "", 30),
        Column(_("State"), lambda line: line.state, 24),
        Column(_("Sent or settled"), lambda line: _moment(line.notice.settled_at), 18),
        Column(_("Detail"), lambda line: line.detail, 50),
        Column(_("Read on"), lambda line: _moment(line.notice.read_at), 18),
    ]


def _moment(value) -> str:
    """To the minute, as text: the hour is what such a list is asked for."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


@require_POST
@requires(VIEW)
def mark_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail to the person comes back, or arrives again (`llega`), as Human Resources knows it."""
    employee = get_object_or_404(Employee.objects.select_related("user"), pk=pk)
    address = address_of(employee)
    if not address:
        messages.error(request, _("This person has no e-mail."))
    elif request.POST.get("llega"):
        lift_return(address=address, user=request.user)
        messages.success(request, _("From now on notices are sent to %(address)s again.") % {"address": address})
    else:
        mark_returned(address=address, user=request.user)
        text = _("Nothing more is sent to %(address)s. The person's notices stand on the site.")
        messages.success(request, text % {"address": address})
    return redirect(f"{reverse('people_notices_admin:ledger')}?persona={employee.pk}")
