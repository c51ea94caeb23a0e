"""One document as its screens show it."""

from __future__ import annotations

from typing import Any

from ..models import LibraryDocument
from ..periods import label_of
from .addresses import address_of
from .contents import described, doubts
from .lineage import earlier_than
from .states import look_of, state_of


def told(document: LibraryDocument) -> dict[str, Any]:
    """What every page about `document` (of `with_state`) shows."""
    state = state_of(document)
    return {
        "document": document,
        "state": state.value,
        "look": look_of(state),
        "period": label_of(document.period_start, document.period_end),
        "aspects": document.aspects.select_related("block").order_by("instrument", "number"),
        "content": described(document.content),
        "doubts": doubts(document),
        "header": document.content.get("header", []),
        "earlier": earlier_than(document),
        "successor": LibraryDocument.objects.filter(replaces=document).first(),
        "public_address": address_of(document) if document.first_published_at else "",
    }
