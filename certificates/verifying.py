"""What anybody may ask about a constancia: does this code exist, and is this file the one that was issued."""

import re
from enum import StrEnum

from .models import Certificate
from .storing import fingerprint

MOST_BYTES = 5 * 1024 * 1024
PDF_MARK = b"%PDF-"
# Codes are copied from paper and from messages: with spaces, or with the whole address.
CODE = re.compile(r"[A-Za-z0-9_-]{16,40}")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class FileVerdict(StrEnum):
    MATCHES = "matches"
    ANOTHER = "another"
    DIFFERS = "differs"
    NOT_OURS = "not_ours"
    NOT_A_PDF = "not_a_pdf"
    TOO_LARGE = "too_large"
    EMPTY = "empty"


def find(code):
    """The Certificate with this code, or None. A malformed code costs the same query as an unknown one."""
    return Certificate.objects.filter(code=code if CODE.fullmatch(code) else "").first()


def find_by_fingerprint(value):
    """The Certificate whose file has this SHA-256, or None."""
    return Certificate.objects.filter(sha256=value).first() if FINGERPRINT.fullmatch(value) else None


def code_in(text):
    """The code in what somebody pasted: the code itself, with spaces, or the address that ends in it."""
    path = text.strip().split("?")[0].split("#")[0].rstrip("/")
    return re.sub(r"\s+", "", path.rsplit("/", 1)[-1])


def read_file(upload):
    """(problem, fingerprint) of an uploaded file, read in chunks; one of the two is None."""
    if upload.size == 0:
        return FileVerdict.EMPTY, None
    if upload.size > MOST_BYTES:
        return FileVerdict.TOO_LARGE, None
    if upload.read(len(PDF_MARK)) != PDF_MARK:
        return FileVerdict.NOT_A_PDF, None
    upload.seek(0)
    return None, fingerprint(upload.chunks())


def compare(certificate, value):
    """What the fingerprint `value` of a file says about `certificate`."""
    if certificate.has_file and value == certificate.sha256:
        return FileVerdict.MATCHES
    return FileVerdict.ANOTHER if find_by_fingerprint(value) else FileVerdict.DIFFERS
