"""What the screens of the instrument share."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.api import frame

from ...models import Aspect, Instrument

ICON = "clipboard-list"
FORM = require_http_methods(["GET", "HEAD", "POST"])


def framed(title: str, *more: tuple[str, str]) -> dict[str, Any]:
    """Wagtail's frame below the instrument; `more` are pairs of label and address on the way here."""
    here = (_("CIMTRA instrument"), reverse("cimtra_admin:instrument"))
    return frame(title, icon=ICON, parents=[here, *more])


def version_asked(asked: str) -> Instrument | None:
    """The version that an address asks for (its id), else the one in force, else any; None without versions."""
    versions = Instrument.objects.order_by("-is_current", "code", "-version")
    if asked.isdecimal() and len(asked) < 10:
        return get_object_or_404(versions, pk=int(asked))
    return versions.first()


def aspect_or_404(pk: int) -> Aspect:
    return get_object_or_404(Aspect.objects.select_related("instrument", "block__field__instrument"), pk=pk)


def way_to(aspect: Aspect) -> tuple[str, str]:
    return str(aspect), reverse("cimtra_admin:aspect", args=[aspect.pk])
