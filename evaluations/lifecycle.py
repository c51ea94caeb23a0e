"""The states of an attempt and what leads from one to the next; nothing leads back.

``open`` becomes ``submitted`` when everything in it can be graded at once, else ``awaiting`` and then ``submitted``;
a member of staff may make ``open`` ``cancelled``, with a reason. ``submitted`` stays itself in a regrade.
"""

from __future__ import annotations

from collections.abc import Mapping

from .models import Attempt

State = Attempt.State

TRANSITIONS: Mapping[str, frozenset[str]] = {
    State.OPEN: frozenset({State.AWAITING, State.SUBMITTED, State.CANCELLED}),
    State.AWAITING: frozenset({State.SUBMITTED}),
    # A corrected key gives the same attempt another result.
    State.SUBMITTED: frozenset({State.SUBMITTED}),
    State.CANCELLED: frozenset(),
}


class ImpossibleTransition(Exception):
    """The attempt is in a state from which nothing leads to the wanted one."""

    def __init__(self, attempt: Attempt, wanted: str):
        self.attempt, self.wanted = attempt, wanted
        super().__init__(f"attempt {attempt.uuid} is {attempt.state}: it cannot become {wanted}")


def move(attempt: Attempt, to: str) -> None:
    """Set the state; the caller holds the attempt's lock and saves it. Raises ImpossibleTransition."""
    if to not in TRANSITIONS[attempt.state]:
        raise ImpossibleTransition(attempt, to)
    attempt.state = to
