"""How the board says things: each state by word, icon and tone, alike on screen, in files and on paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from .board import BOTH, DEBTS, FINE, OFF, POINTS, TRAINING, UNKNOWN, Line
from .points import LastScore
from .training import Training

# urgency -> (word, icon, tone, word of the address)
URGENCIES = {
    BOTH: (gettext_lazy("Loses points and lacks training"), "alert", "bad", "puntos-y-capacitacion"),
    POINTS: (gettext_lazy("Loses points"), "chart", "warn", "puntos"),
    TRAINING: (gettext_lazy("Lacks training"), "users", "warn", "capacitacion"),
    DEBTS: (gettext_lazy("Something is late"), "clock", "warn", "atrasos"),
    UNKNOWN: (gettext_lazy("Without a score yet"), "info", "neutral", "sin-calificacion"),
    FINE: (gettext_lazy("In order"), "check-circle", "ok", "en-orden"),
    OFF: (gettext_lazy("Does not apply, with a reasoned note"), "minus", "neutral", "no-aplica"),
}
WORDS = {look[3]: urgency for urgency, look in URGENCIES.items()}
TRAININGS = {
    "done": ("check-circle", "ok"),
    "partly": ("half", "warn"),
    "none": ("x-circle", "bad"),
    "unasked": ("alert", "warn"),
    "unlinked": ("minus", "neutral"),
    "nobody": ("minus", "neutral"),
    "exempt": ("minus", "neutral"),
}


def urgency_look(urgency: str) -> dict[str, str]:
    """What includes/status.html takes, and the word of the address."""
    word, icon, tone, address = URGENCIES[urgency]
    return {"label": str(word), "icon_name": icon, "tone": tone, "word": address}


def training_words(training: Training) -> str:
    """«12 of 20 (60 %)», or why there is no share."""
    said = {
        "unlinked": _("No training is linked to it"),
        "nobody": _("Nobody works there"),
        "unasked": _("Nobody was asked to take it"),
        "exempt": _("All are exempt"),
    }
    if training.state in said:
        return said[training.state]
    values = {"done": training.accredited, "asked": training.asked, "percent": training.percent}
    return _("%(done)d of %(asked)d (%(percent)d %%)") % values


def training_look(training: Training) -> dict[str, str]:
    icon, tone = TRAININGS[training.state]
    return {"label": training_words(training), "icon_name": icon, "tone": tone}


def deliveries_words(line: Line) -> str:
    standing = line.deliveries
    if not standing.total:
        return _("No obligations")
    return _("%(current)d of %(total)d up to date") % {"current": standing.current, "total": standing.total}


def deliveries_look(line: Line) -> dict[str, str]:
    standing = line.deliveries
    icon, tone = ("minus", "neutral") if not standing.total else ("check-circle", "ok")
    if standing.late:
        icon, tone = "clock", "bad"
    return {"label": deliveries_words(line), "icon_name": icon, "tone": tone}


def findings_words(line: Line) -> str:
    counts = line.findings
    if not counts.open:
        return _("None open")
    text = ngettext("%(number)d open", "%(number)d open", counts.open) % {"number": counts.open}
    if counts.overdue:
        late = ngettext("%(number)d overdue", "%(number)d overdue", counts.overdue) % {"number": counts.overdue}
        text = f"{text}, {late}"
    return text


def findings_look(line: Line) -> dict[str, str]:
    icon, tone = ("alert", "bad") if line.findings.overdue else ("flag", "warn")
    if not line.findings.open:
        icon, tone = "check-circle", "ok"
    return {"label": findings_words(line), "icon_name": icon, "tone": tone}


def score_kind(score: LastScore) -> str:
    """What the number is; whatever was worked out here says so."""
    words = _("Internal estimate") if score.is_estimate else pgettext("score", "Published")
    return _("%(kind)s, of the whole block") % {"kind": words} if score.of_block else words


def shown(line: Line) -> dict[str, Any]:
    """A line as the templates take it."""
    return {
        "line": line,
        "urgency": urgency_look(line.urgency),
        "training": training_look(line.training),
        "deliveries": deliveries_look(line),
        "findings": findings_look(line),
        "score_kind": score_kind(line.score) if line.score else "",
    }
