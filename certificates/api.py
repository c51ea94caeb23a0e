"""The front door of certificates: everything that other apps may use of it."""

from .credentials.documents import DocumentSignature, is_signed_here, sign_document
from .credentials.keys import UnusableKey
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
    "DocumentSignature",
    "RequestedPerson",
    "UnusableKey",
    "approve_request",
    "ask_for_certificates",
    "is_signed_here",
    "issue",
    "object_to",
    "repair",
    "replace",
    "revoke",
    "sign_document",
    "store_pdf",
]
