"""The addresses of earlier training in the admin, and its entry in the menu."""

from __future__ import annotations

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from people.api import PermittedMenuItem

from . import views


@hooks.register("register_admin_urls")
def recognition_urls():
    urls = [
        path("", views.earlier_training, name="list"),
        path("reconocer/", views.recognise_one, name="recognise"),
        path("documento/<int:pk>/", views.grounds_file, name="file"),
        path("<uuid:uuid>/", views.one_import, name="import"),
        path("<uuid:uuid>/aceptar/", views.accept_import, name="accept"),
        path("<uuid:uuid>/descartar/", views.discard_import, name="discard"),
    ]
    return [path("capacitacion-previa/", include((urls, "courses_recognition"), namespace="courses_recognition"))]


@hooks.register("register_admin_menu_item")
def recognition_menu_item():
    return PermittedMenuItem(
        _("Earlier training"),
        reverse("courses_recognition:list"),
        permission=views.RECORD,
        icon_name=views.ICON,
        order=330,
        name="earlier-training",
    )
