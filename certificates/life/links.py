"""The personal address under which people still have their constancias after leaving: made once, ended at will."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Employee, User, record_decision

from ..models import HolderLink

# Small letters and digits that nobody takes for another one: some will copy it from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 32


@dataclass(frozen=True)
class MadeLink:
    """A link with its address, which is known at this moment only: the database keeps a digest of it."""

    link: HolderLink
    token: str

    @property
    def address(self) -> str:
        return settings.SITE_URL.rstrip("/") + reverse("certificates:holder", args=[self.token])


def open_link(employee: Employee) -> HolderLink | None:
    return HolderLink.objects.filter(employee=employee, ended_at=None).first()


@transaction.atomic
def make_link(*, employee: Employee, made_by: User) -> MadeLink:
    """Make the personal address of `employee`; the one that was open before ends at this moment."""
    # Two clicks at once wait for each other here: one address is open at a time.
    Employee.objects.select_for_update().get(pk=employee.pk)
    now = timezone.now()
    had_one = _end(employee, now)
    token = "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH))
    link = HolderLink.objects.create(employee=employee, token_digest=digest_of(token), made_at=now, made_by=made_by)
    _record("give_link", employee, made_by, {"ended_the_one_before": had_one})
    return MadeLink(link, token)


@transaction.atomic
def end_link(*, employee: Employee, ended_by: User | None) -> bool:
    """End the personal address of `employee`; whether there was one. `ended_by` None is whoever holds the address."""
    if not _end(employee, timezone.now()):
        return False
    _record("end_link", employee, ended_by or employee.user, {})
    return True


def _end(employee: Employee, at: dt.datetime) -> bool:
    return bool(HolderLink.objects.filter(employee=employee, ended_at=None).update(ended_at=at))


def _record(act: str, employee: Employee, actor: User | None, after: dict) -> None:
    record_decision(act=act, actor=actor, subject=_("Personal address of constancias"), employee=employee, after=after)


def find(token: str) -> HolderLink | None:
    """The open link of this token, with its `employee`; None for one that never was or has ended."""
    return HolderLink.objects.filter(token_digest=digest_of(token), ended_at=None).select_related("employee").first()


def note_use(link: HolderLink) -> None:
    """Keep the day, so that its owner can see whether somebody else uses it; one write per day."""
    today = timezone.localdate()
    if link.last_used_on != today:
        HolderLink.objects.filter(pk=link.pk).update(last_used_on=today)


def digest_of(token: str) -> str:
    """SHA-256 in hex. The token has 158 random bits, so nobody guesses it from the digest, key or no key."""
    return hashlib.sha256(token.lower().encode()).hexdigest()
