"""Sentences about waiting, for people who typed something wrong several times."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE = 60


def words_for_wait(seconds: int) -> str:
    """Why nothing was checked, how long to wait and what else helps; the same for accounts that do not exist."""
    if seconds < MINUTE:
        wait = ngettext("Wait %(number)d second", "Wait %(number)d seconds", seconds) % {"number": seconds}
    else:
        minutes = -(-seconds // MINUTE)
        wait = ngettext("Wait %(number)d minute", "Wait %(number)d minutes", minutes) % {"number": minutes}
    return _(
        "There were too many failed tries, so this one was not looked at. %(wait)s and try again, "
        "or ask Human Resources for a new access letter."
    ) % {"wait": wait}
