"""The addresses of sessions for officials; they belong to the namespace of courses."""

from django.urls import path

from . import door, own

session_patterns = [
    path("asistencia/", door.type_code, name="type_code"),
    path("asistencia/pantalla/<int:meeting_id>/", door.screen, name="check_in_screen"),
    path("asistencia/<int:session_id>/", door.attended, name="attended"),
    path("asistencia/<int:session_id>/<slug:code>/", door.confirm, name="check_in"),
    path("mi-aula/sesiones/<int:session_id>/apartar/", own.book_session, name="book_session"),
    path("mi-aula/sesiones/<int:session_id>/devolver/", own.give_back_place, name="give_back_place"),
    path("mi-aula/sesiones/<int:session_id>/calendario.ics", own.session_event, name="session_event"),
]
