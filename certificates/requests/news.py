"""Who is told of a request for constancias: those who may approve it, and afterwards whoever asked."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.api import Employee, Notice, User, plan_notice, plan_notices
from people.plugins import notice_checks, notice_kinds

from ..models import ManualRequest

WAITING, DECIDED = "certificates.request_waits", "certificates.request_decided"
APPROVE = "certificates.approve_manualrequest"


def register() -> None:
    notice_kinds.register(WAITING, gettext_lazy("Request for certificates that waits"))
    notice_kinds.register(DECIDED, gettext_lazy("Decision about a request for certificates"))
    notice_checks.register(WAITING, no_longer_waiting)


def tell_approvers(request: ManualRequest) -> int:
    """Plan a notice for each person who may approve `request` and did not make it; how many. Safe to repeat."""
    users = User.objects.with_perm(APPROVE, backend="django.contrib.auth.backends.ModelBackend")
    title = _("A request for certificates waits for you: «%(activity)s»") % {"activity": request.title}
    text = _("%(person)s asks for it. It rests on: %(reason)s") % {
        "person": request.asked_by,
        "reason": request.reason,
    }
    return plan_notices(
        Notice(
            employee=employee,
            kind=WAITING,
            key=f"request:{request.pk}",
            title=title,
            text=text,
            url=reverse("certificates_requests:one", args=[request.pk]),
        )
        for employee in Employee.objects.active().filter(user__in=users).exclude(user=request.asked_by)
    )


def tell_asker(request: ManualRequest) -> None:
    """Tell whoever asked how `request` was decided."""
    employee = getattr(request.asked_by, "employee", None)
    if employee is None:
        return
    approved = request.state == ManualRequest.State.APPROVED
    title = (
        _("Your request for certificates was approved: «%(activity)s»")
        if approved
        else _("Your request for certificates was refused: «%(activity)s»")
    )
    plan_notice(
        employee=employee,
        kind=DECIDED,
        key=f"request:{request.pk}@decided",
        title=title % {"activity": request.title},
        text=request.decision_reason,
        url=reverse("certificates_requests:one", args=[request.pk]),
    )


def no_longer_waiting(notices: Sequence[Notice]) -> set[int]:
    """The ids of the notices whose request was decided or withdrawn meanwhile; one query."""
    asked = {notice.pk: int(notice.key.partition(":")[2]) for notice in notices}
    waiting = set(
        ManualRequest.objects.filter(pk__in=asked.values(), state=ManualRequest.State.WAITING).values_list(
            "pk", flat=True
        )
    )
    return {notice for notice, request in asked.items() if request not in waiting}
