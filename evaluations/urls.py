from django.urls import path

from . import views

app_name = "evaluations"

ATTEMPT = "mi-aula/cuestionario/<uuid:uuid>/"

urlpatterns = [
    path("mi-aula/cuestionarios/<int:page_id>/comenzar/", views.start, name="start"),
    path(ATTEMPT, views.attempt, name="attempt"),
    path(f"{ATTEMPT}<int:position>/", views.question, name="question"),
    path(f"{ATTEMPT}<int:position>/guardar/", views.save, name="save"),
    path(f"{ATTEMPT}revisar/", views.review, name="review"),
    path(f"{ATTEMPT}enviar/", views.submit, name="submit"),
    path(f"{ATTEMPT}resultado/", views.result, name="result"),
]
