"""«Mis constancias»: all of one's own, their files, objecting to a revocation, the personal link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import Employee

from ..models import Certificate
from ..records import CannotChange
from .downloads import file_for_holder
from .forms import ObjectionForm
from .links import end_link, make_link, open_link
from .objections import object_to, why_no_objection
from .own import SignedIn, certificates_of, line_of
from .paper import picture_of


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Every constancia of the signed-in person, also those that ran out, were replaced or revoked."""
    employee = _employee(request)
    lines = [line_of(certificate, SignedIn()) for certificate in certificates_of(employee)]
    return render(request, "certificates/life/mine.html", {"lines": lines, "link": open_link(employee)})


@login_required
@never_cache
@require_safe
def own_certificate(request: HttpRequest, folio: str) -> HttpResponse:
    """The stored PDF of the signed-in person; others' do not exist, but for those who keep the records."""
    visible = Certificate.objects.all()
    if not request.user.has_perm("certificates.view_certificate"):
        visible = visible.filter(employee__user=request.user)
    certificate = visible.filter(folio=folio).first()
    if certificate is None:
        raise Http404(_("This certificate does not exist or is not yours."))
    return file_for_holder(request, certificate, back_url=reverse("certificates:mine"))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_to_revocation(request: HttpRequest, folio: str) -> HttpResponse:
    """Asks why the holder objects; the page itself changes nothing."""
    employee = _employee(request)
    certificate = get_object_or_404(certificates_of(employee), folio=folio)
    return objection_page(request, certificate, employee, back_url=reverse("certificates:mine"))


def objection_page(
    request: HttpRequest, certificate: Certificate, employee: Employee, *, back_url: str
) -> HttpResponse:
    """The form and what it does, for both doors of the holder; where nothing can be objected, back with the reason."""
    if reason := why_no_objection(certificate):
        messages.info(request, reason)
        return redirect(back_url)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            object_to(certificate=certificate, text=form.cleaned_data["text"], holder=employee)
        except CannotChange as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, _("Your objection was received. Somebody who did not revoke the certificate will answer it.")
            )
        return redirect(back_url)
    context = {"certificate": certificate, "form": form, "back_url": back_url}
    return render(request, "certificates/life/object.html", context)


@login_required
@never_cache
@require_POST
def make_own_link(request: HttpRequest) -> HttpResponse:
    """Shows the address this once: the site keeps a digest of it and could not show it again."""
    made = make_link(employee=_employee(request), made_by=request.user)
    context = {"address": made.address, "picture": picture_of(made.address), "link": made.link}
    return render(request, "certificates/life/link_made.html", context)


@login_required
@require_POST
def end_own_link(request: HttpRequest) -> HttpResponse:
    if end_link(employee=_employee(request), ended_by=request.user):
        messages.success(request, _("Your personal link opens nothing any more."))
    return redirect("certificates:mine")


def _employee(request: HttpRequest) -> Employee:
    """Only people on the roster have constancias."""
    return get_object_or_404(Employee, user=request.user)
