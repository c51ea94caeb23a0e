"""The reports in the admin: their addresses and their entries in the menu, who is missing first."""

from django.urls import include, path, register_converter, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from people.api import PermittedMenuItem

from ..views import VIEW_PROGRESS
from . import views
from .registry import reports


class ReportConverter:
    """Takes the slugs of the registry only, so that other addresses below informes/ are left to their owners."""

    regex = "[a-z0-9-]+"

    def to_python(self, value: str) -> str:
        if reports.get(value) is None:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReportConverter, "report")


@hooks.register("register_admin_urls")
def report_urls():
    urls = [
        path("", views.index, name="index"),
        path("<report:slug>/", views.show, name="show"),
        path("<report:slug>/descargar/<slug:kind>/", views.download, name="download"),
    ]
    return [path("informes/", include((urls, "reports_hr"), namespace="reports_hr"))]


@hooks.register("register_reports_menu_item")
def index_menu_item():
    return PermittedMenuItem(
        _("Training reports"),
        reverse("reports_hr:index"),
        icon_name="clipboard-list",
        order=20,
        name="training-reports",
        permission=VIEW_PROGRESS,
    )


def _menu_item_of(report):
    def menu_item():
        return PermittedMenuItem(
            report.title,
            reverse("reports_hr:show", args=[report.slug]),
            icon_name="clipboard-list",
            # Before whatever else stands under «Reports», in the order of the registry.
            order=report.order / 10,
            name=f"report-{report.slug}",
            permission=VIEW_PROGRESS,
        )

    return menu_item


for one in reports:
    hooks.register("register_reports_menu_item", _menu_item_of(one))
