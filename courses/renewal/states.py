"""The states of a person in a training requirement (or a course) on a day: one machine, told in one place.

A state follows from dated facts alone and is never stored, so any past day can be told again. Facts of after the day
are not known on it. The first line of the table that fits is the state:

| state         | holds on a day when                                                                              |
|---------------|--------------------------------------------------------------------------------------------------|
| `in_window`   | a completion counts until `valid_until` (inclusive) and renewal is open: day ≥ `window_from`      |
| `expiring`    | … and it ends soon: day ≥ `expiring_from`                                                         |
| `completed`   | … and neither; without `valid_until` for ever                                                     |
| `exempt`      | no completion counts, and an exemption is in force                                                |
| `released`    | no completion counts, and what was asked is no longer asked: the open cycle was released          |
| `in_grace`    | a completion has ended, at most `grace_days` ago                                                  |
| `expired`     | a completion has ended, longer ago                                                                |
| `in_progress` | there was never a completion, and the open cycle has been started                                 |
| `assigned`    | there was never a completion, and the open cycle has not been started                             |
| `not_required`| nothing was completed and nothing is asked                                                        |

«Overdue» is no state but a mark: an open cycle that obliges is past its due day and no completion counts. In the same
way `renewal` tells how far the cycle is that is to replace a completion. Only the first three states are accredited:
an exempt person is not, and neither is one in grace, who may still renew before it counts as expired.

`expiring_from`, `window_from` and `grace_until` count in days from `valid_until`: 60 days before 1 March is 31
December, or 1 January in a leap year. Neither of the first two comes before half of the validity is over, lest a short
one be renewed for ever.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RenewalState(TextChoices):
    ASSIGNED = "assigned", _("Assigned")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    EXPIRING = "expiring", _("Expires soon")
    IN_WINDOW = "in_window", _("To be renewed")
    IN_GRACE = "in_grace", _("In grace")
    EXPIRED = "expired", _("Expired")
    EXEMPT = "exempt", _("Exempt")
    RELEASED = "released", _("Released")
    NOT_REQUIRED = "not_required", _("Not required")


ACCREDITED = frozenset({RenewalState.COMPLETED, RenewalState.EXPIRING, RenewalState.IN_WINDOW})
OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Terms:
    """How completions of a requirement age, in days; the defaults are those of TrainingRequirement."""

    expiring_days: int = 90
    window_days: int = 60
    grace_days: int = 0


DEFAULT_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the state follows from, as dates. `completed_on` and `valid_until` are of the completion that lasts longest.

    The other days are of the newest cycle that is open, or was on the day asked about.
    """

    completed_on: dt.date | None = None
    valid_until: dt.date | None = None
    assigned_on: dt.date | None = None
    started_on: dt.date | None = None
    due_on: dt.date | None = None
    released_on: dt.date | None = None
    is_exempt: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The state on a day, with the days on which it changes and the marks beside it."""

    state: RenewalState
    is_overdue: bool = False
    #: How far the cycle is that renews a completion: assigned, in_progress, or None while there is none.
    renewal: RenewalState | None = None
    valid_until: dt.date | None = None
    expiring_from: dt.date | None = None
    window_from: dt.date | None = None
    grace_until: dt.date | None = None

    @property
    def is_accredited(self) -> bool:
        return self.state in ACCREDITED

    @property
    def shown(self) -> str:
        """The word that a list shows: `overdue` stands in for an open state, never for one that has ended."""
        is_first_cycle = self.state in {RenewalState.ASSIGNED, RenewalState.IN_PROGRESS}
        return OVERDUE if self.is_overdue and is_first_cycle else str(self.state)


def renewal_state(day: dt.date, facts: Facts, terms: Terms = DEFAULT_TERMS) -> Standing:
    """The Standing on `day`; see the table above. Pure: the same values give the same answer in ten years."""
    is_open = _known(facts.assigned_on, day)
    is_released = is_open and _known(facts.released_on, day)
    is_started = is_open and _known(facts.started_on, day)
    under_way = (RenewalState.IN_PROGRESS if is_started else RenewalState.ASSIGNED) if is_open else None
    is_late = is_open and not is_released and not facts.is_exempt and facts.due_on is not None and facts.due_on < day
    if not _known(facts.completed_on, day):
        return Standing(_without_completion(facts, under_way, is_released=is_released), is_overdue=is_late)
    expiring_from, window_from, grace_until = turning_days(facts.completed_on, facts.valid_until, terms)
    state = _by_validity(day, facts.valid_until, expiring_from, window_from, grace_until)
    if state not in ACCREDITED and (facts.is_exempt or is_released):
        state = RenewalState.EXEMPT if facts.is_exempt else RenewalState.RELEASED
    return Standing(
        state,
        is_overdue=is_late and state not in ACCREDITED,
        renewal=under_way,
        valid_until=facts.valid_until,
        expiring_from=expiring_from,
        window_from=window_from,
        grace_until=grace_until,
    )


def turning_days(
    completed_on: dt.date, valid_until: dt.date | None, terms: Terms
) -> tuple[dt.date | None, dt.date | None, dt.date | None]:
    """(expiring_from, window_from, grace_until) of a completion; all None when it counts for ever."""
    if valid_until is None:
        return None, None, None
    # No sooner than halfway: a window as long as the validity would open the next cycle on the day of the last one.
    halfway = completed_on + max(dt.timedelta(days=1), (valid_until - completed_on) / 2)
    return (
        max(valid_until - dt.timedelta(days=terms.expiring_days), halfway),
        max(valid_until - dt.timedelta(days=terms.window_days), halfway),
        valid_until + dt.timedelta(days=terms.grace_days),
    )


def _known(date: dt.date | None, day: dt.date) -> bool:
    return date is not None and date <= day


def _without_completion(facts: Facts, under_way: RenewalState | None, *, is_released: bool) -> RenewalState:
    if facts.is_exempt:
        return RenewalState.EXEMPT
    if is_released:
        return RenewalState.RELEASED
    return under_way or RenewalState.NOT_REQUIRED


def _by_validity(day, valid_until, expiring_from, window_from, grace_until) -> RenewalState:
    if valid_until is None or day < min(expiring_from, window_from):
        return RenewalState.COMPLETED
    if day <= valid_until:
        return RenewalState.IN_WINDOW if day >= window_from else RenewalState.EXPIRING
    return RenewalState.IN_GRACE if day <= grace_until else RenewalState.EXPIRED
