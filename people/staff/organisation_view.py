"""The organisation on any day: the tree with heads and headcount, then commissions and councils with their members."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..admin_pages import frame, requires
from ..movements.headcount import headcount
from .listing import day_of


@require_safe
@requires("people.view_department")
def organisation(request: HttpRequest) -> HttpResponse:
    counted = headcount(day_of(request.GET))
    return render(
        request,
        "people/staff/organisation.html",
        {
            **frame(_("Organisation"), icon="folder-open-inverse"),
            "counted": counted,
            "is_today": counted.day == timezone.localdate(),
            "may_change": request.user.has_perm("people.change_department"),
        },
    )
