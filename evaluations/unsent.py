"""An answer that was sent when the session had already expired waits here through the sign-in.

It waits in the session of the signed-out browser, which Django carries over when the same browser signs in. Only the
attempt's address, the question's position and the answer's fields are kept; whose attempt it is, is asked when it is
stored.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .models import Answer

SESSION_KEY = "evaluations_unsent"
#: Characters of field names and values together: anybody may send a form without being signed in.
MAX_LENGTH = 40_000


def keep(request, *, uuid, position: int, fields: Mapping[str, list[str]]) -> None:
    """Remember the last answer that could not be stored; one that is no answer at all for its length is not kept."""
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > MAX_LENGTH:
        return
    request.session[SESSION_KEY] = {
        "attempt": str(uuid),
        "position": position,
        "fields": dict(fields),
        "sent_at": timezone.now().isoformat(),
    }


def take(request, *, uuid) -> dict | None:
    """The answer that waits for this attempt; it is handed out once."""
    waiting = request.session.get(SESSION_KEY)
    if waiting is None or waiting["attempt"] != str(uuid):
        return None
    del request.session[SESSION_KEY]
    return waiting


def is_overtaken(waiting: dict, *, attempts) -> bool:
    """Whether the same question was answered elsewhere after this answer was sent."""
    return Answer.objects.filter(
        attempt_question__attempt__in=attempts,
        attempt_question__attempt__uuid=waiting["attempt"],
        attempt_question__position=waiting["position"],
        received_at__gt=parse_datetime(waiting["sent_at"]),
    ).exists()
