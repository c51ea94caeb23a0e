"""The screens of the life of constancias in the admin: their addresses and their entry in the menu."""

from __future__ import annotations

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from people.api import PermittedMenuItem

from . import link_screens, objection_screens
from .waiting_panel import ObjectionsPanel


@hooks.register("register_admin_urls")
def life_urls():
    objections = [
        path("", objection_screens.objection_list, name="list"),
        path("<int:pk>/", objection_screens.answer_one, name="one"),
    ]
    links = [
        path("<int:pk>/", link_screens.link_of, name="one"),
        path("<int:pk>/carta/", link_screens.print_link, name="print"),
        path("<int:pk>/terminar/", link_screens.end_link_of, name="end"),
    ]
    return [
        path(
            "constancias/inconformidades/",
            include((objections, "certificates_objections"), namespace="certificates_objections"),
        ),
        path("constancias/enlaces/", include((links, "certificates_links"), namespace="certificates_links")),
    ]


@hooks.register("register_admin_menu_item")
def objections_menu_item():
    return PermittedMenuItem(
        # The whole word of it does not fit into the menu.
        _("Objections"),
        reverse("certificates_objections:list"),
        permission=objection_screens.ANSWER,
        icon_name="comment",
        order=322,
        name="objections-to-revocations",
    )


@hooks.register("construct_homepage_panels")
def objections_waiting(request, panels):
    if request.user.has_perm(objection_screens.ANSWER):
        panels.append(ObjectionsPanel(request.user))
