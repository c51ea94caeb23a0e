"""How a report says the state of a person: the same words that people read on their own pages."""

import datetime as dt
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def state_word(state: str) -> str:
    return {
        "overdue": _("Overdue"),
        "expired": _("Expired"),
        "not_started": _("Not started"),
        "in_progress": _("In progress"),
        "completed": _("Completed"),
        "exempt": _("Exempt"),
        "not_required": _("Not required"),
        "missing": _("Still missing"),
    }[state]


def short_day(day: dt.date | None, language: str | None = None) -> str:
    """«3 mar 2026», as the screen writes it; whoever writes thousands gives the language."""
    return _short_day(day, language or get_language()) if day else ""


@lru_cache(maxsize=5_000)
def _short_day(day: dt.date, language: str) -> str:
    # Django's Mexican month names begin with a capital letter, which Spanish does not use.
    return date_format(day, "j M Y").lower()
