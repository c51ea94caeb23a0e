"""RH's screen of the personal link of somebody who leaves: on paper, by e-mail, and ending it."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.api import Employee, frame, requires

from ..models import Certificate
from .forms import LinkByMailForm
from .links import end_link, make_link, open_link
from .mail import send_link
from .paper import draw_letter
from .screens import FORM, ICON

VIEW = "certificates.view_certificate"
logger = logging.getLogger(__name__)


@FORM
@requires(VIEW)
def link_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The link as it stands; sending the form mails a new one to the address that the person goes on using."""
    employee = _employee(pk)
    form = LinkByMailForm(request.POST or None, initial={"address": employee.email})
    if request.method == "POST" and form.is_valid():
        _mail(request, employee, form.cleaned_data["address"])
        return redirect("certificates_links:one", pk)
    person = reverse("people_staff:person", args=[pk])
    return render(
        request,
        "certificates/life/link.html",
        {
            **frame(_("Personal link"), icon=ICON, parents=[(employee.full_name, person)]),
            "employee": employee,
            "link": open_link(employee),
            "number": Certificate.objects.of(employee).count(),
            "form": form,
            "back_url": person,
        },
    )


def _mail(request: HttpRequest, employee: Employee, address: str) -> None:
    """The link is made first: one that was mailed and not stored would open nothing."""
    made = make_link(employee=employee, made_by=request.user)
    try:
        send_link(made, address)
    except (SMTPException, OSError) as error:
        logger.warning("The personal link of employee %s was not sent: %s", employee.pk, type(error).__name__)
        # Nobody knows its address, so it is of no use to anybody.
        end_link(employee=employee, ended_by=request.user)
        messages.error(request, _("The mail server did not take it, so no link was left open. Print the letter."))
    else:
        messages.success(request, _("The link was sent to %(address)s.") % {"address": address})


@require_POST
@requires(VIEW)
def print_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link and download its letter, which is kept nowhere."""
    employee = _employee(pk)
    sheet = draw_letter(make_link(employee=employee, made_by=request.user))
    name = content_disposition_header(as_attachment=True, filename=f"enlace-{employee.number}.pdf")
    return HttpResponse(sheet, content_type="application/pdf", headers={"Content-Disposition": name})


@require_POST
@requires(VIEW)
def end_link_of(request: HttpRequest, pk: int) -> HttpResponse:
    employee = _employee(pk)
    if end_link(employee=employee, ended_by=request.user):
        text = _("The personal link of %(name)s opens nothing any more.")
        messages.success(request, text % {"name": employee.full_name})
    return redirect("certificates_links:one", pk)


def _employee(pk: int) -> Employee:
    return get_object_or_404(Employee.objects.select_related("user"), pk=pk)
