"""The versions of the instrument: which there are, as files, a copy to edit, which one is in force."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from people.api import attached, requires

from ...access import FOLLOW, RUN
from ...models import Instrument
from ..exporting import content_of, yaml_of
from ..sheets import workbook_of
from ..versions import CannotChangeVersion, copy_version, put_in_force
from .frames import FORM, framed


def versions_way() -> tuple[str, str]:
    return _("Versions"), reverse("cimtra_instrument:versions")


@require_safe
@requires(FOLLOW)
def versions(request: HttpRequest) -> HttpResponse:
    found = Instrument.objects.annotate(
        aspect_count=Count("aspects", distinct=True),
        block_count=Count("fields__blocks", distinct=True),
        round_count=Count("rounds", distinct=True),
    )
    context = {
        **framed(_("Versions of the instrument")),
        "versions": found.order_by("code", "-is_current", "-version"),
        "may_run": request.user.has_perm(RUN),
        "may_edit": request.user.has_perm("cimtra.change_instrument"),
    }
    return render(request, "cimtra/instrument/versions.html", context)


@require_safe
@requires(FOLLOW)
def exported(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The whole version as a file that can be mended and imported again."""
    instrument = get_object_or_404(Instrument, pk=pk)
    content = content_of(instrument)
    name = f"{instrument.code}-{slugify(instrument.version) or instrument.pk}"
    if kind == "xlsx":
        return attached(workbook_of(content), name=f"{name}.xlsx")
    if kind != "yaml":
        raise Http404
    response = HttpResponse(yaml_of(content), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.yaml")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@requires(FOLLOW)
def template(request: HttpRequest) -> HttpResponse:
    return attached(workbook_of(None), name="plantilla-herramienta.xlsx")


@require_POST
@requires(RUN)
def in_force(request: HttpRequest, pk: int) -> HttpResponse:
    instrument = put_in_force(instrument=get_object_or_404(Instrument, pk=pk), by=request.user)
    messages.success(request, _("Version «%(version)s» is in force from now on.") % {"version": instrument.version})
    return redirect("cimtra_instrument:versions")


class CopyForm(forms.Form):
    version = forms.RegexField(
        r"^[\w.-]+$",
        label=gettext_lazy("Code of the new version"),
        max_length=Instrument._meta.get_field("version").max_length,
        help_text=gettext_lazy("Short and without spaces, as «cm-46»."),
    )
    label = forms.CharField(
        label=gettext_lazy("Title of the new version"), max_length=Instrument._meta.get_field("label").max_length
    )
    with_people = forms.BooleanField(
        label=gettext_lazy("Bring the departments that answer and the notes of what does not apply"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Those in force today; in the copy they begin today."),
    )


@FORM
@requires(RUN)
def copied(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the code of the copy, make it and go where it is edited."""
    source = get_object_or_404(Instrument, pk=pk)
    form = CopyForm(request.POST or None, initial={"label": source.label})
    if request.method == "POST" and form.is_valid():
        try:
            made = copy_version(source=source, by=request.user, **form.cleaned_data)
        except CannotChangeVersion as reason:
            form.add_error("version", str(reason))
        else:
            messages.success(
                request,
                _("Version «%(version)s» was made. It is not in force until you decide so.")
                % {"version": made.version},
            )
            return redirect(f"{reverse('cimtra_admin:instrument')}?version={made.version}")
    title = _("Copy version «%(version)s»") % {"version": source.version}
    context: dict[str, Any] = {**framed(title, versions_way()), "source": source, "form": form}
    return render(request, "cimtra/instrument/copy.html", context, status=422 if form.errors else 200)
