"""Rows of deliveries as templates show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from ..models import Delivery, DeliveryEvent
from .lights import OPEN, Light, light_of
from .lists import period_label

WORDS = {
    Delivery.State.WAITING: pgettext_lazy("delivery event", "Taken back"),
    Delivery.State.IN_REVIEW: pgettext_lazy("delivery event", "Handed in"),
    Delivery.State.RETURNED: pgettext_lazy("delivery event", "Returned"),
    Delivery.State.ACCEPTED: pgettext_lazy("delivery event", "Accepted"),
    Delivery.State.NOT_APPLICABLE: pgettext_lazy("delivery event", "Marked as not applicable"),
}


@dataclass(frozen=True, slots=True)
class Row:
    delivery: Delivery
    light: Light
    period: str

    @property
    def is_owed(self) -> bool:
        return self.delivery.state in OPEN

    @property
    def was_returned(self) -> bool:
        """Returned and late: the light says the worse of the two."""
        return self.delivery.state == Delivery.State.RETURNED and self.light.key == "late"


def row_of(delivery: Delivery, today: dt.date) -> Row:
    return Row(delivery, light_of(delivery, today), period_label(delivery))


def rows_of(deliveries: Iterable[Delivery], today: dt.date) -> list[Row]:
    return [row_of(one, today) for one in deliveries]


@dataclass(frozen=True, slots=True)
class Told:
    event: DeliveryEvent
    word: str


def story_of(delivery: Delivery) -> list[Told]:
    """What happened to it, the newest first, with the documents of the library; one query."""
    events = delivery.events.select_related("document").order_by("-at", "-pk")
    return [Told(event, str(WORDS.get(event.to_state, event.to_state))) for event in events]


def last_return(story: Iterable[Told]) -> DeliveryEvent | None:
    return next((told.event for told in story if told.event.to_state == Delivery.State.RETURNED), None)
