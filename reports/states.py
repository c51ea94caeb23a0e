"""The one place where the states of courses.renewal become the words, icons and colours of reports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

# Of courses.renewal.RenewalState (and its mark «overdue») -> key of aula_ui.STATES.
KEYS = {
    "assigned": "not_started",
    "in_progress": "in_progress",
    "overdue": "overdue",
    "completed": "completed",
    "expiring": "expiring",
    "in_window": "in_window",
    "in_grace": "in_grace",
    "expired": "expired",
    "exempt": "exempt",
    "released": "not_required",
    "not_required": "not_required",
}
ACCREDITED = frozenset({"completed", "expiring", "in_window"})
MISSING = frozenset({"overdue", "expired", "in_grace", "not_started", "in_progress"})
# What is most urgent first; also the order of sorting by state.
ORDER = (
    *("overdue", "expired", "in_grace", "not_started", "in_progress"),
    *("in_window", "expiring", "completed", "exempt", "not_required"),
)
PLACE = {state: place for place, state in enumerate(ORDER)}
ADDRESS_WORDS = {
    "overdue": "atrasada",
    "expired": "vencida",
    "in_grace": "en-gracia",
    "not_started": "sin-empezar",
    "in_progress": "en-curso",
    "in_window": "en-ventana",
    "expiring": "por-vencer",
    "completed": "acreditada",
    "exempt": "exenta",
    "not_required": "sin-asignacion",
}


def word_of(shown: str) -> str:
    return KEYS[shown]


# Looked up by the hundred thousand in a matrix, so each label is translated by itself and not all of them each time.
LABELS = {
    "overdue": gettext_lazy("Overdue"),
    "expired": gettext_lazy("Expired"),
    "in_grace": gettext_lazy("In grace"),
    "not_started": gettext_lazy("Not started"),
    "in_progress": gettext_lazy("In progress"),
    "in_window": gettext_lazy("To be renewed"),
    "expiring": gettext_lazy("Expires soon"),
    "completed": gettext_lazy("Completed"),
    "exempt": gettext_lazy("Exempt"),
    "not_required": gettext_lazy("Not required"),
}


def state_label(state: str) -> str:
    return str(LABELS[state])
