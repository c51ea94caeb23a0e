"""How findings are shown: the word, colour and shape of a state, and the history in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from ..models import Finding, FindingEvent
from .lists import is_overdue

State = Finding.State
LOOKS = {
    State.PENDING: ("warn", "circle"),
    State.IN_PROGRESS: ("info", "half"),
    State.ATTENDED: ("info", "clock"),
    State.RETURNED: ("bad", "arrow-left"),
    State.VERIFIED: ("ok", "check-circle"),
}
ACT_ICONS = {
    FindingEvent.Act.OPENED: "flag",
    FindingEvent.Act.EDITED: "edit",
    FindingEvent.Act.COMMENTED: "quiz",
    FindingEvent.Act.STARTED: "half",
    FindingEvent.Act.ATTENDED: "check",
    FindingEvent.Act.RETURNED: "arrow-left",
    FindingEvent.Act.VERIFIED: "check-circle",
    FindingEvent.Act.REOPENED: "refresh",
    FindingEvent.Act.EVIDENCE: "file",
    FindingEvent.Act.ASSIGNED: "book",
    FindingEvent.Act.ESCALATED: "mail",
}


def look_of(finding: Finding) -> dict[str, str]:
    """{"label", "tone", "icon"} of its state."""
    tone, icon = LOOKS[State(finding.state)]
    return {"label": finding.get_state_display(), "tone": tone, "icon": icon}


def rows_of(findings: Iterable[Finding], day: dt.date | None = None) -> list[dict[str, Any]]:
    """What a list shows of each: {"finding", "look", "is_overdue"}."""
    return [{"finding": one, "look": look_of(one), "is_overdue": is_overdue(one, day)} for one in findings]


def story_of(finding: Finding) -> list[dict[str, Any]]:
    """The history, the newest first: {"event", "icon", "who", "changes": [{"label", "before", "after"}]}."""
    return [
        {
            "event": event,
            "icon": ACT_ICONS[FindingEvent.Act(event.act)],
            "who": event.by_name or _("The system"),
            "changes": changes_of(event),
        }
        for event in reversed(finding.events.all())
    ]


def changes_of(event: FindingEvent) -> list[dict[str, str]]:
    """What an edit changed, field by field; other events have nothing to tell there."""
    return [
        {"label": label_of(name), "before": before, "after": after}
        for name, (before, after) in (event.changes.items() if event.act == FindingEvent.Act.EDITED else ())
    ]


def label_of(name: str) -> str:
    """How a field is called, with a capital letter."""
    label = str(Finding._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]
