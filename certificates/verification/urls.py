from django.urls import path

from . import views

urlpatterns = [
    path("verificar/", views.verify, name="verify"),
    # Before the codes, none of which is as short.
    path("verificar/folio/", views.verify_by_folio, name="verify_by_folio"),
    path("verificar/<str:code>/", views.verification, name="verification"),
]
