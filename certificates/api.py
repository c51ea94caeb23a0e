"""The front door of certificates: everything that other apps may use of it."""

from .issuing import CannotChange, issue, replace, revoke
from .models import Certificate
from .repairing import repair
from .storing import store_pdf

__all__ = ["CannotChange", "Certificate", "issue", "repair", "replace", "revoke", "store_pdf"]
