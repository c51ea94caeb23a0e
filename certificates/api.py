"""The front door of certificates: everything that other apps may use of it."""

from .issuing import issue
from .life.objections import object_to
from .life.replacing import replace
from .life.revoking import revoke
from .models import Certificate
from .records import CannotChange
from .repairing import repair
from .requests.asking import Person as RequestedPerson
from .requests.asking import ask as ask_for_certificates
from .requests.deciding import approve as approve_request
from .storing import store_pdf

__all__ = [
    "CannotChange",
    "Certificate",
    "RequestedPerson",
    "approve_request",
    "ask_for_certificates",
    "issue",
    "object_to",
    "repair",
    "replace",
    "revoke",
    "store_pdf",
]
