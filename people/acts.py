"""The acts that stand in the ledger, and how people call them."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "assign": _("Assignment"),
    "withdraw_assignment": _("Withdrawal of an assignment"),
    "exempt": _("Exemption"),
    "withdraw_exemption": _("Withdrawal of an exemption"),
    "recognise": _("Recognition of earlier training"),
    "import_roster": _("Import of the roster"),
    "undo_roster": _("Import of the roster taken back"),
    "hire": _("Hiring"),
    "leave": _("Leaving"),
    "transfer": _("Transfer"),
    "appoint": _("Appointment"),
    "delegate": _("Delegation"),
    "give_access": _("Access given"),
    "reset_access": _("Password reset"),
    "hold_session": _("Session in a room"),
    "grade": _("Marking"),
    "regrade": _("Regrading"),
    "adapt": _("Accommodation"),
    "close_attempt": _("Attempt closed by hand"),
    "issue": _("Constancia issued"),
    "revoke": _("Constancia revoked"),
    "replace": _("Constancia replaced"),
    "export": _("Download of a report"),
    "record_month": _("Monthly record"),
}
