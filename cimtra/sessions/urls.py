"""The addresses of sessions in the admin."""

from django.urls import path

from . import screens

app_name = "cimtra_sessions"

urlpatterns = [
    path("", screens.listed, name="list"),
    path("nueva/", screens.new, name="new"),
    path("asistencia.<slug:kind>", screens.download, name="download"),
    path("<int:pk>/", screens.one, name="one"),
    path("<int:pk>/editar/", screens.edit, name="edit"),
    path("<int:pk>/asistencia/", screens.presence, name="presence"),
    path("<int:pk>/celebrada/", screens.held, name="hold"),
    path("<int:pk>/cancelar/", screens.cancelled, name="cancel"),
    path("<int:pk>/votos.<slug:kind>", screens.sheet, name="sheet"),
    path("puntos/<int:pk>/votos/", screens.votes, name="votes"),
]
