"""The values that a line of the ledger keeps, as people read them; names without words of their own stay as stored."""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..movements.rules import told

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
NAMES = {
    "absent_leaving": gettext_lazy("Leave without being in the file"),
    "account": gettext_lazy("Name of the account"),
    "answer": gettext_lazy("Answer"),
    "appointment": gettext_lazy("Appointment"),
    "appointments": gettext_lazy("Appointments"),
    "at": gettext_lazy("When"),
    "changed": gettext_lazy("With changed data"),
    "channel": gettext_lazy("How it was given"),
    "completed_on": gettext_lazy("Completed on"),
    "counts": gettext_lazy("How many"),
    "course": gettext_lazy("Course"),
    "criteria": gettext_lazy("Criteria"),
    "deputy": gettext_lazy("Deputy"),
    "department": gettext_lazy("Department"),
    "document": gettext_lazy("Document"),
    "email": gettext_lazy("E-mail"),
    "ends_on": gettext_lazy("Until"),
    "file_sha256": gettext_lazy("Fingerprint of the file (SHA-256)"),
    "first_surname": gettext_lazy("First surname"),
    "format": gettext_lazy("Format"),
    "fraction": gettext_lazy("Share of the points"),
    "given_names": gettext_lazy("Given names"),
    "has_file": gettext_lazy("With a scanned document"),
    "head": gettext_lazy("Head"),
    "hired_on": gettext_lazy("Hired on"),
    "hours": gettext_lazy("Hours"),
    "institution": gettext_lazy("Institution"),
    "is_acting": gettext_lazy("In charge for the time being"),
    "is_active": gettext_lazy("The account is open"),
    "is_head": gettext_lazy("Heads the department"),
    "is_main": gettext_lazy("Main appointment"),
    "is_superuser": gettext_lazy("With all rights"),
    "keep_their_pass": gettext_lazy("Keep the pass that they had"),
    "kind": gettext_lazy("Kind"),
    "known": gettext_lazy("Recorded before"),
    "leaving": gettext_lazy("People who leave"),
    "left_on": gettext_lazy("Off the roll from"),
    "meeting": gettext_lazy("Meeting"),
    "method": gettext_lazy("How it was done"),
    "minimum_percent": gettext_lazy("Attendance that is needed (%)"),
    "moved": gettext_lazy("Transfers"),
    "n": gettext_lazy("How many"),
    "name": gettext_lazy("Name"),
    "new": gettext_lazy("New people"),
    "number": gettext_lazy("Employee number"),
    "numbers": gettext_lazy("Employee numbers"),
    "pass_now": gettext_lazy("Pass now"),
    "people": gettext_lazy("People"),
    "period": gettext_lazy("Period"),
    "plan_sha256": gettext_lazy("Fingerprint of what was accepted (SHA-256)"),
    "post": gettext_lazy("Post"),
    "question": gettext_lazy("Question"),
    "read": gettext_lazy("Rows read"),
    "ready": gettext_lazy("To be recorded"),
    "recorded": gettext_lazy("Recorded"),
    "refused": gettext_lazy("Refused rows"),
    "rehired": gettext_lazy("Hired again"),
    "report": gettext_lazy("Report"),
    "requirement": gettext_lazy("Requirement"),
    "roles": gettext_lazy("Roles of the account"),
    "round": gettext_lazy("Round of marking"),
    "rows": gettext_lazy("Rows"),
    "score": gettext_lazy("Grade"),
    "second_surname": gettext_lazy("Second surname"),
    "seconded_by": gettext_lazy("Second person"),
    "sha256": gettext_lazy("Fingerprint of the file (SHA-256)"),
    "starts_on": gettext_lazy("From"),
    "state": gettext_lazy("State"),
    "title": gettext_lazy("Title"),
    "unchanged": gettext_lazy("Without changes"),
    "valid_until": gettext_lazy("Valid until"),
    "withdrawn_at": gettext_lazy("Withdrawn on"),
}


def name_in_words(name: str) -> str:
    return str(NAMES.get(name, name))


def value_in_words(value: Any) -> str:
    """A stored value as text: days and moments as people write them, lists and groups of values in one line."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return "; ".join(f"{name_in_words(name)}: {value_in_words(one) or '–'}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(value_in_words(one) for one in value)
    return _day_or_text(value) if isinstance(value, str) else str(value)


def _day_or_text(text: str) -> str:
    try:
        if MOMENT.match(text) and (moment := parse_datetime(text)):
            local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
            return f"{told(local.date())}, {local:%H:%M} h"
        if len(text) == len("2026-03-12") and (day := parse_date(text)):
            return told(day)
    except ValueError:
        # It only looks like one.
        pass
    return text
