"""Registers the screens of the library and of the microsite in the admin."""

from django.urls import include, path
from wagtail import hooks

from ..microsite import screens
from . import wagtail_parts


@hooks.register("register_admin_urls")
def library_urls():
    microsite = [
        path("", screens.versions, name="versions"),
        path("<int:pk>/armar/", screens.build_one, name="build"),
    ]
    return [
        path("cimtra/documentos/", include(("cimtra.library.urls", "cimtra_library"))),
        path("cimtra/micrositio/", include((microsite, "cimtra_microsite"))),
    ]


hooks.register("construct_homepage_panels", wagtail_parts.adapt_home)
wagtail_parts.register()
