"""Where the screens of people stand in the admin: their addresses and their entries in the menu."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from ..admin_pages import PermittedMenuItem
from . import organisation_view, views


class PermittedViewSet(ViewSet):
    """A group of own pages whose entry in the menu is for those who hold `permission`."""

    permission = ""

    def get_menu_item(self, order=None):
        return PermittedMenuItem(
            self.menu_label,
            self.menu_url,
            permission=self.permission,
            icon_name=self.menu_icon,
            order=order,
            name=self.name.replace("_", "-"),
        )


class StaffViewSet(PermittedViewSet):
    name = "people_staff"
    url_prefix = "personas"
    icon = "group"
    menu_label = _("People")
    permission = views.VIEW

    def get_urlpatterns(self):
        return [
            path("", views.people, name="index"),
            path("alta/", views.hire_person, name="hire"),
            path("<int:pk>/", views.person, name="person"),
            path("<int:pk>/<slug:word>/", views.act_on_person, name="act"),
            path("<int:pk>/<int:row>/<slug:word>/", views.act_on_row, name="act_on_row"),
        ]


class OrganisationViewSet(PermittedViewSet):
    name = "people_organisation"
    url_prefix = "organizacion"
    icon = "folder-open-inverse"
    menu_label = _("Organisation")
    permission = "people.view_department"

    def get_urlpatterns(self):
        return [path("", organisation_view.organisation, name="index")]
