from django.urls import path

from . import screens

urlpatterns = [
    path("", screens.packs, name="list"),
    path("nuevo/", screens.new, name="new"),
    path("<uuid:uuid>/", screens.one, name="one"),
    path("<uuid:uuid>/descargar/", screens.download, name="download"),
    path("<uuid:uuid>/reintentar/", screens.again, name="again"),
]
