from django.urls import path

from . import screens

urlpatterns = [
    path("", screens.show, name="board"),
    path("descargar/<slug:kind>/", screens.download, name="download"),
    path("aspectos/<int:pk>/", screens.aspect, name="aspect"),
]
