"""The drawn signatures of those who sign, dated by their time in office."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.api import Signatory, frame, municipality, requires

from ..models import SheetPicture, SignaturePicture
from . import listing
from .forms import SignatureForm
from .pictures import keep
from .screens import CHANGE, FORM, ICON, VIEW, trail
from .signatures import put_signature, remove_signature

CHANGE_MUNICIPALITY = "people.change_municipality"


@require_safe
@requires(VIEW)
def signatures(request: HttpRequest) -> HttpResponse:
    issuer, today = municipality(), timezone.localdate()
    may_add = issuer.pk and request.user.has_perm(CHANGE_MUNICIPALITY)
    return render(
        request,
        "certificates/sheets/signatures.html",
        {
            **frame(_("Signatures"), icon=ICON, parents=trail()),
            "rows": [
                (signatory, picture, _when(signatory, today))
                for signatory, picture in listing.signatories_with_pictures(issuer)
            ],
            "municipality_url": reverse("wagtailsettings:edit", args=["people", "municipality", issuer.site_id])
            if may_add
            else "",
        },
    )


def _when(signatory: Signatory, day: dt.date) -> str:
    if signatory.signs_on(day):
        return "now"
    return "coming" if signatory.starts_on > day else "past"


@FORM
@requires(CHANGE)
def signature(request: HttpRequest, pk: int) -> HttpResponse:
    signatory = _found(pk)
    form = SignatureForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if form.is_bound and form.is_valid():
        put_signature(signatory=signatory, picture=keep(form.cleaned_data["picture"]), put_by=request.user)
        sentence = _("The signature of %(name)s goes on whatever is issued from now on.")
        messages.success(request, sentence % {"name": signatory.name})
        return redirect("certificates_sheets:signatures")
    way = [*trail(), (reverse("certificates_sheets:signatures"), _("Signatures"))]
    return render(
        request,
        "certificates/sheets/signature.html",
        {
            **frame(signatory.name, icon=ICON, parents=way),
            "signatory": signatory,
            "drawn": SignaturePicture.objects.filter(signatory=signatory).select_related("picture").first(),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires(CHANGE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    signatory = _found(pk)
    remove_signature(signatory=signatory, removed_by=request.user)
    sentence = _("From now on the line of %(name)s stays empty, to be signed in ink.")
    messages.success(request, sentence % {"name": signatory.name})
    return redirect("certificates_sheets:signatures")


def _found(pk: int) -> Signatory:
    return get_object_or_404(Signatory, pk=pk, municipality=municipality().pk)


@require_safe
@requires(VIEW)
def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """A kept picture, for those who edit templates; as a picture and nothing else."""
    kept = SheetPicture.objects.filter(sha256=digest).first()
    if kept is None:
        raise Http404(_("There is no such picture."))
    response = HttpResponse(bytes(kept.data), content_type=kept.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
