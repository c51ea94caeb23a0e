"""The addresses of the monitor in the admin."""

from django.urls import path

from . import quarter_screens, screens

urlpatterns = [
    path("", screens.addresses, name="list"),
    path("descargar/<str:kind>/", screens.download, name="download"),
    path("nuevo/", screens.new_address, name="new"),
    path("por-agregar/", screens.proposed, name="proposed"),
    path("cambios/", quarter_screens.changes, name="changes"),
    path("trimestre/", quarter_screens.quarter, name="quarter"),
    path("trimestre/descargar/<str:kind>/", quarter_screens.download, name="quarter_download"),
    path("rondas/", quarter_screens.rounds, name="rounds"),
    path("rondas/<int:pk>/", quarter_screens.one_round, name="round"),
    path("<int:pk>/", screens.address, name="one"),
    path("<int:pk>/editar/", screens.edit_address, name="edit"),
    path("<int:pk>/revisar/", screens.look_now, name="look"),
]
