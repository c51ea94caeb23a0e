"""Signing a file: a visible PAdES signature in the empty field that the sheet was born with.

Nothing may touch the bytes afterwards. The file stays PDF/A-3a and PDF/UA-1, because signing adds no font, no tag and
no metadata to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.stamp import BaseStamp, BaseStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ..models import PublicKey
from ..wording import moment_text
from . import appearance
from .asynchronous import completed
from .efirma import accept_text_identifiers
from .fields import FIELD_NAME
from .keys import KeyUnusable, SigningFailed, SigningKey, current_key
from .registry import refuse_retired, remember_signing_key
from .stamping import LONG_TERM, as_asn1, long_term_context, time_stamper

__all__ = ["KeyUnusable", "Signed", "SigningFailed", "sign"]

LANGUAGE = "es-mx"
DIGEST = "sha256"


@dataclass(frozen=True)
class Signed:
    """The bytes of a signed file, and who signed them: {"kind", "subject", "fingerprint", "is_stamped"}."""

    data: bytes
    signature: dict


def sign(data: bytes, *, at: datetime) -> Signed:
    """`data`, a PDF with the empty field of `fields.add_field`, signed with the current key as of the moment `at`.

    With SIGNING_TSA_URL it asks for a time stamp over the network, so it is for a job and never for a page.
    Raises SigningFailed (or KeyUnusable, which is one).
    """
    key = current_key()
    key.refuse_unless_valid(at)
    refuse_retired(key)
    stamper = time_stamper()
    try:
        signed = completed(_signed(data, key, at, stamper))
    except (SigningError, PdfError, OSError, ValueError) as error:
        # The words of the library go to the log of the job as the cause; they name no secret.
        raise SigningFailed(_("The file could not be signed: %(reason)s") % {"reason": error}) from error
    # After signing: a key is on record once there is something that it signed.
    remember_signing_key(key)
    signature = {
        "kind": str(key.kind),
        "subject": key.subject,
        "fingerprint": key.fingerprint,
        "is_stamped": stamper is not None,
    }
    return Signed(signed, signature)


async def _signed(data, key, at, stamper):
    writer = UntouchedMetadataWriter(BytesIO(data))
    signer = signers.PdfSigner(
        _metadata(key),
        signer=KeySigner(key),
        timestamper=stamper,
        stamp_style=OutlinedStampStyle(border_width=0, lines=tuple(_lines(key, at))),
    )
    session = signer.init_signing_session(writer, existing_fields_only=True)
    # Otherwise pyHanko takes the machine's own idea of now, and the file would say two different moments.
    session.system_time = timezone.localtime(at)
    found = await session.perform_presign_validation(writer)
    room = await _room(session, key, stamper)
    prepared = session.prepare_tbs_document(found, bytes_reserved=room)
    digest, output = prepared.digest_tbs_document()
    await prepared.perform_signature(digest.document_digest, PdfCMSSignedAttributes())
    return output.getvalue()


# Estimating takes as long as signing, and gives the same for the same certificates.
_ROOM: dict[tuple, int] = {}


async def _room(session, key, stamper):
    """How many hexadecimal digits to leave for the signature, with a margin where a stamp comes from elsewhere."""
    same = (key.certificate, key.chain, stamper and stamper.url)
    if same not in _ROOM:
        _ROOM[same] = await session.estimate_signature_container_size(None, tight=stamper is None)
    return _ROOM[same]


def _metadata(key):
    context = long_term_context(key)
    return signers.PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        name=key.subject,
        validation_context=context,
        embed_validation_info=context is not None,
        dss_settings=LONG_TERM,
    )


def _lines(key, at):
    with translation.override(LANGUAGE):
        yield _heading(key.kind), True
        yield key.subject, False
        yield moment_text(at), False


def _heading(kind):
    return {
        PublicKey.Kind.SEAL: _("Electronic seal"),
        PublicKey.Kind.PKCS12: _("Electronic signature"),
        PublicKey.Kind.EFIRMA: _("Electronic signature (e.firma)"),
    }[kind]


class UntouchedMetadataWriter(IncrementalPdfFileWriter):
    """Adds a revision without writing the metadata anew.

    pyHanko would put its own name and another form of the extension schema there, which strict PDF/A checkers refuse.
    """

    def _update_meta(self):
        pass


class KeySigner(signers.Signer):
    """Signs with a key that is open already: pyHanko's own signer parses it again for every signature."""

    def __init__(self, key: SigningKey):
        accept_text_identifiers()
        chain = SimpleCertificateStore.from_certs(as_asn1(one) for one in key.chain)
        super().__init__(signing_cert=as_asn1(key.certificate), cert_registry=chain)
        self.secret = key.secret

    async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
        digest = getattr(hashes, digest_algorithm.upper())()
        if isinstance(self.secret, rsa.RSAPrivateKey):
            size = self.secret.key_size // 8
            return bytes(size) if dry_run else self.secret.sign(data, padding.PKCS1v15(), digest)
        # Two numbers of the size of the curve, and what DER wraps around them.
        size = 2 * ((self.secret.key_size + 7) // 8) + 16
        return bytes(size) if dry_run else self.secret.sign(data, ec.ECDSA(digest))


@dataclass(frozen=True)
class OutlinedStampStyle(BaseStampStyle):
    lines: tuple = ()

    def create_stamp(self, writer, box, text_params):
        return OutlinedStamp(writer=writer, style=self, box=box)


class OutlinedStamp(BaseStamp):
    def as_form_xobject(self):
        form = super().as_form_xobject()
        form.compress()
        return form

    def _render_inner_content(self):
        return [appearance.draw(list(self.style.lines), width=self.box.width, height=self.box.height)]
