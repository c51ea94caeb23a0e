"""The addresses of requests in the admin, and their entry in the menu."""

from __future__ import annotations

from django.urls import include, path, reverse
from django.utils.translation import pgettext_lazy
from wagtail import hooks

from people.api import PermittedMenuItem

from . import screens


@hooks.register("register_admin_urls")
def request_urls():
    urls = [
        path("", screens.requests, name="list"),
        path("nueva/", screens.new_request, name="new"),
        path("<int:pk>/", screens.one_request, name="one"),
        path("<int:pk>/documento/", screens.document, name="document"),
        path("<int:pk>/aprobar/", screens.approve_one, name="approve"),
        path("<int:pk>/rechazar/", screens.refuse_one, name="refuse"),
        path("<int:pk>/retirar/", screens.withdraw_one, name="withdraw"),
    ]
    return [
        path("constancias/solicitudes/", include((urls, "certificates_requests"), namespace="certificates_requests"))
    ]


@hooks.register("register_admin_menu_item")
def requests_menu_item():
    return PermittedMenuItem(
        pgettext_lazy("menu", "Requests"),
        reverse("certificates_requests:list"),
        permission=screens.VIEW,
        icon_name=screens.ICON,
        order=321,
        name="requests-for-certificates",
    )
