"""What the notices give to the registries of people."""

from __future__ import annotations

from ..registries import minutely_acts, person_panels
from .delivery import ask_for_delivery
from .panel import notices_panel
from .settling import settle_notices


def register() -> None:
    minutely_acts.register(settle_notices)
    minutely_acts.register(ask_for_delivery)
    person_panels.register(notices_panel)
