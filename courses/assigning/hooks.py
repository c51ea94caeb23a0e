"""Registers the screens of assignments in the admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from people.api import PermittedMenuItem

from . import views


@hooks.register("register_admin_urls")
def assignment_urls():
    urls = [
        path("", views.index, name="index"),
        path("nueva/", views.add, name="add"),
        path("<int:pk>/", views.show, name="show"),
        path("<int:pk>/cambiar/", views.edit, name="edit"),
        path("<int:pk>/retirar/", views.withdraw_assignment, name="withdraw"),
        path("<int:pk>/descargar/", views.download, name="download"),
        path("simulacion/<str:token>/", views.simulation, name="simulation"),
        path("simulacion/<str:token>/aceptar/", views.accept_draft, name="accept"),
        path("simulacion/<str:token>/descartar/", views.discard_draft, name="discard"),
        path("simulacion/<str:token>/descargar/", views.download_draft, name="download_draft"),
    ]
    return [path("asignaciones/", include((urls, "courses_assignments"), namespace="courses_assignments"))]


def assignments_menu_item() -> PermittedMenuItem:
    """The entry of the menu «Training duties»."""
    return PermittedMenuItem(
        _("Assignments"),
        reverse("courses_assignments:index"),
        permission=views.VIEW,
        icon_name=views.ICON,
        name="assignments",
        order=0,
    )
