"""What a PDF that somebody brings is: the one that was issued, an altered copy of it, or none of ours.

The fingerprint answers at once for the file as it was issued. Only a file that differs is opened, by a process of its
own (examiner.py), to say in which way it differs. No file is kept.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from ..models import Certificate
from ..signing.registry import our_key, speaks_for
from ..storing import fingerprint
from .examiner import CannotExamine, Contents, look_into
from .finding import find, find_by_fingerprint
from .pacing import begin_file

logger = logging.getLogger(__name__)
MOST_BYTES = 5 * 1024 * 1024
PDF_MARK = b"%PDF-"


class FileVerdict(StrEnum):
    MATCHES = "matches"
    # Issued here, but another constancia than the one on the page.
    ANOTHER = "another"
    # Signed here and changed or added to since.
    MODIFIED = "modified"
    # Carries the evidence of a constancia and no signature any more.
    STRIPPED = "stripped"
    # Looks like one of ours and was signed by somebody else.
    SIGNED_BY_OTHERS = "signed_by_others"
    # Signed with a key of ours that was stolen.
    STOLEN_KEY = "stolen_key"
    # Signed here, whole, and not on record.
    NOT_ON_RECORD = "not_on_record"
    # On the page of a constancia: no trace of it in the file.
    DIFFERS = "differs"
    NOT_OURS = "not_ours"
    DAMAGED = "damaged"
    # It is not the one that was issued, and opening it took too much.
    UNEXAMINED = "unexamined"
    NOT_A_PDF = "not_a_pdf"
    TOO_LARGE = "too_large"
    EMPTY = "empty"


@dataclass(frozen=True)
class Answer:
    """What a file is, and the constancia that it is or was made from, if that is known."""

    verdict: FileVerdict
    certificate: Certificate | None = None
    signer: str = ""


def judge(request: HttpRequest, upload: UploadedFile | None, *, of: Certificate | None = None) -> Answer:
    """What the uploaded file is; `of` is the constancia on whose page it was brought.

    Raises pacing.Wait when too many files of this kind were brought lately; the fingerprint alone is never refused.
    """
    problem = problem_with(upload)
    if problem:
        return Answer(problem)
    value = fingerprint(upload.chunks())
    if known := find_by_fingerprint(value):
        return matching(known, of=of)
    begin_file(request)
    upload.seek(0)
    try:
        found = look_into(upload.read())
    except CannotExamine as reason:
        logger.warning("A file could not be examined: %s", reason)
        return Answer(FileVerdict.UNEXAMINED)
    return _told_by(found, of)


def problem_with(upload: UploadedFile | None) -> FileVerdict | None:
    """Why it is no file to compare; reads five bytes of it."""
    if upload is None or upload.size == 0:
        return FileVerdict.EMPTY
    if upload.size > MOST_BYTES:
        return FileVerdict.TOO_LARGE
    mark = upload.read(len(PDF_MARK))
    upload.seek(0)
    return None if mark == PDF_MARK else FileVerdict.NOT_A_PDF


def matching(known: Certificate, *, of: Certificate | None) -> Answer:
    """The answer for the very file of `known`. On the page of another constancia it is not said which one it is."""
    if of is not None and known.pk != of.pk:
        return Answer(FileVerdict.ANOTHER)
    return Answer(FileVerdict.MATCHES, known)


def _told_by(found: Contents, of: Certificate | None) -> Answer:
    named = find(found.code)
    if of is not None and named is not None and named.pk != of.pk:
        return Answer(FileVerdict.ANOTHER)
    verdict = _verdict(found, has_evidence=named is not None)
    if verdict == FileVerdict.NOT_OURS and of is not None:
        verdict = FileVerdict.DIFFERS
    return Answer(verdict, named, found.signer if verdict == FileVerdict.SIGNED_BY_OTHERS else "")


def _verdict(found, *, has_evidence):
    if not found.is_readable:
        return FileVerdict.DAMAGED
    key = our_key(found.fingerprint) if found.fingerprint else None
    if key is not None:
        return _signed_by_us(found, key)
    if not has_evidence:
        return FileVerdict.NOT_OURS
    if not found.is_signed:
        return FileVerdict.STRIPPED
    # Without a fingerprint the signature could not be read: something was done to it.
    return FileVerdict.SIGNED_BY_OTHERS if found.fingerprint else FileVerdict.MODIFIED


def _signed_by_us(found, key):
    if not found.is_intact or not found.is_whole:
        return FileVerdict.MODIFIED
    if not speaks_for(key, stamped_at=found.stamped_at):
        return FileVerdict.STOLEN_KEY
    return FileVerdict.NOT_ON_RECORD
