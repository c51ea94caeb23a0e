"""The list of findings in the admin with its files, and what each department has resolved."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.api import TABLE_FORMATS, Employee, attached, page_links, record_decision

from ..access import RUN
from ..models import Aspect, Block, Finding, Round
from .files import finding_columns, table_of, tally_columns
from .forms import department_choices
from .framing import framed, sees_findings
from .lists import resolved_by_department, whole, with_names
from .look import rows_of
from .narrowing import Narrowed, due_choices, kind_choices, state_choices

PER_PAGE = 50
# Columns that a second click turns round.
TURNS = ("vence", "numero")
Choices = list[tuple[str, str]]


@require_safe
@sees_findings
def findings(request: HttpRequest) -> HttpResponse:
    narrowed = Narrowed.read(request.GET)
    page = Paginator(with_names(narrowed.of(Finding.objects.all())), PER_PAGE).get_page(narrowed.page)
    return render(
        request,
        "cimtra/findings/list.html",
        {
            **framed(),
            "narrowed": narrowed,
            "rows": rows_of(page.object_list),
            "page_obj": page,
            "links": page_links(page, narrowed),
            "headings": headings(narrowed),
            "fields": filter_fields(narrowed),
            "formats": TABLE_FORMATS,
            "may_run": request.user.has_perm(RUN),
        },
    )


def headings(narrowed: Narrowed) -> list[dict[str, str]]:
    """The columns that the list can be sorted by: {"label", "url", "sort" (for aria-sort)}."""
    known = (
        ("numero", _("Finding")),
        ("estado", _("State")),
        ("vence", _("Due on")),
        ("direccion", _("Department")),
        ("aspecto", _("Aspect")),
    )
    return [
        {
            "label": label,
            "url": narrowed.as_query(orden=f"-{word}" if narrowed.order == word and word in TURNS else word),
            "sort": {word: "ascending", f"-{word}": "descending"}.get(narrowed.order, ""),
        }
        for word, label in known
    ]


def filter_fields(narrowed: Narrowed) -> list[dict[str, Any]]:
    """The choices of the list; only blocks, aspects, rounds and people that some finding has."""
    fields = (
        ("estado", _("State"), state_choices()),
        ("vence", _("Due"), due_choices()),
        ("direccion", _("Department"), [(str(pk), name) for pk, name in department_choices()]),
        ("bloque", _("Block"), _blocks()),
        ("aspecto", _("Aspect"), _aspects(narrowed)),
        ("evaluacion", _("Evaluation"), _rounds()),
        ("persona", _("Person"), _people()),
        ("tipo", _("Kind"), kind_choices()),
    )
    return [
        {"name": name, "label": label, "choices": choices, "value": narrowed.values.get(name, "")}
        for name, label, choices in fields
        if choices
    ]


def _blocks() -> Choices:
    rows = Block.objects.filter(aspects__findings__isnull=False).distinct().order_by("field__instrument", "number")
    return [(str(one.pk), str(one)) for one in rows]


def _aspects(narrowed: Narrowed) -> Choices:
    rows = Aspect.objects.filter(findings__isnull=False).distinct()
    if block := narrowed.chosen.get("bloque"):
        rows = rows.filter(block=block)
    return [(str(one.pk), f"{one.number}. {one.title}") for one in rows.order_by("instrument", "number")]


def _rounds() -> Choices:
    rows = Round.objects.filter(findings__isnull=False).distinct()
    return [(str(one.pk), one.name) for one in rows]


def _people() -> Choices:
    rows = Employee.objects.filter(pk__in=Finding.objects.exclude(person=None).values("person"))
    return [(str(one.pk), one.full_name) for one in rows.order_by("first_surname", "second_surname", "given_names")]


@require_POST
@sees_findings
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it was narrowed; a POST, since the ledger says who took it."""
    narrowed = Narrowed.read(request.POST)
    rows = with_names(narrowed.of(Finding.objects.all()))
    return _file(request, kind, _("Findings"), "observaciones", finding_columns(), list(rows), narrowed)


@require_safe
@sees_findings
def resolved(request: HttpRequest) -> HttpResponse:
    """«Solventadas»: how many each department has had verified, as bars and as a table."""
    narrowed = Narrowed.read(request.GET)
    tallies = _tallies(narrowed)
    return render(
        request,
        "cimtra/findings/resolved.html",
        {
            **framed(_("Resolved findings")),
            "narrowed": narrowed,
            "tallies": tallies,
            "whole": whole(tallies, _("All")),
            "fields": [one for one in filter_fields(narrowed) if one["name"] in ("bloque", "evaluacion", "tipo")],
            "formats": TABLE_FORMATS,
        },
    )


def _tallies(narrowed: Narrowed):
    found = narrowed.of(Finding.objects.all())
    return resolved_by_department(found, name_of_none=_("Without a department"))


@require_POST
@sees_findings
def download_resolved(request: HttpRequest, kind: str) -> HttpResponse:
    narrowed = Narrowed.read(request.POST)
    rows = _tallies(narrowed)
    return _file(request, kind, _("Resolved findings"), "solventadas", tally_columns(), rows, narrowed)


@transaction.atomic
def _file(request, kind: str, title: str, name: str, columns: list, rows: list, narrowed: Narrowed) -> HttpResponse:
    if kind not in TABLE_FORMATS:
        raise Http404
    content = table_of(kind, title=title, columns=columns, rows=rows, narrowed=narrowed, author=request.user)
    record_decision(
        act="export",
        actor=request.user,
        subject=title,
        after={"format": kind, "rows": len(rows), "criteria": dict(narrowed.in_words())},
    )
    return attached(content, name=f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}")
