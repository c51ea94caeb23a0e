"""/transparencia/avance/: the page for everybody, and its rows as open data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from people.api import Column, attached, csv_file

from .public import AreaLine, public_progress

for_everybody = cache_control(public=True, max_age=600)


@require_safe
@for_everybody
def progress_by_area(request: HttpRequest) -> HttpResponse:
    return render(request, "cimtra/coverage/public.html", {"progress": public_progress()})


@require_safe
@for_everybody
def progress_as_csv(request: HttpRequest) -> HttpResponse:
    found = public_progress()
    response = attached(csv_file(_columns(), found.lines), name=f"avance-por-area_{found.today.isoformat()}.csv")
    response["Cache-Control"] = "public, max-age=600"
    return response


def _columns() -> list[Column]:
    def told(name: str):
        def value(line: AreaLine) -> Any:
            return getattr(line.training, name) if line.training.is_told else _("not told: small group")

        return value

    return [
        Column(_("Area"), lambda line: line.name, 40),
        Column(_("People whom training is asked of"), told("asked"), 14),
        Column(_("People who have all of it"), told("accredited"), 14),
        Column(_("Aspects for which it answers"), lambda line: line.aspects, 12),
        Column(_("Obligations"), lambda line: line.obligations, 12),
        Column(_("Obligations up to date"), lambda line: line.up_to_date, 12),
        Column(_("Observations"), lambda line: line.findings, 12),
        Column(_("Observations solved"), lambda line: line.solved, 12),
    ]
