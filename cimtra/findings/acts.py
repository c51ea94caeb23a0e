"""What happens to a finding from the day it is recorded: pending, in progress, attended, verified or returned.

Each act is one transaction with one event, and safe to repeat: the same act by the same person twice is done once.
Views decide who may ask; what holds for everybody (nobody verifies what they attended to themselves) is decided here.
"""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import User

from ..models import Finding, FindingEvent
from .editing import NewerEdition, edit
from .events import Act, CannotAct, locked, record
from .evidence import add_evidence
from .opening import Draft, open_finding, open_findings
from .seeing import Fingerprint
from .telling import tell_decided

State = Finding.State
# act -> (states from which it goes, the state that it leads to)
STEPS = {
    Act.STARTED: ({State.PENDING, State.RETURNED}, State.IN_PROGRESS),
    Act.ATTENDED: ({State.PENDING, State.IN_PROGRESS, State.RETURNED}, State.ATTENDED),
    Act.RETURNED: ({State.ATTENDED}, State.RETURNED),
    Act.VERIFIED: ({State.ATTENDED}, State.VERIFIED),
    Act.REOPENED: ({State.VERIFIED}, State.IN_PROGRESS),
}

__all__ = [
    "CannotAct",
    "Draft",
    "NewerEdition",
    "add_evidence",
    "attend",
    "comment",
    "edit",
    "open_finding",
    "open_findings",
    "reopen",
    "return_",
    "start",
    "verify",
    "why_not_decide",
]


@transaction.atomic
def comment(finding: Finding, *, by: User, text: str) -> FindingEvent:
    """Say something in the history; anybody who sees the finding may, whatever its state. Raises CannotAct."""
    text = _said(text, _("Write the comment."))
    finding = locked(finding)
    last = finding.events.last()
    if last and last.act == Act.COMMENTED and last.by_id == by.pk and last.text == text:
        return last
    return record(finding, Act.COMMENTED, by=by, text=text)


@transaction.atomic
def start(finding: Finding, *, by: User, note: str = "") -> Finding:
    """Work on it began. Raises CannotAct when it was attended or verified meanwhile."""
    finding, _done = _step(finding, Act.STARTED, by=by, text=note.strip())
    return finding


@transaction.atomic
def attend(
    finding: Finding,
    *,
    by: User,
    text: str,
    title: str = "",
    address: str = "",
    upload: UploadedFile | None = None,
    seen: Fingerprint | None = None,
) -> Finding:
    """It was attended to: `text` says how; evidence comes with it when an address or a file is given.

    Raises CannotAct, and ValidationError for a file that is not taken.
    """
    text = _said(text, _("Write what was done."))
    finding, _done = _step(finding, Act.ATTENDED, by=by, text=text, attended_by=by, verified_by=None)
    if address or upload:
        # Last, since a file that was written is not taken back by the database.
        add_evidence(finding, by=by, title=title, address=address, upload=upload, seen=seen)
    return finding


@transaction.atomic
def return_(finding: Finding, *, by: User, reason: str) -> Finding:
    """What was attended is not enough yet; `reason` says what is missing. Raises CannotAct."""
    reason = _said(reason, _("Write what is missing, so that it can be done."))
    return _decided(finding, Act.RETURNED, by=by, text=reason)


@transaction.atomic
def verify(finding: Finding, *, by: User, note: str = "") -> Finding:
    """Somebody else has seen that it was attended to. Raises CannotAct."""
    return _decided(finding, Act.VERIFIED, by=by, text=note.strip(), verified_by=by)


@transaction.atomic
def reopen(finding: Finding, *, by: User, reason: str) -> Finding:
    """What was verified is found wanting again. Raises CannotAct."""
    reason = _said(reason, _("Write why it is opened again."))
    finding, _done = _step(finding, Act.REOPENED, by=by, text=reason, attended_by=None, verified_by=None)
    return finding


def why_not_decide(finding: Finding, by: User) -> str:
    """Why `by` may not verify or return it now; empty when nothing stands in the way."""
    if finding.state != State.ATTENDED:
        return _("Only what was attended can be verified or returned.")
    if finding.attended_by_id == by.pk:
        return _("You attended to it yourself: somebody else verifies it.")
    employee = getattr(by, "employee", None)
    if employee and employee.pk == finding.person_id:
        return _("It is yours to attend to: somebody else verifies it.")
    return ""


def _decided(finding: Finding, act: str, *, by: User, text: str, **values: Any) -> Finding:
    finding = locked(finding)
    attended_by = finding.attended_by
    if finding.state == State.ATTENDED and (reason := why_not_decide(finding, by)):
        raise CannotAct(reason)
    finding, done = _step(finding, act, by=by, text=text, **values)
    if done:
        tell_decided(finding, done, attended_by=attended_by)
    return finding


def _step(finding: Finding, act: str, *, by: User, text: str, **values: Any) -> tuple[Finding, FindingEvent | None]:
    """The finding after `act`, and its event; None when the same person had done the same before."""
    finding = locked(finding)
    before, after = finding.state, STEPS[act][1]
    if before == after and _was_done(finding, act, by, text):
        return finding, None
    if before not in STEPS[act][0]:
        raise CannotAct(
            _("Meanwhile its state is «%(state)s», so nothing was changed. Look at its history.")
            % {"state": finding.get_state_display()}
        )
    now = timezone.now()
    finding.state, finding.state_since = after, now
    for name, value in values.items():
        setattr(finding, name, value)
    finding.save(update_fields=["state", "state_since", *values])
    return finding, record(finding, act, by=by, text=text, from_state=before, to_state=after, at=now)


def _was_done(finding: Finding, act: str, by: User, text: str) -> bool:
    last = finding.events.exclude(to_state="").last()
    return last is not None and (last.act, last.by_id, last.text) == (act, by.pk, text)


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise CannotAct(otherwise)
    return text.strip()
