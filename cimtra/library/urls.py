"""The addresses of documents in the admin."""

from django.urls import path

from . import screens

urlpatterns = [
    path("", screens.documents, name="list"),
    path("nuevo/", screens.new, name="new"),
    path("<int:pk>/", screens.one, name="one"),
    path("<int:pk>/archivo/", screens.file, name="file"),
    path("<int:pk>/publicar/", screens.publish_one, name="publish"),
    path("<int:pk>/devolver/", screens.return_one, name="return"),
    path("<int:pk>/retirar/", screens.withdraw_one, name="withdraw"),
]
