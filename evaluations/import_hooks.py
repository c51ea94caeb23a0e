"""Registers importing and exporting questions in the admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from people.api import PermittedMenuItem

from . import import_views as views


@hooks.register("register_admin_urls")
def exchange_urls():
    urls = [
        path("", views.imports, name="imports"),
        path("plantilla/", views.template, name="template"),
        path("exportar/", views.export_questions, name="export"),
        path("<uuid:uuid>/", views.preview, name="preview"),
        path("<uuid:uuid>/aceptar/", views.accept_import, name="accept"),
        path("<uuid:uuid>/descartar/", views.discard_import, name="discard"),
        path("<uuid:uuid>/rechazados/", views.refused, name="refused"),
    ]
    return [path("importar-reactivos/", include((urls, "evaluations_exchange"), namespace="evaluations_exchange"))]


@hooks.register("register_question_bank_menu_item")
def exchange_menu_item():
    return PermittedMenuItem(
        _("Import and export"),
        reverse("evaluations_exchange:imports"),
        permission=views.IMPORT,
        icon_name="upload",
        order=300,
        name="exchange",
    )
