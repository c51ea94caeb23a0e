"""The standing of enrolments as the learner's pages show it, from rows that are already loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import Enrolment, TrainingRequirement
from .met import terms_of
from .states import DEFAULT_TERMS, Facts, RenewalState, Standing, Terms, renewal_state


def strictest(requirements: Iterable[TrainingRequirement]) -> Terms:
    """The terms of the requirement whose validity is the shortest: it is the one that `valid_until` comes from."""
    ending = [requirement for requirement in requirements if requirement.validity_months]
    first = min(ending, key=lambda one: (one.validity_months, one.code), default=None)
    return terms_of(first) if first else DEFAULT_TERMS


def facts_of(enrolment: Enrolment, *, sisters: Iterable[Enrolment] = (), is_exempt: bool = False) -> Facts:
    """The dated facts behind `enrolment`: a completed cycle speaks for itself, an open one beside what it renews.

    `sisters` are the other cycles of the person in the course. Times become days of the municipality.
    """
    if enrolment.completed_at:
        completed, open_one = enrolment, None
    else:
        done = [one for one in [*sisters, enrolment.renews] if one is not None and one.completed_at]
        completed = max(done, key=lambda one: (one.valid_until is None, one.valid_until or dt.date.min), default=None)
        open_one = enrolment
    return Facts(
        completed_on=_day(completed.completed_at) if completed else None,
        valid_until=completed.valid_until if completed else None,
        assigned_on=_day(open_one.enrolled_at) if open_one else None,
        started_on=_day(open_one.started_at) if open_one else None,
        due_on=open_one.due_on if open_one else None,
        released_on=_day(open_one.released_at) if open_one else None,
        is_exempt=is_exempt,
    )


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None


def tell_standings(
    enrolments: Iterable[Enrolment],
    requirements: Mapping[int, Iterable[TrainingRequirement]],
    *,
    day: dt.date | None = None,
) -> None:
    """Give each of the `enrolments` of one person its `standing`, the state `shown` for it and the words `told`.

    The rows come from `with_exemption`; `requirements` are those of each course by its id, wanted where an enrolment
    has none of its own. Asks the database for nothing but a cycle that is renewed and was not loaded with it.
    """
    enrolments = list(enrolments)
    day = day or timezone.localdate()
    for enrolment in enrolments:
        own = enrolment.requirement
        facts = facts_of(
            enrolment,
            sisters=[one for one in enrolments if one.course_id == enrolment.course_id and one is not enrolment],
            is_exempt=enrolment.is_exempt,
        )
        standing = renewal_state(day, facts, _terms(own, requirements.get(enrolment.course_id, ())))
        enrolment.standing = standing
        enrolment.shown = shown_for(enrolment, standing)
        enrolment.told = told(standing)


def _terms(own: TrainingRequirement | None, met: Iterable[TrainingRequirement]) -> Terms:
    return terms_of(own) if own and own.validity_months else strictest(met)


def shown_for(enrolment: Enrolment, standing: Standing) -> str:
    """The state as a list shows it: what nobody assigned is «not started», not «assigned»."""
    is_own_wish = standing.shown == RenewalState.ASSIGNED and enrolment.assignment_id is None
    return Enrolment.State.NOT_STARTED if is_own_wish else standing.shown


def told(standing: Standing) -> str:
    """What the state means for the person, in one or two sentences; empty where the state says it all."""
    days = {
        "valid_until": _day_in_words(standing.valid_until),
        "window_from": _day_in_words(standing.window_from),
        "grace_until": _day_in_words(standing.grace_until),
    }
    state, states = standing.state, RenewalState
    if state == states.EXPIRING:
        return _("It counts until %(valid_until)s. You can renew it from %(window_from)s on.") % days
    if state == states.IN_WINDOW:
        return _("It still counts, until %(valid_until)s: renew it by then and you lose nothing.") % days
    if state == states.IN_GRACE:
        return _("It ended on %(valid_until)s. You have until %(grace_until)s to renew it.") % days
    if state == states.EXPIRED:
        return _("It ended on %(valid_until)s and no longer counts until you renew it.") % days
    if state == states.EXEMPT:
        return _("You need not take it: there is an exemption in force. It is not a completion.")
    if state == states.RELEASED:
        return _("It is no longer asked of you. You may finish it if you like.")
    return ""


def _day_in_words(day: dt.date | None) -> str:
    # Django's Mexican month names begin with a capital letter, which Spanish does not use.
    return date_format(day, "DATE_FORMAT").lower() if day else ""
