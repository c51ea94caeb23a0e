from django.urls import path, register_converter

from . import appeal_views, picture_view, saving_view, views

app_name = "evaluations"

register_converter(picture_view.DigestConverter, "digest")

ATTEMPT = "mi-aula/cuestionario/<uuid:uuid>/"

urlpatterns = [
    path("mi-aula/cuestionarios/<int:page_id>/comenzar/", views.start, name="start"),
    path(ATTEMPT, views.attempt, name="attempt"),
    path(f"{ATTEMPT}<int:position>/", views.question, name="question"),
    path(f"{ATTEMPT}<int:position>/guardar/", saving_view.save, name="save"),
    path(f"{ATTEMPT}<int:position>/comprobar/", saving_view.check, name="check"),
    path(f"{ATTEMPT}<int:position>/revision/", appeal_views.appeal, name="appeal"),
    path(f"{ATTEMPT}repasar/<int:page_id>/", views.open_lesson, name="open_lesson"),
    path(f"{ATTEMPT}revisar/", views.review, name="review"),
    path(f"{ATTEMPT}enviar/", views.submit, name="submit"),
    path(f"{ATTEMPT}resultado/", views.result, name="result"),
    path("mi-aula/reactivos/imagen/<digest:digest>/", picture_view.picture, name="picture"),
]
