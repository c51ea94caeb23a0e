"""RH's decisions about one constancia: revoking, replacing, withholding the name. Each page says what it will do."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.api import frame, requires

from ..models import Certificate
from ..records import CannotChange
from . import replacing, revoking, withholding
from .forms import NamedReplacementForm, ReasonForm, RevocationForm, WithholdingForm

FORM = require_http_methods(["GET", "HEAD", "POST"])
ICON = "certificate"


def trail(certificate: Certificate) -> list[tuple[str, str]]:
    inspect = reverse("certificates_admin:inspect", args=[certificate.pk])
    return [(_("Certificates"), reverse("certificates_admin:index")), (certificate.folio, inspect)]


@FORM
@requires("certificates.revoke_certificate")
def revoke_one(request: HttpRequest, pk: int) -> HttpResponse:
    def act(certificate: Certificate, values: dict) -> Certificate:
        return revoking.revoke(certificate=certificate, revoked_by=request.user, **values)

    return _decide(
        request,
        _found(pk),
        RevocationForm(request.POST or None),
        act,
        title=_("Revoke the certificate"),
        warning=_(
            "From now on the verification page says that it is revoked, with today's date. "
            "This cannot be undone and the file is kept. The holder is told and may object."
        ),
        button=_("Yes, revoke it"),
        done=_("The certificate %(folio)s is revoked."),
    )


@FORM
@requires("certificates.replace_certificate")
def replace_one(request: HttpRequest, pk: int) -> HttpResponse:
    certificate = _found(pk)
    is_on_roster = certificate.employee is not None
    form_class = ReasonForm if is_on_roster else NamedReplacementForm

    def act(certificate: Certificate, values: dict) -> Certificate:
        return replacing.replace(certificate=certificate, replaced_by=request.user, **values)

    return _decide(
        request,
        certificate,
        form_class(request.POST or None, initial={"name": certificate.holder_name}),
        act,
        title=_("Replace the certificate"),
        warning=_(
            "A new certificate is issued with a new folio and the person's name as it is on the roster today. "
            "The verification page of this one will say that it was replaced. This cannot be undone."
        )
        if is_on_roster
        else _(
            "A new certificate is issued with a new folio and the name that you write here. "
            "The verification page of this one will say that it was replaced. This cannot be undone."
        ),
        name_to_be=certificate.employee.full_name if is_on_roster else "",
        button=_("Yes, replace it"),
        done=_("The certificate %(folio)s was issued in its place."),
    )


@FORM
@requires("certificates.withhold_name")
def withhold_one(request: HttpRequest, pk: int) -> HttpResponse:
    certificate = _found(pk)

    def act(certificate: Certificate, values: dict) -> Certificate:
        return withholding.withhold(certificate=certificate, reason=values["reason"], withheld_by=request.user)

    return _decide(
        request,
        certificate,
        WithholdingForm(request.POST or None, certificate=certificate),
        act,
        title=_("Withhold the name"),
        warning=_(
            "The name, the post and the CURP are taken off this certificate and off those that it replaced, and their "
            "files are deleted for good. Folio, code and dates stay: whoever has the paper can still ask whether the "
            "name on it is the one. This cannot be undone, and neither you nor we could print it again."
        ),
        button=_("Yes, withhold the name"),
        done=_("The name on the certificate %(folio)s is withheld."),
    )


def _found(pk: int) -> Certificate:
    return get_object_or_404(Certificate.objects.select_related("employee"), pk=pk)


def _decide(
    request: HttpRequest,
    certificate: Certificate,
    form: forms.Form,
    act: Callable[[Certificate, dict], Certificate],
    *,
    title: str,
    done: str,
    **words: str,
) -> HttpResponse:
    """The page with its form; a form that is right is carried out, and leads to the certificate that holds now."""
    if request.method == "POST" and form.is_valid():
        try:
            result = act(certificate, form.cleaned_data)
        except CannotChange as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done % {"folio": result.folio})
            return redirect("certificates_admin:inspect", result.pk)
    back = reverse("certificates_admin:inspect", args=[certificate.pk])
    context = {
        **frame(title, icon=ICON, parents=trail(certificate)),
        "certificate": certificate,
        "form": form,
        "back_url": back,
        **words,
    }
    return render(request, "certificates/life/decision.html", context)
