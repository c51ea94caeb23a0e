"""Constancias to which something happened, and some that were asked for, so that each screen has something to show."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.apps import apps

from people.api import Employee, User

from .organisation import days_from_now, read


def load_papers(people: dict[str, Employee], accounts: dict[str, User]) -> None:
    """Replace one, revoke one to which its holder objects, ask for others: one request is approved, one waits."""
    if not apps.is_installed("certificates"):
        return
    content = read("papers.yaml")
    _replace(content["replaced"], people, accounts["rh"])
    _revoke(content["revoked"], people, accounts["rh"])
    for entry in content["requests"]:
        _ask(entry, people, accounts)


def _replace(entry: dict[str, Any], people: dict[str, Employee], human_resources: User) -> None:
    from certificates.api import replace

    replace(certificate=_latest_of(people[entry["person"]]), reason=entry["reason"], replaced_by=human_resources)


def _revoke(entry: dict[str, Any], people: dict[str, Employee], human_resources: User) -> None:
    from certificates.api import object_to, revoke

    holder = people[entry["person"]]
    revoked = revoke(
        certificate=_latest_of(holder),
        reason=entry["reason"],
        revoked_by=human_resources,
        revocation_class=entry["class"],
    )
    object_to(certificate=revoked, text=entry["objection"], holder=holder)


def _ask(entry: dict[str, Any], people: dict[str, Employee], accounts: dict[str, User]) -> None:
    from certificates.api import RequestedPerson, approve_request, ask_for_certificates

    holders = [RequestedPerson(people[number].full_name, people[number]) for number in entry.get("people", ())]
    request = ask_for_certificates(
        kind=entry["kind"],
        title=entry["title"],
        hours=Decimal(str(entry["hours"])),
        modality="presencial",
        starts_on=days_from_now(entry["days"][0]),
        ends_on=days_from_now(entry["days"][1]),
        reason=entry["reason"],
        people=[*holders, *(RequestedPerson(name) for name in entry.get("outsiders", ()))],
        asked_by=accounts["rh"],
    )
    if entry["is_approved"]:
        approve_request(request=request, approved_by=accounts["admin"])


def _latest_of(employee: Employee) -> Any:
    from certificates.api import Certificate

    return Certificate.objects.of(employee).latest("issued_at")
