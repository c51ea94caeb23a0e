"""The screens of sessions in the admin: their addresses and their entry in the menu."""

from __future__ import annotations

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from people.api import PermittedMenuItem

from . import people_screens, screens
from .rules import MANAGE


@hooks.register("register_admin_urls")
def session_urls():
    urls = [
        path("", screens.sessions, name="list"),
        path("nueva/", screens.new_session, name="new"),
        path("<int:session_id>/", screens.session_page, name="one"),
        path("<int:session_id>/editar/", screens.edit_session, name="edit"),
        path("<int:session_id>/cancelar/", screens.cancel_session, name="cancel"),
        path("<int:session_id>/cerrar/", screens.close_session, name="close"),
        path("<int:session_id>/lista.pdf", screens.sheet, name="sheet"),
        path("<int:session_id>/personas/", people_screens.book_people, name="book"),
        path("<int:session_id>/personas/<int:employee_id>/quitar/", people_screens.take_place_back, name="take_back"),
        path("<int:session_id>/asistencia/<int:meeting_id>/", people_screens.attendance_list, name="attendance"),
        path(
            "<int:session_id>/asistencia/retirar/<int:attendance_id>/",
            people_screens.withdraw_attendance,
            name="withdraw",
        ),
    ]
    return [path("sesiones/", include((urls, "courses_sessions"), namespace="courses_sessions"))]


@hooks.register("register_admin_menu_item")
def session_menu_item():
    return PermittedMenuItem(
        _("Sessions in a room"),
        reverse("courses_sessions:list"),
        permission=MANAGE,
        icon_name="group",
        order=320,
        name="sessions-in-a-room",
    )
