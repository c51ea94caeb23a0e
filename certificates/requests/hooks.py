"""The addresses of requests in the admin."""

from __future__ import annotations

from django.urls import include, path
from wagtail import hooks

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
