"""«Constancias sin archivo»: which wait, what went wrong, and trying one again."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from people.api import frame, requires

from ..drawings import MOST_TRIES, try_again, try_all_again
from ..models import Certificate, Drawing
from .policy import ICON, url_of

ISSUE = "certificates.issue_certificate"
PER_PAGE = 50


@require_safe
@requires(ISSUE)
def unmade(request: HttpRequest) -> HttpResponse:
    """Those that nobody tries any more first; they stand still until somebody presses the button."""
    waiting = (
        Certificate.objects.without_file()
        .with_name()
        .select_related("drawing")
        .defer("crest", "requirements", "signatories", "evidence", "particulars")
        .order_by(F("drawing__given_up_at").asc(nulls_last=True), "issued_at", "pk")
    )
    context = {
        **frame(_("Certificates without a file"), icon=ICON, parents=[(_("Certificates"), url_of("index"))]),
        "page_obj": Paginator(waiting, PER_PAGE).get_page(request.GET.get("p")),
        "most_tries": MOST_TRIES,
        "stopped": Drawing.objects.filter(given_up_at__isnull=False).count(),
    }
    return render(request, "certificates/admin/unmade.html", context)


@require_POST
@requires(ISSUE)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    certificate = get_object_or_404(Certificate.objects.with_name(), pk=pk)
    if try_again(certificate):
        messages.success(request, _("The file of %(folio)s will be made anew.") % {"folio": certificate.folio})
    else:
        messages.info(
            request, _("The file of %(folio)s is there already or is being made.") % {"folio": certificate.folio}
        )
    return redirect("certificates_admin:unmade")


@require_POST
@requires(ISSUE)
def retry_all(request: HttpRequest) -> HttpResponse:
    """For when one cause stopped many: a key that was missing, a disk that was full."""
    number = try_all_again()
    text = ngettext("%(number)d file will be made anew.", "%(number)d files will be made anew.", number)
    messages.success(request, text % {"number": number})
    return redirect("certificates_admin:unmade")
