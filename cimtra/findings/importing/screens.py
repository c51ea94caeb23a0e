"""Importing findings in the admin: the upload, the preview row by row, and the receipt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import attached, requires

from ...access import RUN
from ...models import Finding, FindingImport, Round
from ..events import CannotAct, name_of
from ..framing import framed
from .columns import TITLES, template_file
from .planning import Unreadable
from .recording import apply, is_ready, receive

SHOWN = ("aspect", "department", "due_on", "kind")


class UploadForm(forms.Form):
    upload = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("XLSX or CSV, with one observation or recommendation per row."),
    )
    held = forms.ModelChoiceField(
        label=gettext_lazy("Evaluation it comes from"),
        queryset=Round.objects.none(),
        required=False,
        empty_label=gettext_lazy("No evaluation"),
        help_text=gettext_lazy("Aspects and numerals are looked up in its version of the instrument."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held"].queryset = Round.objects.order_by("-cutoff_on")


def _framed(title: str = "") -> dict[str, Any]:
    here = _("Import findings")
    return framed(title, (here, reverse("cimtra_findings:import"))) if title else framed(here)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RUN)
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["upload"]
        try:
            batch = receive(
                data=file.read(), file_name=file.name, held=form.cleaned_data["held"], uploaded_by=request.user
            )
        except Unreadable as reason:
            form.add_error("upload", str(reason))
        else:
            return redirect("cimtra_findings:import_one", batch.pk)
    recent = FindingImport.objects.select_related("uploaded_by__employee", "round").defer("rows")[:20]
    return render(
        request,
        "cimtra/findings/import.html",
        {**_framed(), "form": form, "recent": recent},
        status=422 if form.errors else 200,
    )


@require_safe
@requires(RUN)
def template(request: HttpRequest) -> HttpResponse:
    return attached(template_file(name_of(request.user)), name="plantilla-observaciones.xlsx")


@require_safe
@requires(RUN)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview before, the receipt afterwards."""
    batch = get_object_or_404(FindingImport.objects.select_related("round", "uploaded_by__employee"), pk=pk)
    wanted = {row["finding"] for row in batch.rows} - {None}
    findings = Finding.objects.in_bulk(wanted)
    rows = [
        {
            "row": row,
            "is_ready": is_ready(row),
            "finding": findings.get(row["finding"]),
            "text": row["shown"].get("text", ""),
            "facts": [(TITLES[name], row["shown"][name]) for name in SHOWN if name in row["shown"]],
        }
        for row in batch.rows
    ]
    return render(
        request,
        "cimtra/findings/import_one.html",
        {
            **_framed(batch.file_name),
            "batch": batch,
            "rows": rows,
            "ready": sum(one["is_ready"] for one in rows),
            "wrong": sum(bool(one["row"]["problems"]) for one in rows),
            "known": sum(one["finding"] is not None and not one["row"].get("is_new") for one in rows),
            "made": sum(bool(one["row"].get("is_new")) for one in rows),
        },
    )


@require_POST
@requires(RUN)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(FindingImport, pk=pk)
    try:
        batch = apply(batch=batch, by=request.user)
    except CannotAct as refused:
        messages.error(request, str(refused))
    else:
        made = sum(bool(row.get("is_new")) for row in batch.rows)
        text = ngettext("%(number)d finding was recorded.", "%(number)d findings were recorded.", made)
        messages.success(request, text % {"number": made})
    return redirect("cimtra_findings:import_one", pk)
