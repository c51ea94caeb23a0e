"""One template: its versions and what changed in each, who takes it, and taking it out of use."""

from __future__ import annotations

from itertools import pairwise

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from people.api import frame, municipality, requires

from ..models import CertificateTemplate, Kind, TemplateVersion
from . import editing, listing
from .comparing import differences
from .editing import CannotEdit
from .forms import UsesForm
from .preview import preview
from .samples import hardest_training
from .screens import CHANGE, FORM, ICON, VIEW, sample_response, trail


def found(pk: int) -> CertificateTemplate:
    return get_object_or_404(CertificateTemplate, pk=pk)


@require_safe
@requires(VIEW)
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    template = found(pk)
    rows = list(listing.versions_of(template))
    changes = [differences(before, after) for after, before in pairwise(rows)]
    return render(
        request,
        "certificates/sheets/versions.html",
        {
            **frame(template.name, icon=ICON, parents=trail()),
            "template": template,
            # The first version has nothing before it.
            "rows": zip(rows, [*changes, None], strict=True),
            "uses": listing.uses_of(template),
        },
    )


@require_safe
@requires(VIEW)
def version_sample(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The sheet as that version draws it today: with today's signatories and colours, for nobody."""
    version = get_object_or_404(
        TemplateVersion.objects.select_related("template", "background"), template=pk, number=number
    )
    drawn = preview(version, kind=version.template.kind, training=hardest_training(), municipality=municipality())
    if not drawn.can_be_issued:
        raise Http404(" ".join(warned.text for warned in drawn.warnings))
    return sample_response(drawn.data)


@require_POST
@requires(CHANGE)
def go_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    template = found(pk)
    get_object_or_404(TemplateVersion, template=template, number=number)
    version = editing.go_back(template=template, number=number, made_by=request.user)
    sentence = _("Version %(new)d says again what version %(old)d said.")
    messages.success(request, sentence % {"new": version.number, "old": number})
    return redirect("certificates_sheets:versions", pk)


@FORM
@requires(CHANGE)
def uses(request: HttpRequest, pk: int) -> HttpResponse:
    template = found(pk)
    mine = listing.uses_of(template)
    form = UsesForm(
        request.POST if request.method == "POST" else None,
        taken=listing.taken_by_others(template),
        initial={
            "courses": [use.course_id for use in mine if use.course_id],
            "requirements": [use.requirement_id for use in mine if use.requirement_id],
        },
    )
    if form.is_bound and form.is_valid():
        try:
            editing.choose(template=template, chosen_by=request.user, **form.cleaned_data)
        except CannotEdit as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. It holds for what is issued from now on."))
            return redirect("certificates_sheets:versions", pk)
    return render(
        request,
        "certificates/sheets/uses.html",
        {
            **frame(_("Who takes this template"), icon=ICON, parents=trail(template)),
            "template": template,
            "form": form,
            "is_for_requests": template.kind == Kind.SPEAKER,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires(CHANGE)
def make_usual(request: HttpRequest, pk: int) -> HttpResponse:
    template = found(pk)
    try:
        editing.make_usual(template=template, decided_by=request.user)
    except CannotEdit as error:
        messages.error(request, str(error))
    else:
        sentence = _("«%(template)s» is the usual template of its kind from now on.")
        messages.success(request, sentence % {"template": template.name})
    return redirect("certificates_sheets:versions", pk)


@require_POST
@requires(CHANGE)
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    template = found(pk)
    try:
        count = editing.archive(template=template, archived_by=request.user)
    except CannotEdit as error:
        messages.error(request, str(error))
        return redirect("certificates_sheets:versions", pk)
    messages.success(request, _("«%(template)s» is archived.") % {"template": template.name})
    if count:
        sentence = ngettext(
            "%(count)d course or requirement takes the usual template again.",
            "%(count)d courses and requirements take the usual template again.",
            count,
        )
        messages.info(request, sentence % {"count": count})
    return redirect("certificates_sheets:list")


@require_POST
@requires(CHANGE)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    template = found(pk)
    editing.bring_back(template=template, brought_by=request.user)
    messages.success(request, _("«%(template)s» is in use again.") % {"template": template.name})
    return redirect("certificates_sheets:versions", pk)
