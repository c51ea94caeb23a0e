"""What the personal address opens, without signing in: one's own constancias and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..models import HolderLink
from .downloads import file_for_holder
from .links import end_link, find, note_use
from .own import ByLink, certificates_of, line_of
from .own_views import objection_page


def by_link(view: Callable) -> Callable:
    """Gives the view the open link of the token in the address; one that opens nothing gets the same answer always.

    The address is a key: no cache, no search engine and no other site may learn it.
    """

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        link = find(token)
        if link is None:
            response = render(request, "certificates/life/no_link.html", status=404)
        else:
            note_use(link)
            response = view(request, link, token, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return opened


@require_safe
@by_link
def holder(request: HttpRequest, link: HolderLink, token: str) -> HttpResponse:
    lines = [line_of(certificate, ByLink(token)) for certificate in certificates_of(link.employee)]
    return render(
        request,
        "certificates/life/holder.html",
        {"lines": lines, "link": link, "end_url": reverse("certificates:holder_end", args=[token])},
    )


@require_safe
@by_link
def holder_file(request: HttpRequest, link: HolderLink, token: str, folio: str) -> HttpResponse:
    certificate = get_object_or_404(certificates_of(link.employee), folio=folio)
    return file_for_holder(request, certificate, back_url=_back(token))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def holder_object(request: HttpRequest, link: HolderLink, token: str, folio: str) -> HttpResponse:
    certificate = get_object_or_404(certificates_of(link.employee), folio=folio)
    return objection_page(request, certificate, link.employee, back_url=_back(token))


@require_POST
@by_link
def holder_end(request: HttpRequest, link: HolderLink, token: str) -> HttpResponse:
    end_link(employee=link.employee, ended_by=None)
    return render(request, "certificates/life/link_ended.html")


def _back(token: str) -> str:
    return reverse("certificates:holder", args=[token])
