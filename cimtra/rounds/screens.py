"""Rounds in the admin: the list with its trend, one round with its score, and what makes or changes one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import requires

from ..access import FOLLOW, RUN
from ..models import Round
from .charts import ranking, trend
from .forms import ReasonForm, ResultsForm, RoundForm
from .frames import found_round, look_of, round_frame
from .making import (
    CannotChange,
    EditedMeanwhile,
    close_round,
    details_print,
    discard_round,
    edit_round,
    is_empty,
    make_round,
    record_results,
    reopen_round,
)
from .results import Score
from .scoring import score, scores

FORM = require_http_methods(["GET", "HEAD", "POST"])
ACTS = {
    "made": pgettext_lazy("history of a round", "Made"),
    "edited": pgettext_lazy("history of a round", "Edited"),
    "results": pgettext_lazy("history of a round", "Published results typed in"),
    "closed": pgettext_lazy("history of a round", "Closed"),
    "reopened": pgettext_lazy("history of a round", "Opened again"),
}


@require_safe
@requires(FOLLOW)
def rounds(http: HttpRequest) -> HttpResponse:
    """All rounds, the newest first, with the trend of their scores and places."""
    found = list(Round.objects.select_related("instrument"))
    by_id = scores(found)
    context = {
        **round_frame(http),
        "rows": [{"round": one, "score": by_id[one.pk]} for one in found],
        "drawings": [one for one in (trend(found, by_id), ranking(found)) if one],
        "can_compare": len({one.instrument_id for one in found}) < len(found),
    }
    return render(http, "cimtra/rounds/list.html", context)


@require_safe
@requires(FOLLOW)
def one_round(http: HttpRequest, pk: int) -> HttpResponse:
    return _page(http, found_round(pk), ReasonForm())


def _page(http: HttpRequest, evaluation: Round, reason: ReasonForm) -> HttpResponse:
    found = score(evaluation)
    context = {
        **round_frame(http, evaluation=evaluation),
        "score": found,
        "blocks": found.blocks,
        "looks": _outcomes(found),
        "history": history_of(evaluation),
        "reason": reason,
        "can_discard": not evaluation.is_closed and is_empty(evaluation),
        "has_comparable": Round.objects.filter(instrument=evaluation.instrument_id).exclude(pk=evaluation.pk).exists(),
    }
    return render(http, "cimtra/rounds/one.html", context, status=422 if reason.errors else 200)


def _outcomes(found: Score) -> list[dict[str, Any]]:
    """How many criteria have each outcome, in the order in which they matter; [] for published results."""
    criteria = [one for block in found.blocks for aspect in block.aspects for one in aspect.criteria]
    if not criteria:
        return []
    order = ("met", "not_met", "unseen", "not_applicable")
    return [{**look_of(outcome), "count": sum(one.outcome == outcome for one in criteria)} for outcome in order]


def history_of(evaluation: Round) -> list[dict[str, Any]]:
    """The lines of the history, the newest first, with the words for what was done and for each field."""
    fields = {field.name: field.verbose_name for field in Round._meta.get_fields() if hasattr(field, "verbose_name")}
    return [
        {
            **line,
            "moment": dt.datetime.fromisoformat(line["at"]),
            "label": ACTS.get(line["act"], line["act"]),
            "changed": [(fields.get(name, name), *pair) for name, pair in line.get("changes", {}).items()],
        }
        for line in reversed(evaluation.result.get("history", []))
    ]


@FORM
@requires(RUN)
def new_round(http: HttpRequest) -> HttpResponse:
    form = RoundForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        try:
            made = make_round(by=http.user, **form.values())
        except ValidationError as fault:
            form.add_error(None, fault.messages)
        else:
            messages.success(http, _("The evaluation is made."))
            return redirect("cimtra_rounds:one", made.pk)
    context = {**round_frame(http, _("New evaluation")), "form": form}
    return render(http, "cimtra/rounds/form.html", context, status=422 if form.errors else 200)


@FORM
@requires(RUN)
def edit(http: HttpRequest, pk: int) -> HttpResponse:
    evaluation = found_round(pk)
    form = RoundForm(http.POST or None, instance=found_round(pk))
    newer = None
    if http.method == "POST" and form.is_valid():
        try:
            edit_round(evaluation=evaluation, by=http.user, seen=form.cleaned_data["seen"], **form.values())
        except EditedMeanwhile as conflict:
            newer = conflict.current
            form.add_error(None, str(conflict))
            form.data = form.data.copy()
            form.data["seen"] = details_print(newer)
        except CannotChange as reason:
            form.add_error(None, str(reason))
        except ValidationError as fault:
            form.add_error(None, fault.messages)
        else:
            messages.success(http, _("The changes are recorded."))
            return redirect("cimtra_rounds:one", pk)
    context = {
        **round_frame(http, _("Edit"), evaluation),
        "form": form,
        "newer": _differences(form, newer) if newer else [],
    }
    return render(http, "cimtra/rounds/form.html", context, status=_status(form, newer))


def _status(form: RoundForm, newer: Round | None) -> int:
    if newer:
        return 409
    return 422 if form.errors else 200


def _differences(form: RoundForm, newer: Round) -> list[dict[str, Any]]:
    """[{"label", "theirs", "mine"}] of the fields in which the two differ."""
    return [
        {"label": form.fields[name].label, "theirs": getattr(newer, name), "mine": value}
        for name, value in form.values().items()
        if getattr(newer, name) != value
    ]


@FORM
@requires(RUN)
def results(http: HttpRequest, pk: int) -> HttpResponse:
    """Type in what was published, by block and by aspect."""
    evaluation = found_round(pk)
    if not evaluation.is_official or evaluation.is_closed:
        messages.error(http, _("Results are typed in only while an official evaluation is open."))
        return redirect("cimtra_rounds:one", pk)
    form = ResultsForm(http.POST or None, evaluation=evaluation)
    newer = None
    if http.method == "POST" and form.is_valid():
        try:
            record_results(evaluation=evaluation, by=http.user, seen=form.cleaned_data["seen"], **form.results())
        except EditedMeanwhile as conflict:
            newer = ResultsForm(evaluation=conflict.current)
            form.add_error(None, str(conflict))
            form.data = form.data.copy()
            form.data["seen"] = newer["seen"].initial
        except (CannotChange, ValidationError) as fault:
            form.add_error(None, fault.messages if isinstance(fault, ValidationError) else str(fault))
        else:
            messages.success(http, _("The published results are recorded."))
            return redirect("cimtra_rounds:one", pk)
    context = {
        **round_frame(http, _("Published results"), evaluation),
        "form": form,
        "newer": _newer_results(form, newer) if newer else [],
    }
    return render(http, "cimtra/rounds/results.html", context, status=_status(form, newer))


def _newer_results(form: ResultsForm, newer: ResultsForm) -> list[dict[str, Any]]:
    return [
        {"label": field.label, "theirs": newer.fields[name].initial, "mine": form.cleaned_data.get(name)}
        for name, field in form.fields.items()
        if name != "seen" and newer.fields[name].initial != form.cleaned_data.get(name)
    ]


@require_POST
@requires(RUN)
def close(http: HttpRequest, pk: int) -> HttpResponse:
    close_round(evaluation=found_round(pk), by=http.user)
    messages.success(http, _("The evaluation is closed; its result stays as it is now."))
    return redirect("cimtra_rounds:one", pk)


@require_POST
@requires(RUN)
def reopen(http: HttpRequest, pk: int) -> HttpResponse:
    evaluation, form = found_round(pk), ReasonForm(http.POST)
    if not form.is_valid():
        return _page(http, evaluation, form)
    reopen_round(evaluation=evaluation, by=http.user, reason=form.cleaned_data["reason"])
    messages.success(http, _("The evaluation is open again."))
    return redirect("cimtra_rounds:one", pk)


@require_POST
@requires(RUN)
def discard(http: HttpRequest, pk: int) -> HttpResponse:
    evaluation = found_round(pk)
    try:
        discard_round(evaluation=evaluation)
    except CannotChange as reason:
        messages.error(http, str(reason))
        return redirect("cimtra_rounds:one", pk)
    messages.success(http, _("«%(name)s» is taken away; nothing was recorded in it.") % {"name": evaluation})
    return redirect("cimtra_rounds:list")
