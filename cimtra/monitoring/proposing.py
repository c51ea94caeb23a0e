"""Addresses that are published somewhere here and that nobody looks at yet, proposed for the monitor."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Department

from ..models import Aspect, CouncilSession, Delivery, EvidenceKind, Frequency, Obligation, PublishedAddress

Expects = PublishedAddress.Expects
# What an obligation's format says that an address should be.
EXPECTED: dict[str, Expects] = {
    EvidenceKind.OPEN_SPREADSHEET: Expects.OPEN_TABLE,
    EvidenceKind.REPORT: Expects.DOCUMENT,
    EvidenceKind.MINUTES: Expects.DOCUMENT,
    EvidenceKind.CONTRACT: Expects.DOCUMENT,
    EvidenceKind.VIDEO: Expects.VIDEO,
    EvidenceKind.WEB_PAGE: Expects.PAGE,
}
DELIVERED = (Delivery.State.IN_REVIEW, Delivery.State.ACCEPTED)


@dataclass(frozen=True)
class Proposal:
    """An address that is published somewhere here and that nobody looks at; `origin` says where it was found."""

    title: str
    address: str
    department: Department
    obligation: Obligation | None
    aspect: Aspect | None
    expects: str
    names_quarter: bool
    origin: str

    @property
    def expects_label(self) -> str:
        return str(Expects(self.expects).label)

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.department.pk} {self.address}".encode()).hexdigest()[:16]


def proposals() -> list[Proposal]:
    """From obligations in force, deliveries and sessions, each address and department once; four queries."""
    known = set(PublishedAddress.objects.values_list("address", "department"))
    found: list[Proposal] = []
    for proposal in (*_of_obligations(), *_of_deliveries(), *_of_sessions()):
        place = (proposal.address, proposal.department.pk)
        if place not in known:
            known.add(place)
            found.append(proposal)
    return found


def _of_obligations() -> Iterator[Proposal]:
    obligations = Obligation.objects.on().exclude(address="").select_related("department").prefetch_related("aspects")
    for one in obligations:
        yield _of_obligation(one, one.address, one.department, _("Obligation"), one.frequency == Frequency.QUARTERLY)


def _of_deliveries() -> Iterator[Proposal]:
    """Of what was handed in, the newest of each address; it names the quarter of then, and is asked for no other."""
    deliveries = (
        Delivery.objects.filter(state__in=DELIVERED)
        .exclude(address="")
        .select_related("department", "obligation")
        .prefetch_related("obligation__aspects")
        .order_by("-period_end", "-pk")
    )
    for one in deliveries[:2000]:
        yield _of_obligation(one.obligation, one.address, one.department, _("Delivery"), names_quarter=False)


def _of_obligation(
    obligation: Obligation, address: str, department: Department, origin: str, names_quarter: bool
) -> Proposal:
    aspects = list(obligation.aspects.all())
    expects = Expects.OPEN_TABLE if obligation.open_format else EXPECTED.get(obligation.evidence_kind, Expects.ANYTHING)
    return Proposal(
        title=obligation.title,
        address=address,
        department=department,
        obligation=obligation,
        aspect=aspects[0] if len(aspects) == 1 else None,
        expects=expects,
        names_quarter=names_quarter,
        origin=origin,
    )


def _of_sessions() -> Iterator[Proposal]:
    sessions = CouncilSession.objects.filter(state=CouncilSession.State.HELD, is_public=True).select_related("body")
    parts = (
        ("recording_address", _("Recording"), Expects.VIDEO),
        ("minutes_address", _("Minutes"), Expects.DOCUMENT),
    )
    for one in sessions.order_by("-starts_at")[:500]:
        for field, label, expects in parts:
            if address := getattr(one, field):
                title = f"{label} · {one}"[:250]
                yield Proposal(title, address, one.body, None, None, expects, False, _("Session"))


@transaction.atomic
def take(*, keys: Iterable[str]) -> int:
    """Look at the proposals of `keys` from now on; returns how many are new. Again takes none twice."""
    wanted = set(keys)
    chosen = [one for one in proposals() if one.key in wanted]
    now = timezone.now()
    PublishedAddress.objects.bulk_create(
        [
            PublishedAddress(
                title=one.title[:250],
                address=one.address,
                department=one.department,
                obligation=one.obligation,
                aspect=one.aspect,
                expects=one.expects,
                names_quarter=one.names_quarter,
                next_visit_at=now,
            )
            for one in chosen
        ],
        ignore_conflicts=True,
    )
    return len(chosen)
