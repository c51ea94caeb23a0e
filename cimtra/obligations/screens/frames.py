"""What the screens of this package share."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from people.api import frame

FORM = require_http_methods(["GET", "HEAD", "POST"])


def obligations_frame(title: str = "") -> dict:
    here = _("Obligations to publish")
    if not title:
        return frame(here, icon="list-ul")
    return frame(title, icon="list-ul", parents=[(here, reverse("cimtra_obligations:list"))])


def deliveries_frame(title: str = "") -> dict:
    here = pgettext("obligations", "Deliveries")
    if not title:
        return frame(here, icon="calendar-check")
    return frame(title, icon="calendar-check", parents=[(here, reverse("cimtra_obligations:deliveries"))])
