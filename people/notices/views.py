"""What people see of their notices: the list, the marks of what was read, and the calendar."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_POST, require_safe

from ..models import Employee
from .feed import feed_of, owner_of, renew_token, token_of
from .own import mark_read, notices_of

PER_PAGE = 20


def _employee_of(request: HttpRequest) -> Employee:
    employee = getattr(request.user, "employee", None)
    if employee is None:
        raise Http404
    return employee


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    employee = getattr(request.user, "employee", None)
    context = {"employee": employee, "breadcrumbs": _trail()}
    if employee:
        page = Paginator(notices_of(employee), PER_PAGE).get_page(request.GET.get("page"))
        context["page_obj"] = page
        context["unread"] = request.user.unread_notices
    return render(request, "people/notices/list.html", context)


@require_POST
@login_required
def read(request: HttpRequest) -> HttpResponse:
    """Marks one notice as read (`aviso`) and leads to what it is about, or all of them and back to the list."""
    employee = _employee_of(request)
    wanted = request.POST.get("aviso", "")
    if not wanted:
        mark_read(employee=employee)
        return redirect("people_notices:notices")
    notice = notices_of(employee).filter(pk=wanted).first() if wanted.isascii() and wanted.isdigit() else None
    if notice is None:
        raise Http404
    mark_read(employee=employee, notice_id=notice.pk)
    return redirect(notice.url or "people_notices:notices")


@require_safe
@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """The address of one's own calendar, to copy into a telephone or a calendar program."""
    token = token_of(_employee_of(request))
    context = {"token": token, "breadcrumbs": _trail(inside=True)}
    if token:
        address = f"{settings.SITE_URL}{reverse('people_notices:feed', args=[token.token])}"
        context |= {"address": address, "subscribe": f"webcal://{address.partition('://')[2]}"}
    return render(request, "people/notices/calendar.html", context)


@require_POST
@login_required
def renew_calendar(request: HttpRequest) -> HttpResponse:
    employee = _employee_of(request)
    if token_of(employee):
        messages.success(request, _("Your calendar has another address. The old one no longer opens it."))
    renew_token(employee=employee)
    return redirect("people_notices:calendar")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself. Whoever asks is known by the token alone: calendar programs cannot sign in."""
    employee = owner_of(token)
    if employee is None:
        raise Http404
    found = feed_of(employee)

    @condition(etag_func=lambda _request: quote_etag(found.etag), last_modified_func=lambda _request: found.changed_at)
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(found.content, content_type="text/calendar; charset=utf-8")

    response = answer(request)
    response["Last-Modified"] = http_date(found.changed_at.timestamp())
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=0, must_revalidate=True)
    return response


def _trail(*, inside: bool = False) -> list[dict]:
    trail = [{"title": _("My classroom"), "url": reverse("courses:my_classroom")}]
    if inside:
        trail.append({"title": _("My notices"), "url": reverse("people_notices:notices")})
    return trail
