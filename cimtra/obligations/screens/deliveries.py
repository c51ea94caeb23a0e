"""Deliveries in the admin: the list with its files, the board, the calendar, and one delivery with its review."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from people.api import TABLE_FORMATS, Column, attached, calendar_file, page_links, requires, table_file

from ...access import ACCEPT, FOLLOW, RUN
from ...models import Delivery, Obligation
from ..acting import ACTS, Attempt, attempt, form_of
from ..acts import why_not_decide, why_not_excuse
from ..board import board, month_of, years_of
from ..feed import entries
from ..lights import LIGHTS, OPEN
from ..lists import Narrowed, departments_in, tally, with_what_is_shown
from ..look import Row, last_return, row_of, rows_of, story_of
from .frames import deliveries_frame

PER_PAGE = 50
MOST_ROWS = 20_000
# Who may do which act here; «entregar» is for areas without a liaison, and then somebody else accepts it.
PERMISSIONS = {"entregar": RUN, "retirar": RUN, "aceptar": ACCEPT, "devolver": ACCEPT, "dispensar": ACCEPT}


def _every():
    return with_what_is_shown(Delivery.objects.all())


def _filters(narrowed: Narrowed) -> dict[str, Any]:
    """What templates/cimtra/obligations/_filters.html takes."""
    return {
        "narrowed": narrowed,
        "lights": LIGHTS.values(),
        "kinds": Obligation.Kind.choices,
        "departments": departments_in(Delivery.objects.all()),
        "query": narrowed.as_query(),
    }


@require_safe
@requires(FOLLOW)
def deliveries(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    narrowed = Narrowed.asked(request.GET)
    page = Paginator(narrowed.of(_every(), today), PER_PAGE).get_page(request.GET.get("pagina"))
    counts = tally(Delivery.objects.all(), today)
    context = {
        **deliveries_frame(),
        **_filters(narrowed),
        "rows": rows_of(page, today),
        "number": page.paginator.count,
        "links": page_links(page, narrowed),
        "tiles": [(light, counts[light.key]) for light in LIGHTS.values() if light.key != "not_applicable"],
        "years": years_of(Delivery.objects.all(), today),
    }
    return render(request, "cimtra/obligations/deliveries.html", context)


def _columns() -> list[Column]:
    return [
        Column(_("Department"), lambda row: row.delivery.department.name, 30),
        Column(_("Obligation"), lambda row: row.delivery.obligation.title, 50),
        Column(_("Kind"), lambda row: row.delivery.obligation.get_kind_display(), 28),
        Column(pgettext("delivery", "Period"), lambda row: row.period, 26),
        Column(pgettext("delivery", "Due on"), lambda row: row.delivery.due_on, 14),
        Column(pgettext("delivery", "State"), lambda row: str(row.light.word), 16),
        Column(pgettext("delivery", "Delivered on"), lambda row: row.delivery.delivered_on, 14),
        Column(_("Address"), lambda row: row.delivery.address, 50),
        Column(_("Document"), _document, 40),
        Column(pgettext("delivery", "Note"), lambda row: row.delivery.note, 40),
    ]


def _document(row: Row) -> str:
    return row.delivery.document.title if row.delivery.document else ""


@require_safe
@requires(FOLLOW)
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it is narrowed, as XLSX or CSV."""
    if kind not in TABLE_FORMATS:
        raise Http404
    today, now = timezone.localdate(), timezone.localtime()
    narrowed = Narrowed.asked(request.GET)
    rows = rows_of(narrowed.of(_every(), today)[:MOST_ROWS], today)
    title = pgettext("obligations", "Deliveries")
    content = table_file(
        kind,
        title=title,
        columns=_columns(),
        rows=rows,
        criteria=[
            (_("Cut-off"), now),
            (_("Rows"), len(rows)),
            (_("Filters"), narrowed.in_words() or pgettext("filters", "None")),
        ],
        author=request.user.get_username(),
    )
    return attached(content, name=f"entregas-{today.isoformat()}.{kind}")


