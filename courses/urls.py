from django.urls import path

from . import views
from .sessions.urls import session_patterns

app_name = "courses"

urlpatterns = [
    path("mi-aula/", views.my_classroom, name="my_classroom"),
    path("mi-aula/cursos/<int:course_id>/comenzar/", views.enrol_in_course, name="enrol"),
    path("mi-aula/lecciones/<int:page_id>/leida/", views.complete_lesson, name="complete_lesson"),
    path("mi-aula/lecciones/<int:page_id>/posicion/", views.save_position, name="save_position"),
    path("glosario/", views.glossary, name="glossary"),
    *session_patterns,
    path("cursos/", views.serve_course_path, name="catalogue"),
    path("cursos/<path:path>", views.serve_course_path, name="course_path"),
]
