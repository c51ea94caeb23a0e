"""The front door of certificates: everything that other apps may use of it."""

from .issuing import issue
from .life.replacing import replace
from .life.revoking import revoke
from .models import Certificate
from .records import CannotChange
from .repairing import repair
from .storing import store_pdf

__all__ = ["CannotChange", "Certificate", "issue", "repair", "replace", "revoke", "store_pdf"]
