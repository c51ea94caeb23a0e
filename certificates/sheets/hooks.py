"""The screens of templates and signatures in the admin: their addresses."""

from __future__ import annotations

from django.urls import include, path
from wagtail import hooks

from . import screens, signature_screens, version_screens


@hooks.register("register_admin_urls")
def sheet_urls():
    urls = [
        path("", screens.templates, name="list"),
        path("nueva/", screens.new_template, name="new"),
        path("muestra/", screens.sample, name="sample"),
        path("muestra/<str:digest>.pdf", screens.sample_file, name="sample_file"),
        path("firmas/", signature_screens.signatures, name="signatures"),
        path("firmas/<int:pk>/", signature_screens.signature, name="signature"),
        path("firmas/<int:pk>/quitar/", signature_screens.remove, name="remove_signature"),
        path("imagen/<str:digest>/", signature_screens.picture, name="picture"),
        path("<int:pk>/", screens.edit_template, name="edit"),
        path("<int:pk>/versiones/", version_screens.versions, name="versions"),
        path("<int:pk>/versiones/<int:number>/muestra.pdf", version_screens.version_sample, name="version_sample"),
        path("<int:pk>/versiones/<int:number>/volver/", version_screens.go_back, name="go_back"),
        path("<int:pk>/uso/", version_screens.uses, name="uses"),
        path("<int:pk>/habitual/", version_screens.make_usual, name="make_usual"),
        path("<int:pk>/archivar/", version_screens.archive, name="archive"),
        path("<int:pk>/recuperar/", version_screens.bring_back, name="bring_back"),
    ]
    return [path("plantillas-de-constancia/", include((urls, "certificates_sheets"), namespace="certificates_sheets"))]
