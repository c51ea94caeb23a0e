"""What own pages inside Wagtail's admin share: the permission, the frame, entries of the menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.admin.menu import MenuItem


def requires(permission: str) -> Callable:
    """Only for those who have the permission; what these pages show is kept in no cache."""

    def decorate(view):
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate


def frame(title: str, *, icon: str, parents: list[tuple[str, str]] = (), subtitle: str = "") -> dict:
    """What Wagtail's page frame needs: title and the way here; `parents` are pairs of label and address."""
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    trail += [{"url": url, "label": label} for label, url in parents]
    whole = f"{subtitle} · {title}" if subtitle else title
    return {
        "header_title": whole,
        "page_title": whole,
        "header_icon": icon,
        "breadcrumbs_items": [*trail, {"url": "", "label": whole}],
    }


class PermittedMenuItem(MenuItem):
    """An entry of the admin's menu for those who hold one permission."""

    def __init__(self, *args, permission: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request):
        return request.user.has_perm(self.permission)
