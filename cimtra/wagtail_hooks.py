from django.urls import include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from . import views
from .admin import CimtraViewSetGroup


@hooks.register("register_admin_urls")
def instrument_urls():
    urls = [
        path("", views.instrument, name="instrument"),
        path("aspectos/<int:pk>/", views.aspect, name="aspect"),
    ]
    return [path("cimtra/herramienta/", include((urls, "cimtra_admin"), namespace="cimtra_admin"))]


register_snippet(CimtraViewSetGroup)
