"""What happened to a round, line by line, kept beside its result: made, edited, results typed, closed, opened again."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from people.api import User

from ..models import Round


def add_line(evaluation: Round, *, act: str, by: User | None, **facts: Any) -> None:
    """Write a line at the end of the history; the caller saves the round, in the same transaction."""
    line = {
        "act": act,
        "at": timezone.now().isoformat(),
        "by": by.pk if by else None,
        "by_name": (by.get_full_name() or by.get_username()) if by else "",
        **{name: value for name, value in facts.items() if value not in ("", None, {}, [])},
    }
    evaluation.result = {**evaluation.result, "history": [*evaluation.result.get("history", []), line]}


def print_of(values: Any) -> str:
    """A short print of what a person saw in a form, to tell whether it is still so when they send it."""
    return hashlib.sha256(json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:20]
