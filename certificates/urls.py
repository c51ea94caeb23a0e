from django.urls import path

from . import views

app_name = "certificates"

urlpatterns = [
    path("verificar/", views.verify, name="verify"),
    path("verificar/<str:code>/", views.verification, name="verification"),
    path("mi-aula/constancias/<str:folio>/", views.own_certificate, name="own_certificate"),
]
