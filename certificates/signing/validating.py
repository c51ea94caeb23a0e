"""What a file that somebody brings proves: whose signature it carries, and whether it is the file that was signed.

Trust does not come from authorities here but from the record of keys that this installation has used: a certificate
that looks like ours and is not on record proves nothing. Nothing is fetched.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError, UnacceptableSignerError
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.errors import PathError, ValidationError

from ..models import PublicKey
from .asynchronous import completed
from .efirma import accept_text_identifiers
from .keys import subject_of
from .registry import our_key, speaks_for
from .stamping import stamp_context

logger = logging.getLogger(__name__)

# What the libraries raise over a file that is broken or made to break them. RecursionError: objects nested for ever.
# AttributeError, TypeError, KeyError, AssertionError: an object of another kind than the format says.
UNREADABLE = (
    *(PdfError, SigningError, SignatureValidationError, UnacceptableSignerError),
    *(PathError, ValidationError, UnsupportedAlgorithm, zlib.error),
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, ArithmeticError),
    *(OSError, RecursionError, NotImplementedError),
)
# A constancia carries one. Somebody who adds hundreds wants to keep us busy.
MOST_SIGNATURES = 8


@dataclass(frozen=True)
class TimeStamp:
    """When a third party saw the signature; `is_trusted` where it is the service that this installation knows."""

    moment: datetime
    authority: str
    is_trusted: bool


@dataclass(frozen=True)
class Examination:
    """What was found out about a file.

    `is_intact`: the bytes that the signature covers are those that were signed, by the key of `fingerprint`.
    `is_whole`: it covers the whole file, so nothing was added after signing. `key` is None when it is not one of ours.
    `signed_at` is what the signer says; `time_stamp` what somebody else does.
    """

    is_readable: bool = True
    is_signed: bool = False
    is_intact: bool = False
    is_whole: bool = False
    key: PublicKey | None = None
    signer: str = ""
    fingerprint: str = ""
    signed_at: datetime | None = None
    time_stamp: TimeStamp | None = None

    @property
    def is_ours(self) -> bool:
        """Whether this installation signed it, with a key that can be believed; it may have been added to since."""
        if self.key is None or not self.is_intact:
            return False
        stamped_at = self.time_stamp.moment if self.time_stamp and self.time_stamp.is_trusted else None
        return speaks_for(self.key, stamped_at=stamped_at)

    @property
    def is_as_signed(self) -> bool:
        """Whether it says what this installation signed, no more and no less.

        The certificates and stamps beside the signature are not signed themselves: whether the bytes are those that
        were issued, to the last one, only the recorded fingerprint tells.
        """
        return self.is_ours and self.is_whole


def examine(data: bytes, *, look_up: Callable[[str], PublicKey | None] = our_key) -> Examination:
    """What the file `data` proves. Never raises over its contents, however broken or hostile.

    Of several signatures ours is told of, and else the first. The caller limits the size before. A process without
    the database passes a `look_up` of its own.
    """
    accept_text_identifiers()
    try:
        signatures = PdfFileReader(BytesIO(data), strict=False).embedded_regular_signatures[:MOST_SIGNATURES]
    except UNREADABLE as error:
        logger.info("A file could not be read as a PDF: %s", type(error).__name__)
        return Examination(is_readable=False)
    found = [_examined(signature, data, look_up) for signature in signatures]
    return next((one for one in found if one.key is not None), found[0] if found else Examination())


def _examined(signature, data, look_up):
    try:
        signer = signature.signer_cert
        certificate = x509.load_der_x509_certificate(signer.dump())
        signature.compute_integrity_info(skip_diff=True)
        is_the_digest, is_the_signer = generic_cms.validate_sig_integrity(
            signature.signer_info, signer, expected_content_type="data", actual_digest=signature.compute_digest()
        )
        return Examination(
            is_signed=True,
            is_intact=is_the_digest and is_the_signer,
            is_whole=_covers_all(signature, data),
            key=look_up(signer.sha256.hex()),
            signer=subject_of(certificate),
            fingerprint=signer.sha256.hex(),
            signed_at=signature.self_reported_timestamp,
            time_stamp=_time_stamp(signature),
        )
    except UNREADABLE as error:
        logger.info("A signature could not be read: %s", type(error).__name__)
        return Examination(is_signed=True)


def _covers_all(signature, data):
    """Whether all bytes are signed but those of the signature itself: one string of digits, then zeros."""
    if signature.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return False
    _start, before, after, _length = (int(number) for number in signature.byte_range)
    gap = data[before:after]
    if gap[:1] != b"<" or gap[-1:] != b">" or not gap[1:-1].isalnum():
        return False
    # asn1crypto reads one value and leaves the rest, in which anything could be carried about.
    container = bytes.fromhex(gap[1:-1].decode("ascii"))
    own = len(cms.ContentInfo.load(container).dump())
    return not container[own:].strip(b"\0")


def _time_stamp(signature):
    """The first time stamp that speaks of this signature and holds."""
    told_of = generic_cms.message_imprint_checker(signature.signer_info)
    for token in generic_cms.extract_tst_data_iter(signature.signer_info, signed=False):
        moment = token["encap_content_info"]["content"].parsed["gen_time"].native
        checked = completed(generic_cms.validate_tst_signed_data(token, stamp_context(moment), told_of))
        if checked["intact"] and checked["valid"]:
            authority = generic_cms.extract_certs_for_validation(token).signer_cert
            name = subject_of(x509.load_der_x509_certificate(authority.dump()))
            return TimeStamp(moment, name, is_trusted=checked["validation_path"] is not None)
    return None
