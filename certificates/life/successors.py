"""The constancia that takes the place of another: what a corrected name and a granted objection have in common."""

from __future__ import annotations

import datetime as dt

from people.api import User

from ..issuing import write_certificate
from ..models import Certificate
from ..signals import certificate_replaced


def write_successor(
    old: Certificate, *, at: dt.datetime, issued_by: User, rule: str, reason: str, holder_name: str
) -> Certificate:
    """Mark `old`, which the caller has locked, as superseded and issue the one that holds instead of it."""
    Certificate.objects.filter(pk=old.pk).record_once(
        while_empty="superseded_at", superseded_at=at, superseded_by=issued_by, supersession_reason=reason
    )
    new = write_certificate(
        old.completion or old.holder, at=at, issued_by=issued_by, rule=rule, replaces=old, holder_name=holder_name
    )
    certificate_replaced.send(Certificate, certificate=new, replaced=old)
    return new
