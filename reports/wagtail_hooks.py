from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import views
from .framework import hooks as report_hooks  # noqa: F401
from .home import ProgressPanel
from .kept import hooks as kept_hooks  # noqa: F401


class ProgressMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(views.VIEW_PROGRESS)


@hooks.register("register_admin_urls")
def progress_urls():
    urls = [
        path("", views.progress_report, name="progress"),
        path("descargar/<slug:kind>/", views.download_progress, name="download_progress"),
        path("personas/<int:pk>/", views.person, name="person"),
    ]
    return [path("informes/avance/", include((urls, "reports_admin"), namespace="reports_admin"))]


@hooks.register("register_reports_menu_item")
def progress_menu_item():
    return ProgressMenuItem(
        _("Progress of training"),
        reverse("reports_admin:progress"),
        icon_name="group",
        order=50,
        name="training-progress",
    )


@hooks.register("construct_homepage_panels")
def progress_panel(request, panels):
    if request.user.has_perm(views.VIEW_PROGRESS):
        panels.append(ProgressPanel())
