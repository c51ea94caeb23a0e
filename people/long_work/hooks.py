"""Long work in the admin."""

from django.urls import include, path
from wagtail import hooks

from . import views


@hooks.register("register_admin_urls")
def work_urls():
    urls = [
        path("", views.works, name="list"),
        path("<uuid:uuid>/", views.work, name="show"),
        path("<uuid:uuid>/archivo/", views.take, name="take"),
    ]
    return [path("trabajos/", include((urls, "people_works"), namespace="people_works"))]
