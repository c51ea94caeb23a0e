"""Mail that comes back: reports of mail servers (RFC 3464) and what follows from them."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage, Message

from django.db import transaction
from django.utils import timezone

from ..models import Notice, NoticeMail
from .addresses import mark_returned

State = NoticeMail.State
# A report without the number of the message is believed only about what went to that address a short time ago.
BELIEVED_FOR = dt.timedelta(days=10)
# A full mailbox, or a server that is down for days, is no reason to stop writing; three in a row are.
PASSING = re.compile(r"4\.\d+\.\d+|[245]\.2\.2")
PASSING_LIMIT = 3


@dataclass(frozen=True)
class Failure:
    """What a report says of one recipient: where to, status («5.1.1»), words of the server, and which message."""

    address: str
    status: str
    answer: str
    message_id: str

    @property
    def is_passing(self) -> bool:
        return bool(PASSING.fullmatch(self.status))


def failures_in(content: bytes) -> list[Failure]:
    """The recipients whom the report `content` (a whole message) declares as not reached; none for any other mail."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    if message.get_content_type() != "multipart/report":
        return []
    reported = next((part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None)
    if reported is None or not reported.is_multipart():
        return []
    message_id = _returned_id(message)
    # Its first block is about the server, each further one about a recipient.
    blocks = [block for block in reported.get_payload() if block.get("Action", "").strip().lower() == "failed"]
    return [_failure(block, message_id) for block in blocks]


def _failure(block: Message, message_id: str) -> Failure:
    recipient = block.get("Original-Recipient") or block.get("Final-Recipient") or ""
    answer = block.get("Diagnostic-Code") or block.get("Status") or ""
    return Failure(
        address=recipient.rpartition(";")[2].strip().strip("<>").lower(),
        status=str(block.get("Status", "")).split(" ")[0].strip(),
        answer=" ".join(str(answer).split()),
        message_id=message_id,
    )


def _returned_id(report: EmailMessage) -> str:
    """The Message-ID of the message that came back: reports enclose it whole, or its headers."""
    for part in report.walk():
        if part.get_content_type() == "text/rfc822-headers":
            headers = email.message_from_string(part.get_content(), policy=email.policy.default)
            return (headers.get("Message-ID") or "").strip()
        if part.get_content_type() == "message/rfc822":
            return (part.get_content().get("Message-ID") or "").strip()
    return ""


def record_bounce(content: bytes) -> list[NoticeMail]:
    """Write down which of our e-mails `content` declares as returned; those of nobody else are left alone.

    Nothing more is sent to an address that does not exist. Only a report that names the number of our message can do
    that: anybody can write to us that somebody's address is dead, but nobody can guess the number.
    """
    return [mail for failure in failures_in(content) for mail in _record(failure)]


@transaction.atomic
def _record(failure: Failure) -> list[NoticeMail]:
    mail = _mail_of(failure)
    if mail is None:
        return []
    mail.state, mail.answer = State.BOUNCED, failure.answer[:300]
    mail.save(update_fields=["state", "answer"])
    told = mail.notices.filter(state__in=[Notice.State.SENT, Notice.State.UNSURE, Notice.State.PLANNED])
    told.update(state=Notice.State.BOUNCED, settled_at=timezone.now())
    if (failure.message_id and not failure.is_passing) or _has_failed_often(mail):
        mark_returned(address=mail.address, answer=failure.answer)
    return [mail]


def _mail_of(failure: Failure) -> NoticeMail | None:
    handed_over = NoticeMail.objects.select_for_update().exclude(state__in=[State.WAITING, State.DROPPED])
    if failure.message_id:
        return handed_over.filter(message_id=failure.message_id).first()
    since = timezone.now() - BELIEVED_FOR
    return handed_over.filter(address__iexact=failure.address, sent_at__gte=since).order_by("-sent_at").first()


def _has_failed_often(mail: NoticeMail) -> bool:
    last = NoticeMail.objects.filter(address=mail.address).exclude(state__in=[State.WAITING, State.DROPPED])
    states = list(last.order_by("-created_at", "-pk").values_list("state", flat=True)[:PASSING_LIMIT])
    return states == [State.BOUNCED] * PASSING_LIMIT
