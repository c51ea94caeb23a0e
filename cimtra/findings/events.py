"""What every act on a finding shares: one writer at a time, and an event that says who did what."""

from __future__ import annotations

from typing import Any

from people.api import User

from ..models import Finding, FindingEvent

Act = FindingEvent.Act


class CannotAct(ValueError):
    """The act is refused; the message says why and what to do, in words for the screen."""


def locked(finding: Finding) -> Finding:
    """The finding as it stands now, with other writers kept waiting until the transaction ends."""
    return Finding.objects.select_for_update().get(pk=finding.pk)


def name_of(user: User | None) -> str:
    """How the history names whoever acts, for good: accounts may change their names."""
    if user is None:
        return ""
    employee = getattr(user, "employee", None)
    return (employee.full_name if employee else user.get_full_name()) or user.get_username()


def event(finding: Finding, act: str, *, by: User | None, **values: Any) -> FindingEvent:
    """An event that is not stored yet; `values` are from_state, to_state, text, changes or at."""
    return FindingEvent(finding=finding, act=act, by=by, by_name=name_of(by), **values)


def record(finding: Finding, act: str, *, by: User | None, **values: Any) -> FindingEvent:
    stored = event(finding, act, by=by, **values)
    stored.save()
    return stored
