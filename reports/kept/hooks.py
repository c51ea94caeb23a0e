"""The addresses of what is kept, and what the clock does for it."""

from django.urls import include, path
from wagtail import hooks

from . import views


@hooks.register("register_admin_urls")
def kept_urls():
    urls = [
        path("vistas/", views.saved, name="saved"),
        path("vistas/guardar/<slug:slug>/", views.save, name="save"),
        path("vistas/<uuid:uuid>/borrar/", views.delete, name="delete"),
        path("vistas/<uuid:uuid>/programar/", views.schedule, name="schedule"),
        path("vistas/programadas/<int:pk>/detener/", views.stop, name="stop"),
        path("registros/", views.months, name="months"),
        path("archivos/<uuid:uuid>/", views.file, name="file"),
        path("archivos/<uuid:uuid>/descargar/", views.take, name="take"),
        path("descargas/", views.downloads, name="downloads"),
    ]
    return [path("informes/", include((urls, "reports_kept"), namespace="reports_kept"))]
