"""Rounds inside the admin, below «CIMTRA»."""

from __future__ import annotations

from django.urls import path, re_path

from . import capture_screens, reading_screens, screens

app_name = "cimtra_rounds"

urlpatterns = [
    path("", screens.rounds, name="list"),
    path("nueva/", screens.new_round, name="new"),
    path("comparar/", reading_screens.comparison, name="compare"),
    path("<int:pk>/", screens.one_round, name="one"),
    path("<int:pk>/editar/", screens.edit, name="edit"),
    path("<int:pk>/resultados/", screens.results, name="results"),
    path("<int:pk>/cerrar/", screens.close, name="close"),
    path("<int:pk>/reabrir/", screens.reopen, name="reopen"),
    path("<int:pk>/retirar/", screens.discard, name="discard"),
    path("<int:pk>/captura/<int:block_pk>/", capture_screens.capture, name="capture"),
    path("<int:pk>/captura/<int:block_pk>/guardar/", capture_screens.autosave, name="autosave"),
    path("criterio/<int:pk>/", capture_screens.criterion, name="criterion"),
    path("evidencia/<int:pk>/", capture_screens.evidence, name="evidence"),
    path("<int:pk>/simulador/", reading_screens.simulator, name="simulator"),
    path("<int:pk>/informe.pdf", reading_screens.paper, name="paper"),
    re_path(r"^(?P<pk>\d+)/aspectos\.(?P<kind>xlsx|csv)$", reading_screens.table, name="table"),
]
