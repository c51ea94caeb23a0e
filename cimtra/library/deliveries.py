"""The deliveries that a document is: accepted when it is published, returned with it, handed in with its correction."""

from __future__ import annotations

import contextlib

from people.api import User

from ..models import Delivery, LibraryDocument
from ..obligations.acts import CannotDeliver, accept, deliver, return_


def accept_what_it_is(document: LibraryDocument, *, by: User) -> None:
    """Accept the deliveries that wait with `document`; one that `by` handed in goes on waiting for somebody else."""
    for delivery in document.deliveries.filter(state=Delivery.State.IN_REVIEW):
        with contextlib.suppress(CannotDeliver):
            accept(delivery, by=by)


def return_what_it_is(document: LibraryDocument, *, by: User, reason: str) -> None:
    """Return the deliveries that wait with `document`, for the same reason; one that `by` handed in is left waiting."""
    for delivery in document.deliveries.filter(state=Delivery.State.IN_REVIEW):
        with contextlib.suppress(CannotDeliver):
            return_(delivery, by=by, reason=reason)


def follow(before: LibraryDocument, after: LibraryDocument, *, by: User) -> None:
    """Hand in `after` where `before` waits or was returned. What was accepted keeps saying what was accepted."""
    unsettled = (Delivery.State.IN_REVIEW, Delivery.State.RETURNED)
    for delivery in before.deliveries.filter(state__in=unsettled):
        deliver(delivery, by=by, document=after, address=delivery.address, note=delivery.note)
