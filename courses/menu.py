"""Entries of the learner's menu that courses adds for people."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def notices_entry(request: HttpRequest) -> list[dict[str, str]]:
    """«Notices», with how many are unread; the account knows it from the query that loaded it, so it costs nothing."""
    if getattr(request.user, "employee", None) is None:
        return []
    unread = getattr(request.user, "unread_notices", 0)
    label = _("Notices (%(number)d)") % {"number": unread} if unread else _("Notices")
    return [{"label": label, "url": reverse("people_notices:notices"), "icon": "mail"}]
