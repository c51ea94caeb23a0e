"""The screens of the life of constancias in the admin: their addresses and what waits for an answer."""

from __future__ import annotations

from django.urls import include, path
from wagtail import hooks

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


@hooks.register("construct_homepage_panels")
def objections_waiting(request, panels):
    if request.user.has_perm(objection_screens.ANSWER):
        panels.append(ObjectionsPanel(request.user))
