"""Addresses of the account that need no sign-in."""

from django.urls import path

from . import account_views

app_name = "people_account"
urlpatterns = [
    path("cuenta/activar/", account_views.activate, name="activate"),
    path("cuenta/activar/contrasena/", account_views.choose_password, name="choose_password"),
    path("cuenta/seguir/", account_views.stay, name="stay"),
]
