"""Courses given in a room: organising, booking, checking in, attendance, and the completions that follow."""

from django.utils.translation import gettext_lazy as _


def connect():
    """Put sessions into «Mi aula», the calendars and the notices of people: called once when the apps are ready."""
    from people.plugins import calendar_entries, notice_checks, notice_kinds

    from ..registries import my_classroom_sections
    from . import news
    from .calendar import session_entries
    from .own import my_sessions

    calendar_entries.register(session_entries)
    my_classroom_sections.register(my_sessions)
    notice_kinds.register(news.KIND, _("Session in a room"))
    notice_checks.register(news.KIND, news.no_longer_due)
