"""Addresses of documents below /mi-area/."""

from django.urls import path

from . import area_views

urlpatterns = [
    path("", area_views.documents, name="area_documents"),
    path("nuevo/", area_views.new, name="area_document_new"),
    path("<int:pk>/", area_views.one, name="area_document"),
    path("<int:pk>/archivo/", area_views.file, name="area_document_file"),
    path("<int:pk>/corregir/", area_views.correct, name="area_document_correct"),
    path("<int:pk>/sustituir/", area_views.replace_file, name="area_document_replace"),
]
