"""What people are told when something happens to a finding; reminders around its due day are in `reminders`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from people.api import Notice, User, plan_notices

from ..models import Finding, FindingEvent
from .answerable import answerable

OPENED, RETURNED, VERIFIED = "cimtra.finding_opened", "cimtra.finding_returned", "cimtra.finding_verified"


def in_words(day) -> str:
    # Django's Mexican month names begin with a capital letter, which Spanish does not use.
    return date_format(day, "DATE_FORMAT").lower() if day else ""


def short(text: str, letters: int = 90) -> str:
    return Truncator(" ".join(text.split())).chars(letters)


def page_of(finding: Finding) -> str:
    return reverse("cimtra:area_finding", args=[finding.pk])


def key_of(finding: Finding, occasion: str) -> str:
    return f"finding:{finding.pk}@{occasion}"


def finding_of(notice: Notice) -> int:
    return int(notice.key.partition("@")[0].partition(":")[2])


def tell_opened(findings: Sequence[Finding]) -> int:
    """Tell those who attend to new findings, or to one that was given to them; returns how many notices are new."""
    return plan_notices(_opened(findings))


def _opened(findings: Sequence[Finding]) -> Iterable[Notice]:
    for finding, employee in _told(findings):
        words = {"finding": finding, "text": short(finding.text), "due": in_words(finding.due_on)}
        yield Notice(
            employee_id=employee,
            kind=OPENED,
            key=key_of(finding, "opened"),
            title=(_("%(finding)s: attend to it by %(due)s") if finding.due_on else _("%(finding)s is yours to attend"))
            % words,
            text=words["text"],
            url=page_of(finding),
            planned_for=timezone.localdate(),
        )


def _told(findings: Sequence[Finding]) -> Iterable[tuple[Finding, int]]:
    people = answerable(findings)
    for finding in findings:
        for employee in sorted(people.get(finding.pk, ())):
            yield finding, employee


def tell_decided(finding: Finding, done: FindingEvent, *, attended_by: User | None) -> int:
    """Tell whoever attended to it, and who answers for it, that it was returned or verified."""
    returned = done.act == FindingEvent.Act.RETURNED
    title = _("%(finding)s was returned") if returned else _("%(finding)s was verified")
    people = answerable([finding]).get(finding.pk, set())
    employee = getattr(attended_by, "employee", None)
    rows = [
        Notice(
            employee_id=pk,
            kind=RETURNED if returned else VERIFIED,
            key=key_of(finding, f"event:{done.pk}"),
            title=title % {"finding": finding},
            text=short(done.text, 300),
            url=page_of(finding),
            planned_for=timezone.localdate(),
        )
        for pk in sorted(people | ({employee.pk} if employee else set()))
    ]
    return plan_notices(rows)


def no_longer_due(notices: Sequence[Notice]) -> set[int]:
    """Of notices that wait to be sent, those that the finding has overtaken; one query."""
    wanted = {finding_of(one) for one in notices}
    states = dict(Finding.objects.filter(pk__in=wanted).values_list("pk", "state"))
    still = {
        OPENED: {Finding.State.PENDING, Finding.State.IN_PROGRESS, Finding.State.RETURNED},
        RETURNED: {Finding.State.RETURNED, Finding.State.IN_PROGRESS},
        VERIFIED: {Finding.State.VERIFIED},
    }
    return {one.pk for one in notices if states.get(finding_of(one)) not in still[one.kind]}
