"""What all screens of findings in the admin share: who sees them, and the frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from people.api import frame

from ..access import COVERAGE, FOLLOW
from ..models import Finding
from .lists import with_names
from .training import ASSIGN

ICON = "warning"


def sees_findings(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For those who follow CIMTRA, and for those who see the board and assign the training that a finding needs."""

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        user = request.user
        if not (user.has_perm(FOLLOW) or (user.has_perm(COVERAGE) and user.has_perm(ASSIGN))):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def framed(title: str = "", *parents: tuple[str, str]) -> dict[str, Any]:
    here = _("Findings")
    if not title:
        return frame(here, icon=ICON)
    return frame(title, icon=ICON, parents=[(here, reverse("cimtra_findings:list")), *parents])


def found(pk: int) -> Finding:
    return get_object_or_404(with_names(Finding.objects.all()), pk=pk)
