"""The traffic light of a delivery: a word, an icon and a tone, never a colour alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from ..models import Delivery

State = Delivery.State
# From how many days before its last day a delivery is told to be due soon.
SOON = 15


@dataclass(frozen=True, slots=True)
class Light:
    """`key` is one of LIGHTS; `icon` and `tone` are those of templates/includes/status.html."""

    key: str
    word: str
    icon: str
    tone: str


LIGHTS = {
    light.key: light
    for light in (
        Light("late", pgettext_lazy("delivery", "Late"), "alert", "bad"),
        Light("returned", pgettext_lazy("delivery", "Returned"), "replaced", "bad"),
        Light("soon", pgettext_lazy("delivery", "Due soon"), "clock", "warn"),
        Light("in_review", pgettext_lazy("delivery", "In review"), "half", "info"),
        Light("waiting", pgettext_lazy("delivery", "Not due yet"), "circle", "neutral"),
        Light("done", pgettext_lazy("delivery", "Up to date"), "check-circle", "ok"),
        Light("not_applicable", pgettext_lazy("delivery", "Does not apply"), "minus", "neutral"),
    )
}
# The worst first: what a cell shows that stands for several deliveries.
ORDER = {key: place for place, key in enumerate(LIGHTS)}
OF_STATE = {
    State.ACCEPTED: "done",
    State.IN_REVIEW: "in_review",
    State.NOT_APPLICABLE: "not_applicable",
}
OPEN = (State.WAITING, State.RETURNED)


def light_of(delivery: Delivery, today: dt.date) -> Light:
    """How `delivery` stands on `today`; the day it is due is not late yet, and a return past its day is late."""
    return LIGHTS[_key_of(delivery, today)]


def _key_of(delivery: Delivery, today: dt.date) -> str:
    if delivery.state in OF_STATE:
        return OF_STATE[delivery.state]
    if delivery.due_on < today:
        return "late"
    if delivery.state == State.RETURNED:
        return "returned"
    return "soon" if delivery.due_on <= today + dt.timedelta(days=SOON) else "waiting"


def with_light(key: str, today: dt.date, prefix: str = "") -> Q:
    """The condition on deliveries whose light is `key`: says in the database what `light_of` says of one.

    `prefix` leads to the deliveries from another model («deliveries__»).
    """
    soon = today + dt.timedelta(days=SOON)
    conditions = {
        "late": {"state__in": OPEN, "due_on__lt": today},
        "returned": {"state": State.RETURNED, "due_on__gte": today},
        "soon": {"state": State.WAITING, "due_on__gte": today, "due_on__lte": soon},
        "waiting": {"state": State.WAITING, "due_on__gt": soon},
        **{key: {"state": state} for state, key in OF_STATE.items()},
    }
    return Q(**{f"{prefix}{field}": value for field, value in conditions[key].items()})


def worst(lights: list[Light]) -> Light:
    return min(lights, key=lambda light: ORDER[light.key])
