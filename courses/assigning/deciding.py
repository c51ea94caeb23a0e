"""What Human Resources decides: an assignment, a change of it, its withdrawal. Each is a line of the ledger."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.api import Outcome as WorkOutcome
from people.api import User, Work, WorkStopped, record_decision, start_work

from ..models import Assignment
from .applying import lock, write
from .rules import Rule, as_plain, from_plain, rule_of, store
from .simulation import Outcome, Simulation, simulate

ACCEPT = "courses.assigning.accept"
# An assignment that writes more lines than these is left to the worker.
AT_ONCE = 300


class CannotAssign(Exception):
    """The decision is refused; the message says why and what to do, in words for the screen."""


class SomethingMoved(CannotAssign):
    """Since it was shown, people, courses or the day have changed, and something else would happen."""


def stored_rule(rule: Rule) -> Rule | None:
    """The rule that stands in the database for a change of it; None for a new assignment."""
    if rule.assignment_id is None:
        return None
    return rule_of(Assignment.objects.get(pk=rule.assignment_id))


def preview(rule: Rule) -> Simulation:
    """What accepting `rule` today would do, in the language in which its reasons will be written down."""
    with translation.override(settings.LANGUAGE_CODE):
        return simulate(rule, stored=stored_rule(rule))


@transaction.atomic
def accept(*, rule: Rule, digest: str, actor: User, at: dt.datetime | None = None) -> tuple[Assignment, Counter]:
    """Store the rule and do what its simulation showed; returns the Assignment and the counts by Outcome.

    `digest` is that of the Simulation that was shown; raises SomethingMoved when another one would come out now, and
    CannotAssign when it would take the duty from the person who decides. What starts later is done when it starts.
    """
    lock()
    before = stored_rule(rule)
    simulation = preview(rule)
    if simulation.digest != digest:
        raise SomethingMoved(
            _("Since you saw it, somebody or something has changed. Look at it again and accept it then.")
        )
    refuse_own_release(simulation, actor)
    assignment = store(rule, author=actor)
    if simulation.day <= timezone.localdate():
        write(simulation, assignment, at=at)
    counts = simulation.counts
    record_decision(
        act="assign",
        actor=actor,
        subject=assignment,
        reason=rule.reason,
        before=as_plain(before) if before else {},
        after=as_plain(rule_of(assignment)) | {"counts": _plain(counts)},
        at=at,
    )
    return assignment, counts


def refuse_own_release(simulation: Simulation, actor: User) -> None:
    """Nobody takes a duty from themselves, neither by an exception nor by another audience."""
    employee = getattr(actor, "employee", None)
    if employee is None:
        return
    is_left_out = employee.pk in simulation.rule.excluded
    if is_left_out or any(line.employee_id == employee.pk for line in simulation.of(Outcome.RELEASED)):
        raise CannotAssign(
            _("This would take the duty from yourself. Somebody else of Human Resources must decide that.")
        )


def accept_or_queue(*, rule: Rule, digest: str, actor: User) -> Assignment | Work:
    """Accept at once, or, when many people are concerned, as work that its page shows; then returns the Work."""
    simulation = preview(rule)
    if simulation.digest != digest or simulation.changes <= AT_ONCE:
        return accept(rule=rule, digest=digest, actor=actor)[0]
    refuse_own_release(simulation, actor)
    parameters = {"rule": as_plain(rule), "digest": digest}
    title = _("Assignment: %(title)s") % {"title": rule.title}
    return start_work(kind=ACCEPT, title=title, owner=actor, parameters=parameters)


def do_accept(work: Work) -> WorkOutcome:
    """The work that `accept_or_queue` asks for; a second run finds it done."""
    if work.owner is None:
        raise WorkStopped(_("The account that asked for this no longer exists."))
    rule = from_plain(work.parameters["rule"])
    try:
        _assignment, counts = accept(rule=rule, digest=work.parameters["digest"], actor=work.owner)
    except CannotAssign as reason:
        raise WorkStopped(str(reason)) from reason
    return WorkOutcome(note=told_counts(counts))


@transaction.atomic
def withdraw(*, assignment: Assignment, reason: str, actor: User, at: dt.datetime | None = None) -> Counter:
    """End the assignment for everybody; what people have completed stays. Returns the counts by Outcome.

    Raises CannotAssign when it was withdrawn before, or names nobody but the person who decides.
    """
    lock()
    assignment = Assignment.objects.get(pk=assignment.pk)
    before = rule_of(assignment)
    if not before.is_active:
        raise CannotAssign(_("This assignment has been withdrawn before."))
    simulation = withdrawal(before)
    employee = getattr(actor, "employee", None)
    if employee and {line.employee_id for line in simulation.lines} == {employee.pk}:
        raise CannotAssign(
            _("This would take the duty from yourself. Somebody else of Human Resources must decide that.")
        )
    assignment.is_active = False
    assignment.save(update_fields=["is_active"])
    write(simulation, assignment, at=at)
    record_decision(
        act="withdraw_assignment",
        actor=actor,
        subject=assignment,
        reason=reason,
        before={"is_active": True},
        after={"is_active": False, "counts": _plain(simulation.counts)},
        at=at,
    )
    return simulation.counts


def withdrawal(rule: Rule) -> Simulation:
    """What withdrawing would do today: it ends for everybody whom it has reached."""
    ended = dataclasses.replace(rule, is_active=False, starts_on=min(rule.starts_on, timezone.localdate()))
    with translation.override(settings.LANGUAGE_CODE):
        return simulate(ended)


def _plain(counts: Counter) -> dict[str, Any]:
    return {str(outcome): n for outcome, n in sorted(counts.items())}


def told_counts(counts: Counter) -> str:
    """What happened, in one or two sentences."""
    enrolled = counts[Outcome.NEW]
    parts = [ngettext("%(n)d person was enrolled.", "%(n)d people were enrolled.", enrolled) % {"n": enrolled}]
    if changed := counts[Outcome.CHANGED]:
        text = ngettext("%(n)d person got another due day.", "%(n)d people got another due day.", changed)
        parts.append(text % {"n": changed})
    if released := counts[Outcome.RELEASED]:
        text = ngettext("%(n)d person no longer has to do it.", "%(n)d people no longer have to do it.", released)
        parts.append(text % {"n": released})
    return " ".join(parts)
