"""The addresses of findings in the admin."""

from __future__ import annotations

from django.urls import path

from . import assign_screens, listing, screens
from .importing import screens as importing

urlpatterns = [
    path("", listing.findings, name="list"),
    path("archivo/<slug:kind>/", listing.download, name="download"),
    path("solventadas/", listing.resolved, name="resolved"),
    path("solventadas/archivo/<slug:kind>/", listing.download_resolved, name="download_resolved"),
    path("nueva/", screens.add, name="add"),
    path("importar/", importing.upload, name="import"),
    path("importar/plantilla/", importing.template, name="import_template"),
    path("importar/<int:pk>/", importing.one, name="import_one"),
    path("importar/<int:pk>/registrar/", importing.record, name="import_record"),
    path("<int:pk>/", screens.finding, name="one"),
    path("<int:pk>/editar/", screens.edit, name="edit"),
    path("<int:pk>/evidencia/<int:evidence_pk>/", screens.evidence, name="evidence"),
    path("<int:pk>/capacitacion/<int:requirement_pk>/", assign_screens.assign_training, name="assign"),
    *[path(f"<int:pk>/{act}/", screens.act, {"name": act}, name=f"act_{act}") for act in screens.ACTS],
]
