"""A head who is away leaves the team to a deputy for some days. What was delegated is not delegated further."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..ledger import record_decision
from ..models import Delegation, Employee, Notice, User
from ..notices.planning import plan_notice
from ..organisation import own_departments
from . import rules
from .rules import CannotMove

# A longer absence calls for an appointment: somebody in charge for the time being.
LONGEST = 92
NOTICE = "people.delegation"


@transaction.atomic
def delegate(
    *, actor: User, head: Employee, deputy: Employee, starts_on: dt.date, ends_on: dt.date, reason: str
) -> Delegation:
    """Let `deputy` look after the team of `head` from one day to another, both inclusive.

    `actor` is the head, or human resources. CannotMove when the head heads nothing by an appointment of their own
    on the first day, when the deputy is not on the roll or has no open account, or when days overlap.
    """
    Employee.objects.select_for_update().get(pk=head.pk)
    _refuse_persons(actor, head, deputy, starts_on)
    _refuse_days(head, deputy, starts_on, ends_on)
    delegation = Delegation.objects.create(
        head=head, deputy=deputy, starts_on=starts_on, ends_on=ends_on, reason=reason, made_by=actor
    )
    _tell_deputy(delegation)
    record_decision(
        act="delegate",
        actor=actor,
        subject=delegation,
        employee=deputy,
        reason=reason,
        after={"head": head.full_name, "deputy": deputy.full_name, "starts_on": starts_on, "ends_on": ends_on},
    )
    return delegation


@transaction.atomic
def withdraw_delegation(*, actor: User, delegation: Delegation, reason: str = "") -> Delegation:
    """End a delegation now; safe to repeat. CannotMove when its last day has passed."""
    delegation = Delegation.objects.select_for_update().select_related("head", "deputy").get(pk=delegation.pk)
    if delegation.withdrawn_at is not None:
        return delegation
    if delegation.ends_on < timezone.localdate():
        raise CannotMove(_("It has ended already: there is nothing to take back."))
    delegation.withdrawn_at = timezone.now()
    delegation.save(update_fields=["withdrawn_at"])
    record_decision(
        act="end_delegation",
        actor=actor,
        subject=delegation,
        employee=delegation.deputy,
        reason=reason,
        before={"ends_on": delegation.ends_on},
        after={"withdrawn_at": delegation.withdrawn_at},
    )
    return delegation


def _tell_deputy(delegation: Delegation) -> None:
    words = {
        "head": delegation.head.full_name,
        "start": rules.told(delegation.starts_on),
        "end": rules.told(delegation.ends_on),
    }
    plan_notice(
        employee=delegation.deputy,
        kind=NOTICE,
        key=f"delegation:{delegation.pk}@made",
        title=_("You stand in for %(head)s from %(start)s to %(end)s") % words,
        text=_("«My team» shows the people whom you look after in those days."),
        url=_address_of_the_team(),
    )


def _address_of_the_team() -> str:
    """The page of a head, where the app that has it is installed."""
    try:
        return reverse("reports:my_team")
    except NoReverseMatch:
        return ""


def no_longer_due(notices: Sequence[Notice]) -> set[int]:
    """Of the notices to deputies, those whose delegation was taken back or has ended; one query."""
    by_delegation = {notice.pk: int(notice.key.partition("@")[0].removeprefix("delegation:")) for notice in notices}
    standing = Delegation.objects.filter(
        pk__in=by_delegation.values(), withdrawn_at=None, ends_on__gte=timezone.localdate()
    )
    due = set(standing.values_list("pk", flat=True))
    return {pk for pk, delegation_id in by_delegation.items() if delegation_id not in due}


def _refuse_persons(actor: User, head: Employee, deputy: Employee, starts_on: dt.date) -> None:
    if head.pk == deputy.pk:
        raise CannotMove(_("Choose somebody else: nobody stands in for themselves."))
    if deputy.user_id is not None and deputy.user_id == actor.pk:
        raise CannotMove(_("Nobody decides about themselves: ask somebody else of Human Resources to record it."))
    if not own_departments(head, starts_on).exists():
        raise CannotMove(
            _(
                "%(name)s heads no department by an own appointment on %(day)s. "
                "Whoever stands in for somebody cannot pass that on."
            )
            % {"name": head.full_name, "day": rules.told(starts_on)}
        )
    if deputy.user is None or not deputy.user.is_active:
        raise CannotMove(_("%(name)s has no open account and could not enter.") % {"name": deputy.full_name})


def _refuse_days(head: Employee, deputy: Employee, starts_on: dt.date, ends_on: dt.date) -> None:
    rules.refuse_disorder(starts_on, ends_on)
    if starts_on < timezone.localdate():
        raise CannotMove(_("The first day has passed: a delegation starts today or later."))
    if (ends_on - starts_on).days >= LONGEST:
        raise CannotMove(
            ngettext(
                "A delegation lasts %(n)d day at most; for a longer absence ask Human Resources to name somebody "
                "in charge for the time being.",
                "A delegation lasts %(n)d days at most; for a longer absence ask Human Resources to name somebody "
                "in charge for the time being.",
                LONGEST,
            )
            % {"n": LONGEST}
        )
    rules.refuse_off_the_roll(deputy, starts_on, ends_on)
    standing = Delegation.objects.filter(head=head, withdrawn_at=None)
    other = standing.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).select_related("deputy").first()
    if other:
        raise CannotMove(
            _("From %(start)s to %(end)s %(name)s stands in already: take that back first.")
            % {
                "start": rules.told(other.starts_on),
                "end": rules.told(other.ends_on),
                "name": other.deputy.full_name,
            }
        )
