from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.api import TABLE_FORMATS, Employee, attached, frame, page_links, requires

from .downloads import progress_download
from .filters import STATE_WORDS, WORD_OF_STATE, order_label
from .overview import Overview
from .progress import STATES, percent_of
from .record import record_of
from .words import state_word

PER_PAGE = 50
VIEW_PROGRESS = "reports.view_progress"


#: Only for those who may see the training record of everybody (RH and administration).
sees_progress = requires(VIEW_PROGRESS)


@require_safe
@sees_progress
def progress_report(request: HttpRequest) -> HttpResponse:
    overview = Overview.of(request.GET)
    filters = overview.filters
    page = Paginator(overview.rows, PER_PAGE).get_page(filters.page)
    overview.add_departments_then(page.object_list)
    tally = overview.tally
    return render(
        request,
        "reports/progress.html",
        {
            **frame(_("Progress of training"), icon="group"),
            "overview": overview,
            "filters": filters,
            "page_obj": page,
            "page_links": page_links(page, filters),
            "tally": tally,
            "tiles": tiles(tally, filters),
            "offices": office_rows(overview),
            "columns": heading_links(filters),
            "department_choices": department_choices(overview),
            "state_choices": [(word, state_word(state)) for word, state in STATE_WORDS.items()],
            "chosen_state": WORD_OF_STATE.get(filters.state, ""),
            "totals": [tally.of(state) for state in STATES],
            "download_kinds": [("xlsx", _("Download XLSX")), ("csv", _("Download CSV"))],
            "clear_url": reverse("reports_admin:progress"),
        },
    )


def department_choices(overview: Overview) -> list[tuple[int, str]]:
    organisation = overview.choices.organisation
    return [(pk, "— " * (organisation.depths[pk] - 1) + name) for pk, name in organisation.names.items()]


def tiles(tally, filters) -> list[dict]:
    """One figure per state, each with the whole it is a part of, leading to its people."""
    found = [
        {
            "state": "missing",
            "label": state_word("missing"),
            "number": tally.missing,
            "percent": percent_of(tally.missing, tally.total),
            "url": filters.as_query(estado="faltan"),
        }
    ]
    order = ["completed", *(state for state in STATES if state != "completed")]
    found += [
        {
            "state": state,
            "label": state_word(state),
            "number": tally.of(state),
            "percent": percent_of(tally.of(state), tally.total),
            "url": filters.as_query(estado=WORD_OF_STATE[state]),
        }
        for state in order
    ]
    return found


def office_rows(overview: Overview) -> list[dict]:
    filters = overview.filters
    return [
        {
            "label": one.label or _("Without appointment"),
            "total": one.total,
            "missing": one.missing,
            "percent": one.percent,
            "cells": [
                {
                    "state": state,
                    "number": one.of(state),
                    "url": filters.as_query(direccion=one.pk, alcance="propia", estado=WORD_OF_STATE[state])
                    if one.pk
                    else "",
                }
                for state in STATES
            ],
            "url": filters.as_query(direccion=one.pk, alcance="propia", estado="") if one.pk else "",
        }
        for one in overview.offices
    ]


def heading_links(filters) -> list[dict]:
    """The headings of the table; those with a key sort by it."""
    keys = [
        ("numero", _("Employee number"), False),
        ("nombre", _("Name"), False),
        ("direccion", _("Department"), False),
        ("puesto", _("Post"), False),
        ("faltan", _("State"), False),
        ("", _("Duties"), True),
        ("acreditados", _("Completed"), True),
        ("", _("Pending"), True),
        ("limite", _("Next due date"), False),
        ("acreditacion", _("Last completion"), False),
        ("", _("Department at that time"), False),
    ]
    return [
        {
            "label": label,
            "is_number": is_number,
            "url": filters.order_query(key) if key else "",
            "hint": order_label(key) if key else "",
            "sort": ("descending" if filters.descending else "ascending") if key and key == filters.order else "",
        }
        for key, label, is_number in keys
    ]


@require_POST
@sees_progress
def download_progress(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows of the screen as a file. It is a POST since it writes a line in the register of downloads."""
    if kind not in TABLE_FORMATS:
        raise Http404
    name, content = progress_download(overview=Overview.of(request.POST), kind=kind, user=request.user)
    return attached(content, name=name)


@require_safe
@sees_progress
def person(request: HttpRequest, pk: int) -> HttpResponse:
    employee = get_object_or_404(Employee, pk=pk)
    parents = [(_("Progress of training"), reverse("reports_admin:progress"))]
    return render(
        request,
        "reports/person.html",
        {**frame(employee.full_name, icon="user", parents=parents), "record": record_of(employee)},
    )
