"""The ledger of notices in the admin: its addresses and its entry among the reports."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from ..admin_pages import PermittedMenuItem
from . import ledger_views


@hooks.register("register_admin_urls")
def notice_urls():
    urls = [
        path("", ledger_views.ledger, name="ledger"),
        path("descargar/<slug:kind>/", ledger_views.download, name="download"),
        path("direccion-de-correo/<int:pk>/", ledger_views.mark_address, name="mark_address"),
    ]
    return [path("avisos/", include((urls, "people_notices_admin"), namespace="people_notices_admin"))]


@hooks.register("register_reports_menu_item")
def notices_menu_item():
    return PermittedMenuItem(
        _("Notices"),
        reverse("people_notices_admin:ledger"),
        permission=ledger_views.VIEW,
        icon_name="mail",
        order=800,
        name="ledger-of-notices",
    )
