"""Public addresses below /micrositio/ that are no pages of the tree."""

from django.urls import path

from . import views
from .feeds import Updates

urlpatterns = [
    path("documentos/<int:pk>/<slug:slug>/", views.document, name="document"),
    path("documentos/<int:pk>/<slug:slug>.<slug:ending>", views.document_file, name="document_file"),
    path("sesiones/", views.sessions, name="public_sessions"),
    path("catalogo.json", views.catalogue, name="catalogue"),
    path("novedades.atom", Updates(), name="updates"),
]
