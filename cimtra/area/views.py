"""/mi-area/: one look at what waits in the own departments; each subject adds its own section."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..plugins import area_sections
from .own import OwnArea


@require_safe
@login_required
@never_cache
def area(request: HttpRequest) -> HttpResponse:
    """For those who act for no department it says so, and whom to ask: the address is in nobody's way."""
    own = OwnArea.of(request.user)
    sections = [section for make in area_sections if own and (section := make(request, own))]
    return render(request, "cimtra/area/home.html", {"area": own, "sections": sections})
