"""Documents on /mi-area/: how many wait and how many came back, and the entry of the area's menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ..area import OwnArea
from ..models import LibraryDocument
from .states import State, state_of, with_state


def section(request: HttpRequest, area: OwnArea) -> dict[str, Any] | None:
    """One query; only what is not out of the way is counted."""
    unsettled = with_state(LibraryDocument.objects.filter(department__in=area.ids, live=False, withdrawn_at=None))
    states = [state_of(document) for document in unsettled]
    context = {
        "returned_documents": states.count(State.RETURNED),
        "waiting_documents": states.count(State.WAITING),
    }
    return {"template": "cimtra/library/_area_section.html", "context": context}


def pages(request: HttpRequest) -> list[tuple[str, str]]:
    return [(_("Documents"), reverse("cimtra:area_documents"))]


def register() -> None:
    from ..plugins import area_pages, area_sections
    from . import news

    area_sections.register(section)
    area_pages.register(pages)
    news.register()
