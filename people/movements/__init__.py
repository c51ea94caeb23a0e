"""Acts that move people through the organisation, each in one transaction with its line in the ledger."""

from django.utils.translation import gettext_lazy as _


def connect():
    """Hang what happens by itself onto the clock, and name the notice that deputies get."""
    from ..registries import nightly_acts, notice_checks, notice_kinds
    from . import delegation
    from .departments import retire_departments
    from .leaving import close_accounts_of_leavers

    nightly_acts.register(close_accounts_of_leavers)
    nightly_acts.register(retire_departments)
    notice_kinds.register(delegation.NOTICE, _("Deputy named"))
    notice_checks.register(delegation.NOTICE, delegation.no_longer_due)