@require_safe
@requires(FOLLOW)
def shown_board(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    narrowed = Narrowed.asked(request.GET)
    year = narrowed.year or today.year
    every = Delivery.objects.all()
    places = board(_without_time(narrowed).of(every, today), year=year, today=today)
    context = {
        **deliveries_frame(_("Board of deliveries")),
        **_filters(narrowed),
        "places": places,
        "year": year,
        "years": years_of(every, today),
        "legend": LIGHTS.values(),
    }
    return render(request, "cimtra/obligations/board.html", context)


def _without_time(narrowed: Narrowed) -> Narrowed:
    return Narrowed(department=narrowed.department, kind=narrowed.kind, aspect=narrowed.aspect, words=narrowed.words)


@require_safe
@requires(FOLLOW)
def calendar(request: HttpRequest) -> HttpResponse:
    """A month as a grid, and as a list, which is what a phone shows."""
    today = timezone.localdate()
    narrowed = Narrowed.asked(request.GET)
    month = month_of(narrowed.of(_every(), today), first=_month(request.GET.get("mes", ""), today), today=today)
    context = {
        **deliveries_frame(_("Calendar of deliveries")),
        **_filters(narrowed),
        "month": month,
        "before": narrowed.as_query(mes=f"{month.before:%Y-%m}"),
        "after": narrowed.as_query(mes=f"{month.after:%Y-%m}"),
        "today": narrowed.as_query(),
        "is_now": month.first == today.replace(day=1),
    }
    return render(request, "cimtra/obligations/calendar.html", context)


def _month(asked: str, today: dt.date) -> dt.date:
    try:
        found = dt.datetime.strptime(asked[:7], "%Y-%m").date()  # noqa: DTZ007 - a month has no hour
    except ValueError:
        found = today
    return (found if 1990 <= found.year <= 2200 else today).replace(day=1)


@require_safe
@requires(FOLLOW)
def calendar_as_file(request: HttpRequest) -> HttpResponse:
    """What is owed as an iCalendar file, as the list is narrowed."""
    today = timezone.localdate()
    owed = Narrowed.asked(request.GET).of(_every(), today).filter(state__in=OPEN)[:MOST_ROWS]
    response = HttpResponse(
        calendar_file(entries(owed, address="cimtra_obligations:delivery")), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename="entregas.ics")
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@requires(FOLLOW)
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(_every(), pk=pk))


@require_POST
@requires(FOLLOW)
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    if not request.user.has_perm(PERMISSIONS[name]):
        raise PermissionDenied
    one = get_object_or_404(_every(), pk=pk)
    tried = attempt(name, one, by=request.user, data=request.POST)
    if not tried.done:
        return _page(request, tried.now or one, name, tried)
    messages.success(request, tried.done)
    return redirect("cimtra_obligations:delivery", pk)


def _page(request: HttpRequest, one: Delivery, name: str = "", tried: Attempt | None = None) -> HttpResponse:
    story = story_of(one)
    user = request.user
    forms = {act: form_of(act, one) for act in ACTS if user.has_perm(PERMISSIONS[act])}
    if tried:
        forms[name] = tried.form
    row = row_of(one, timezone.localdate())
    in_review, owed = one.state == Delivery.State.IN_REVIEW, one.state in OPEN
    context = {
        **deliveries_frame(f"{one.obligation.title} · {row.period}"),
        "row": row,
        "delivery": one,
        "aspects": one.obligation.aspects.order_by("number"),
        "story": story,
        "returned": last_return(story) if one.state == Delivery.State.RETURNED else None,
        "newer": tried.now if tried else None,
        "forms": forms,
        "tried": tried,
        "may_decide": user.has_perm(ACCEPT),
        "may_run": user.has_perm(RUN),
        "why_not_decide": why_not_decide(one, user) if in_review else "",
        "why_not_excuse": why_not_excuse(one, user) if owed else "",
    }
    return render(request, "cimtra/obligations/delivery.html", context, status=tried.status if tried else 200)
