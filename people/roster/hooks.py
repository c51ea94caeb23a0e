"""The import of the roster in the admin: its addresses, and its entry among the lists of the roster."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from ..admin_pages import PermittedMenuItem
from . import views


@hooks.register("register_admin_urls")
def roster_urls():
    urls = [
        path("", views.imports_so_far, name="list"),
        path("formato/", views.template, name="template"),
        path("<uuid:uuid>/", views.show, name="show"),
        path("<uuid:uuid>/columnas/", views.columns, name="columns"),
        path("<uuid:uuid>/decidir/", views.settle, name="settle"),
        path("<uuid:uuid>/aceptar/", views.accept, name="accept"),
        path("<uuid:uuid>/autorizar/", views.second, name="second"),
        path("<uuid:uuid>/descartar/", views.discard, name="discard"),
        path("<uuid:uuid>/deshacer/", views.undo, name="undo"),
        path("<uuid:uuid>/rechazadas/", views.refused, name="refused"),
    ]
    return [path("importar-plantilla/", include((urls, "people_roster"), namespace="people_roster"))]


def menu_item(order=800):
    return PermittedMenuItem(
        _("Import the roster"),
        reverse("people_roster:list"),
        permission=views.PERMISSION,
        icon_name="upload",
        order=order,
        name="import-roster",
    )
