"""Addresses of the holder: signed in, and by the personal link."""

from django.urls import path

from . import link_views, own_views

urlpatterns = [
    path("mi-aula/constancias/", own_views.mine, name="mine"),
    path("mi-aula/constancias/enlace/", own_views.make_own_link, name="make_link"),
    path("mi-aula/constancias/enlace/terminar/", own_views.end_own_link, name="end_link"),
    path("mi-aula/constancias/<str:folio>/", own_views.own_certificate, name="own_certificate"),
    path("mi-aula/constancias/<str:folio>/inconformidad/", own_views.object_to_revocation, name="object"),
    path("constancias/<str:token>/", link_views.holder, name="holder"),
    path("constancias/<str:token>/terminar/", link_views.holder_end, name="holder_end"),
    path("constancias/<str:token>/<str:folio>/", link_views.holder_file, name="holder_file"),
    path("constancias/<str:token>/<str:folio>/inconformidad/", link_views.holder_object, name="holder_object"),
]
