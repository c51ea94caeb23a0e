"""The ledger in the admin: its addresses and its entry among the reports."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from ..admin_pages import PermittedMenuItem
from . import views


@hooks.register("register_admin_urls")
def ledger_urls():
    urls = [
        path("", views.decisions, name="list"),
        path("<int:number>/", views.decision, name="one"),
        path("descargar/<slug:kind>/", views.download, name="download"),
    ]
    return [path("decisiones/", include((urls, "people_decisions"), namespace="people_decisions"))]


@hooks.register("register_reports_menu_item")
def ledger_menu_item():
    return PermittedMenuItem(
        _("Ledger of decisions"),
        reverse("people_decisions:list"),
        permission=views.VIEW,
        icon_name="list-ul",
        order=900,
        name="ledger-of-decisions",
    )
