"""The report of a quarter and the list of addresses as files; nothing here asks who may have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from people.api import Column, draw_paper, table_file

from ..models import LinkCheck, PublishedAddress
from .look import content_in_words, look_of, size_in_words, why, word_of
from .quarter import VERDICTS, AddressLine, QuarterReport


def quarter_file(report: QuarterReport, kind: str, *, author: str) -> tuple[str, bytes]:
    """(name, content) of the report as xlsx, csv or pdf; every address with what was seen there and when."""
    name = _("monitoring") + f"_{report.quarter.start:%Y-%m}"
    if report.department:
        name += f"_{slugify(report.department.code or report.department.name)}"
    if kind == "pdf":
        return f"{name}.pdf", draw_paper("pdf/monitoring.html", paper_context(report, author=author))
    content = table_file(
        kind,
        title=_("Monitoring"),
        columns=columns(lambda line: line.published, lambda line: line.check, outage=lambda line: line.outage),
        rows=report.lines,
        criteria=criteria_of(report, author=author),
        author=author,
    )
    return f"{name}.{kind}", content


def list_file(
    found: Sequence[PublishedAddress], kind: str, *, criteria: Sequence[tuple[str, Any]], author: str
) -> bytes:
    """The addresses, each with its last look; `last_check`, `department` and `aspect` must be at hand."""
    return table_file(
        kind,
        title=_("Published addresses"),
        columns=columns(lambda one: one, lambda one: one.last_check),
        rows=found,
        criteria=[*criteria, (_("Cut-off"), _moment(timezone.now())), (_("Rows"), len(found)), (_("Author"), author)],
        author=author,
    )


def columns(
    published: Callable[[Any], PublishedAddress],
    check: Callable[[Any], LinkCheck | None],
    outage: Callable[[Any], LinkCheck | None] | None = None,
) -> list[Column]:
    """Who, what, where, the verdict, and what it rests on."""

    def of_check(say: Callable[[LinkCheck], Any]) -> Callable[[Any], Any]:
        return lambda row: say(found) if (found := check(row)) else None

    listed = [
        Column(_("Department"), lambda row: published(row).department.name, 30),
        Column(_("Aspect"), lambda row: one.number if (one := published(row).aspect) else None, 8),
        Column(_("What is there"), lambda row: published(row).title, 40),
        Column(_("Address"), lambda row: published(row).address, 50),
        Column(_("What it should be"), lambda row: published(row).get_expects_display(), 24),
        Column(_("Result"), lambda row: word_of(found.verdict if (found := check(row)) else ""), 18),
        Column(_("Why"), of_check(why), 60),
        Column(_("Seen"), of_check(lambda one: _moment(one.seen_at)), 18),
        Column(_("Answer of the server"), of_check(lambda one: one.status), 12),
        Column(_("What was read"), of_check(content_in_words), 50),
        Column(_("Type that the server says"), of_check(lambda one: one.content_type), 24),
        Column(_("Size in bytes"), of_check(lambda one: one.size), 14),
        Column(_("Last change that the server says"), of_check(lambda one: _moment(one.last_modified)), 18),
        Column(_("Address where it was found"), of_check(lambda one: one.final_address), 50),
        Column(_("Fingerprint (SHA-256)"), of_check(lambda one: one.sha256), 66),
    ]
    if outage:
        listed.append(Column(_("Later outage"), lambda row: _outage(found) if (found := outage(row)) else None, 40))
    return listed


def _outage(check: LinkCheck) -> str:
    return f"{_moment(check.seen_at)}: {why(check)}"


def criteria_of(report: QuarterReport, *, author: str) -> list[tuple[str, Any]]:
    total = report.total
    return [
        (_("Quarter"), report.quarter.label),
        (_("Department"), report.department.name if report.department else _("All")),
        (_("Cut-off"), _moment(report.made_at)),
        (_("Addresses"), total.total),
        *((word_of(verdict), total.of(verdict)) for verdict in (*VERDICTS, "")),
        (_("Meets, of what could be verified"), share_in_words(total.share)),
        (
            _("What counts"),
            _("Each address stands as at the last visit that saw something. An outage is held against nobody."),
        ),
        (_("Author"), author),
    ]


def share_in_words(share) -> str:
    return "–" if share is None else f"{share.normalize():f} %"


def paper_context(report: QuarterReport, *, author: str) -> dict[str, Any]:
    """What templates/pdf/monitoring.html takes."""
    lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in report.lines:
        lines[line.published.department_id].append(_on_paper(line))
    return {
        "report": report,
        "author": author,
        "verdicts": [{"word": word_of(verdict), "number": report.total.of(verdict)} for verdict in (*VERDICTS, "")],
        "share": share_in_words(report.total.share),
        "departments": [
            {
                "standing": standing,
                "share": share_in_words(standing.share),
                "numbers": [standing.of(verdict) for verdict in (*VERDICTS, "")],
                "lines": lines[standing.department.pk],
            }
            for standing in report.departments
        ],
    }


def _on_paper(line: AddressLine) -> dict[str, Any]:
    check = line.check
    return {
        "line": line,
        "word": word_of(line.verdict),
        "tone": look_of(line.verdict)["tone"],
        "why": why(check),
        "content": content_in_words(check) if check else "",
        "size": size_in_words(check.size) if check else "",
        "outage": _outage(line.outage) if line.outage else "",
    }


def _moment(moment) -> str:
    return date_format(timezone.localtime(moment), "d/m/Y H:i") if moment else ""
