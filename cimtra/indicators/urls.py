"""The addresses of annual operating programmes in the admin."""

from django.urls import path

from . import screens, sheet_screens

app_name = "cimtra_indicators"

urlpatterns = [
    path("", screens.plans, name="list"),
    path("nuevo/", screens.new, name="new"),
    path("<int:pk>/", screens.one, name="one"),
    path("<int:pk>/editar/", screens.edit, name="edit"),
    path("<int:pk>/poa.<slug:kind>", sheet_screens.download, name="download"),
    path("<int:pk>/hoja/", sheet_screens.upload, name="upload"),
    path("<int:pk>/hoja/confirmar/", sheet_screens.confirm, name="confirm"),
    path("<int:pk>/indicadores/nuevo/", screens.new_indicator, name="new_indicator"),
    path("indicadores/<int:pk>/", screens.edit_indicator, name="edit_indicator"),
    path("indicadores/<int:pk>/quitar/", screens.drop_indicator, name="remove_indicator"),
    path("indicadores/<int:pk>/trimestres/<int:quarter>/", screens.reading, name="reading"),
]
