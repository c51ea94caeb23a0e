"""The public addresses around the pages of the microsite: a document, its file, the sessions, the catalogue."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import condition, require_safe

from people.api import private_storage

from ..files import served
from ..library.addresses import address_of, download_address_of, file_name_of, slug_of
from ..library.contents import described
from ..library.lineage import earlier_than, public_successor
from ..models import LibraryDocument, MicrositePage
from ..periods import label_of
from ..sessions.public import public_sessions
from .catalogue import catalogue_of, newest_change
from .showing import pages_of_aspects

# A correction has another address, so a file may be kept; but one that is withdrawn must be gone within the hour.
FILE_KEPT = 3600
LISTS_KEPT = 600
SESSIONS_PER_PAGE = 20
MOST_SESSIONS = 400


def _once_public(pk: int) -> LibraryDocument:
    """A document that is or was public; anything else was never here."""
    found = LibraryDocument.objects.filter(first_published_at__isnull=False).select_related("department")
    return get_object_or_404(found, pk=pk)


def _microsite(request: HttpRequest) -> list[dict[str, str]]:
    page = MicrositePage.objects.live().order_by("-instrument__is_current", "pk").first()
    return [{"title": page.title, "url": page.get_url(request)}] if page else []


@require_safe
def document(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """What a document is; of one that was withdrawn why, of one that was replaced by which. 410 for both."""
    found = _once_public(pk)
    if slug != slug_of(found):
        return redirect(address_of(found), permanent=True)
    successor = None if found.live or found.withdrawn_at else public_successor(found)
    context = {
        "trail": _microsite(request),
        "document": found,
        "period": label_of(found.period_start, found.period_end),
        "content": described(found.content),
        "header": found.content.get("header", []),
        "download_address": download_address_of(found),
        "successor": successor and {"document": successor, "address": address_of(successor)},
        "earlier": [one for one in earlier_than(found) if one.first_published_at] if found.live else [],
        "pages": pages_of_aspects(found, request),
    }
    return render(request, "cimtra/microsite/document.html", context, status=200 if found.live else 410)


def _etag(request: HttpRequest, pk: int, slug: str, ending: str) -> str | None:
    digest = LibraryDocument.objects.filter(pk=pk, live=True, format=ending).values_list("sha256", flat=True).first()
    return f'"{digest}"' if digest else None


@require_safe
@condition(etag_func=_etag)
def document_file(request: HttpRequest, pk: int, slug: str, ending: str) -> HttpResponse:
    """The bytes of what is public. Of one that was replaced, the one that took its place: links elsewhere stay good."""
    found = _once_public(pk)
    if not found.live:
        successor = None if found.withdrawn_at else public_successor(found)
        return redirect(download_address_of(successor) if successor else address_of(found))
    if slug != slug_of(found) or ending != found.format:
        return redirect(download_address_of(found), permanent=True)
    if not private_storage().exists(found.file):
        raise Http404
    response = served(found.file, name=file_name_of(found), public=True)
    response["Cache-Control"] = f"public, max-age={FILE_KEPT}"
    return response


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Sessions of the council and its commissions, with what can be watched and read of them; by year."""
    asked = request.GET.get("anio", "")
    this_year = timezone.localdate().year
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else None
    found = public_sessions(year=year, limit=MOST_SESSIONS)
    context = {
        "trail": _microsite(request),
        "page_obj": Paginator(found, SESSIONS_PER_PAGE).get_page(request.GET.get("page")),
        "year": year,
        "years": range(this_year, this_year - 6, -1),
        "query": f"anio={year}&" if year else "",
    }
    return render(request, "cimtra/microsite/sessions.html", context)


def _newest(request: HttpRequest) -> dt.datetime | None:
    return newest_change()


@require_safe
@condition(last_modified_func=_newest)
def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue of what is public, as DCAT in JSON-LD; `?abiertos=1` leaves out what is no open format."""
    found = catalogue_of(request.build_absolute_uri, only_open=request.GET.get("abiertos") == "1")
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False}, content_type="application/ld+json")
    response["Cache-Control"] = f"public, max-age={LISTS_KEPT}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
