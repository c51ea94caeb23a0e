"""Writing into the ledger of decisions, and finding whatever was altered in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from .models import Decision, Employee, LedgerHead, User

SEALED = (
    "number",
    "act",
    "actor_name",
    "employee_id",
    "subject_kind",
    "subject_id",
    "subject",
    "reason",
    "before",
    "after",
    "at",
    "previous_digest",
)
SYSTEM = "Aula Clara"
# The faults that `faults` finds, as people read them.
WORDS = {
    "altered": gettext_lazy("line %(number)d was altered after it was written"),
    "missing": gettext_lazy("line %(number)d is missing"),
    "reordered": gettext_lazy("line %(number)d does not follow the line before it"),
    "cut": gettext_lazy("the end of the ledger, after line %(number)d, is not the one that was written last"),
}


@transaction.atomic
def record_decision(
    *,
    act: str,
    actor: User | None,
    subject: models.Model | str,
    employee: Employee | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    at: dt.datetime | None = None,
) -> Decision:
    """Add a line to the ledger, in the transaction of the act that it tells.

    `act` is one of acts.ACTS; `actor` None is the system itself. `before` and `after` hold plain values. Call it as
    the last write of a transaction: it locks the end of the chain until the commit, which keeps numbers gapless.
    """
    head, _created = LedgerHead.objects.select_for_update().get_or_create(pk=1)
    is_row = isinstance(subject, models.Model)
    decision = Decision(
        number=head.number + 1,
        act=act,
        actor=actor,
        actor_name=(actor.get_full_name() or actor.get_username()) if actor else SYSTEM,
        employee=employee,
        subject_kind=subject._meta.label_lower if is_row else "",
        subject_id=str(subject.pk) if is_row else "",
        subject=str(subject)[:300],
        reason=reason,
        before=_plain(before),
        after=_plain(after),
        at=at or timezone.now(),
        previous_digest=head.digest,
    )
    decision.digest = digest_of(decision)
    decision.save()
    head.number, head.digest = decision.number, decision.digest
    head.save()
    return decision


def _plain(values: dict[str, Any] | None) -> dict[str, Any]:
    """The values as JSON stores and gives them back, so that the digest is of what will be read."""
    return json.loads(json.dumps(values or {}, cls=DjangoJSONEncoder))


def digest_of(decision: Decision) -> str:
    """SHA-256 in hex over the sealed fields in canonical JSON; times in UTC with microseconds."""
    sealed = {name: getattr(decision, name) for name in SEALED}
    sealed["at"] = decision.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    text = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """Something that does not fit: the number of the line, and what is wrong (altered, missing, reordered, cut)."""

    number: int
    kind: str


def last_line() -> tuple[int, str]:
    """Number and digest of the last line, as they are printed on monthly reports; (0, "") while it is empty."""
    head = LedgerHead.objects.filter(pk=1).first()
    return (head.number, head.digest) if head else (0, "")


def faults() -> Iterator[Fault]:
    """Every line that was altered, is missing or out of order, and a chain whose end was cut; constant memory."""
    expected, previous = 1, ""
    for decision in Decision.objects.order_by("number").iterator(chunk_size=2000):
        while expected < decision.number:
            yield Fault(expected, "missing")
            expected += 1
            previous = None
        if previous is not None and decision.previous_digest != previous:
            yield Fault(decision.number, "reordered")
        if digest_of(decision) != decision.digest:
            yield Fault(decision.number, "altered")
        expected, previous = decision.number + 1, decision.digest
    number, digest = last_line()
    if number >= expected:
        yield from (Fault(missing, "missing") for missing in range(expected, number + 1))
    elif number != expected - 1 or (previous or "") != digest:
        yield Fault(expected - 1, "cut")
