from django.urls import path

from . import views

urlpatterns = [
    path(".well-known/did.json", views.did_json, name="did"),
    path(".well-known/jwks.json", views.jwks_json, name="jwks"),
    path("credenciales/estado/<int:number>/", views.status_list, name="status_list"),
    path("mi-aula/constancias/<str:folio>/credencial/", views.own_credential, name="own_credential"),
    path("constancias/<str:token>/<str:folio>/credencial/", views.holder_credential, name="holder_credential"),
]
