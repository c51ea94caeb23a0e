"""The monitor's rounds, the report of a quarter and what has changed, in the admin."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.api import CONTENT_TYPES, Department, attached, record_decision, requires

from ..access import FOLLOW, RUN
from ..models import MonitoringRun, Verdict
from ..periods import Period, quarter_due, quarter_of
from .addresses import Narrowed
from .changes import changes_since
from .files import quarter_file, share_in_words
from .forms import RoundForm, departments
from .look import content_in_words, look_of, why, word_of
from .quarter import VERDICTS, AddressLine, QuarterReport, report_of
from .running import CannotRun, start, work_of
from .screens import FORM, author_of, framed

LAST_ROUNDS = 30
LOOK_AGAIN = 4
MOST_DAYS = 366
MOST_CHANGES = 300


@FORM
@requires(FOLLOW)
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds of visits that were asked for, and a form to ask for another."""
    may_run = request.user.has_perm(RUN)
    form = RoundForm(request.POST or None)
    if request.method == "POST":
        if not may_run:
            raise Http404
        if form.is_valid():
            try:
                run = start(**form.as_asked(), by=request.user)
            except CannotRun as reason:
                form.add_error(None, str(reason))
            else:
                return redirect("cimtra_monitoring:round", run.pk)
    found = MonitoringRun.objects.select_related("department", "asked_by").annotate(
        seen=Count("checks"), meets=Count("checks", filter=Q(checks__verdict=Verdict.MEETS))
    )[:LAST_ROUNDS]
    context = {
        **framed(_("Rounds of visits")),
        "form": form,
        "may_run": may_run,
        "rounds": [(one, quarter_of(one.quarter_start).label) for one in found],
    }
    return render(request, "cimtra/monitoring/rounds.html", context, status=422 if form.errors else 200)


@require_safe
@requires(FOLLOW)
def one_round(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: how far it is, and what it saw so far; the page looks again by itself while it runs."""
    run = get_object_or_404(MonitoringRun.objects.select_related("department", "asked_by"), pk=pk)
    counted = dict(run.checks.order_by().values_list("verdict").annotate(number=Count("pk")))
    work = work_of(run)
    quarter = quarter_of(run.quarter_start)
    context = {
        **framed(quarter.label, (_("Rounds of visits"), reverse("cimtra_monitoring:rounds"))),
        "run": run,
        "work": work,
        "quarter": quarter,
        "report_query": report_query(quarter, run.department),
        "tiles": [{**look_of(verdict), "number": counted.get(verdict, 0)} for verdict in VERDICTS],
        "total": sum(counted.values()),
    }
    response = render(request, "cimtra/monitoring/round.html", context)
    if run.ended_at is None and work and not work.is_over:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


def report_query(quarter: Period, department: Department | None) -> str:
    return f"trimestre={quarter.start}" + (f"&direccion={department.pk}" if department else "")


def asked_report(values) -> QuarterReport:
    """The report of the quarter and department in an address or a form; unknown values count as none."""
    day = _day(values.get("trimestre", ""))
    today = timezone.localdate()
    latest = quarter_due(today)
    quarter = min(quarter_of(day), quarter_of(today)) if day and day.year >= 2000 else latest
    chosen = values.get("direccion", "")
    is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) < 10
    return report_of(quarter, Department.objects.filter(pk=chosen).first() if is_number else None)


def _day(raw: str) -> dt.date | None:
    try:
        return parse_date(raw)
    except ValueError:
        return None


@require_safe
@requires(FOLLOW)
def quarter(request: HttpRequest) -> HttpResponse:
    """The report of a quarter: how each department stands, and every address with what was seen and when."""
    report = asked_report(request.GET)
    verdict = request.GET.get("resultado", "")
    lines = [line for line in report.lines if not verdict or line.verdict == verdict or verdict == "pendientes"]
    if verdict == "pendientes":
        lines = [line for line in lines if line.verdict != Verdict.MEETS]
    form = RoundForm(initial={"quarter": report.quarter.start.isoformat(), "department": report.department})
    context = {
        **framed(_("Report of the quarter")),
        "report": report,
        "quarters": [(word, one.label, one == report.quarter) for word, one in form.quarters.items()],
        "departments": departments(),
        "verdict": verdict,
        "choices": [("pendientes", _("Everything that does not meet")), *Verdict.choices],
        "headings": [word_of(one) for one in (*VERDICTS, "")],
        "standings": [_standing(one) for one in report.departments],
        "total": _standing(report.total),
        "tiles": [{**look_of(one), "number": report.total.of(one)} for one in (*VERDICTS, "")],
        "lines": [_line(line) for line in lines],
        "kinds": list(CONTENT_TYPES),
        "share": share_in_words(report.total.share),
    }
    return render(request, "cimtra/monitoring/quarter.html", context)


def _standing(standing) -> dict:
    return {
        "standing": standing,
        "numbers": [standing.of(one) for one in (*VERDICTS, "")],
        "share": share_in_words(standing.share),
    }


def _line(line: AddressLine) -> dict:
    return {
        "line": line,
        "look": look_of(line.verdict),
        "why": why(line.check),
        "content": content_in_words(line.check) if line.check else "",
        "outage": why(line.outage),
    }


@require_POST
@requires(FOLLOW)
@transaction.atomic
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The report as a file; a POST, since the ledger remembers who took it."""
    if kind not in CONTENT_TYPES:
        raise Http404
    report = asked_report(request.POST)
    name, content = quarter_file(report, kind, author=author_of(request))
    after = {"quarter": report.quarter.start.isoformat(), "rows": len(report.lines)}
    record_decision(act="export", actor=request.user, subject=name, after=after)
    return attached(content, name=name)


@require_safe
@requires(FOLLOW)
def changes(request: HttpRequest) -> HttpResponse:
    """What is different since a day."""
    today = timezone.localdate()
    asked = _day(request.GET.get("desde", ""))
    oldest = today - dt.timedelta(days=MOST_DAYS)
    since = max(asked, oldest) if asked and asked <= today else today - dt.timedelta(days=30)
    narrowed = Narrowed.read(request.GET)
    begin = timezone.make_aware(dt.datetime.combine(since, dt.time.min))
    found = changes_since(begin, narrowed)
    context = {
        **framed(_("What has changed")),
        "since": since,
        "oldest": oldest,
        "today": today,
        "narrowed": narrowed,
        "departments": departments(),
        "changes": [{"change": one, "look": look_of(one.after.verdict)} for one in found[:MOST_CHANGES]],
        "more": max(0, len(found) - MOST_CHANGES),
    }
    return render(request, "cimtra/monitoring/changes.html", context)
