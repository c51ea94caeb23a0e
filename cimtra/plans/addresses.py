"""Where the numbers of a plan come from: the lists of the other subjects, narrowed where they can be."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def _address(name: str, **query: object) -> str:
    """The address of a screen; "" where the app that has it is not installed."""
    try:
        found = reverse(name)
    except NoReverseMatch:
        return ""
    asked = urlencode({key: value for key, value in query.items() if value not in (None, "")})
    return f"{found}?{asked}" if asked else found


def findings(round_id: int | None = None) -> str:
    return _address("cimtra_findings:list", evaluacion=round_id)


def deliveries(kind: str = "") -> str:
    return _address("cimtra_obligations:deliveries", tipo=kind)


def monitoring(quarter: dt.date) -> str:
    return _address("cimtra_monitoring:quarter", trimestre=quarter.isoformat())


def course() -> str:
    return _address("reports_admin:progress")


def rooms() -> str:
    return _address("courses_sessions:list")


def council() -> str:
    return _address("cimtra_sessions:list")
