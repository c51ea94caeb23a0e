"""The screens of access in the admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from ..admin_pages import PermittedMenuItem
from . import person_views, views
from .reach import PERMISSION


@hooks.register("register_admin_urls")
def access_urls():
    urls = [
        path("", views.offices, name="offices"),
        path("cuentas/", views.accounts, name="accounts"),
        path("crear/", views.make, name="make"),
        path("cartas/", views.letters, name="letters"),
        path("enlaces/", views.links, name="links"),
        path("recibos/", views.receipt_list, name="receipts"),
        path("personas/<int:pk>/", person_views.person, name="person"),
        path("personas/<int:pk>/carta/", person_views.reset, name="reset"),
        path("personas/<int:pk>/abrir/", person_views.open_one, name="open"),
        path("personas/<int:pk>/cerrar/", person_views.close_one, name="close"),
    ]
    return [path("acceso/", include((urls, "people_access"), namespace="people_access"))]


@hooks.register("register_admin_menu_item")
def access_menu_item():
    return PermittedMenuItem(
        _("Access accounts"),
        reverse("people_access:offices"),
        icon_name="key",
        order=310,
        name="access-accounts",
        permission=PERMISSION,
    )
