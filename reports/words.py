"""How a report says the state of a person: the same words that people read on their own pages."""

from django.utils.translation import gettext as _


def state_word(state: str) -> str:
    return {
        "overdue": _("Overdue"),
        "expired": _("Expired"),
        "not_started": _("Not started"),
        "in_progress": _("In progress"),
        "completed": _("Completed"),
        "exempt": _("Exempt"),
        "not_required": _("Not required"),
        "missing": _("Still missing"),
    }[state]
