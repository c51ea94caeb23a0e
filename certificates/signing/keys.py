"""The key that signs files: the municipality's where one is configured, else the seal of the installation.

The municipality's is a PKCS#12 file (SIGNING_PKCS12), or a certificate and its encrypted key as the SAT hands them out
for the e.firma (SIGNING_CER, SIGNING_KEY). The passphrase is read from a file (SIGNING_PASSPHRASE_FILE) or from the
environment (SIGNING_PASSPHRASE); neither it nor a key is ever written to a log, a row or an error.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _

from ..models import PublicKey
from . import folder

SEAL = "seal.pem"
SMALLEST_RSA = 2048  # bits
PEM_MARK = b"-----BEGIN"

Secret = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class SigningFailed(Exception):
    """No signature could be made now; the message is fit for the screen and holds no secret."""


class KeyUnusable(SigningFailed):
    """The key is missing, cannot be opened, or may not sign today."""


@dataclass(frozen=True)
class SigningKey:
    """A certificate, its secret half, and the certificates of those who vouch for it (`chain`)."""

    kind: PublicKey.Kind
    certificate: x509.Certificate
    secret: Secret = field(repr=False)
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def subject(self) -> str:
        return subject_of(self.certificate)

    @property
    def fingerprint(self) -> str:
        """SHA-256 in hex of the DER certificate."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    def refuse_unless_valid(self, at: datetime) -> None:
        """Raises KeyUnusable when the certificate does not cover the moment `at`: a signature would prove nothing."""
        if at < self.certificate.not_valid_before_utc:
            raise KeyUnusable(_("The certificate that signs is not valid yet."))
        if at > self.certificate.not_valid_after_utc:
            raise KeyUnusable(_("The certificate that signs has expired."))


def subject_of(certificate: x509.Certificate) -> str:
    """In whose name a certificate is, as people read it."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        named = certificate.subject.get_attributes_for_oid(oid)
        if named:
            return str(named[0].value)
    return certificate.subject.rfc4514_string()


def current_key() -> SigningKey:
    """The key that signs now; kept in memory until a file or a setting changes. Raises KeyUnusable."""
    sources = _sources()
    key = _OPENED.get(sources)
    if key is None:
        key = _opened(sources)
        _OPENED.clear()
        _OPENED[sources] = key
    return key


# Opening an encrypted key takes longer than drawing a sheet, so a worker does it once.
_OPENED: dict[tuple, SigningKey] = {}


def _sources():
    """What decides which key signs: the settings, and when each of the files last changed."""
    named = [getattr(settings, name, "") for name in ("SIGNING_PKCS12", "SIGNING_CER", "SIGNING_KEY")]
    files = [*named, *getattr(settings, "SIGNING_CHAIN", ()), getattr(settings, "SIGNING_PASSPHRASE_FILE", "")]
    return (*(str(path) for path in files), *(_stamp(path) for path in [*files, folder.path_of(SEAL)]))


def _stamp(path):
    try:
        facts = Path(path).stat() if path else None
    except OSError:
        return None
    return facts and (str(path), facts.st_mtime_ns, facts.st_size, facts.st_ino)


def _opened(sources):
    pkcs12_file, certificate_file, key_file = sources[:3]
    if pkcs12_file and (certificate_file or key_file):
        raise KeyUnusable(_("Configure one key that signs: a PKCS#12 file or an e.firma, not both."))
    if pkcs12_file:
        return _checked(_from_pkcs12(pkcs12_file))
    if certificate_file or key_file:
        if not (certificate_file and key_file):
            raise KeyUnusable(_("An e.firma takes two files: the certificate and its key."))
        return _checked(_from_pair(certificate_file, key_file))
    return _checked(_from_seal())


def _from_pkcs12(path):
    data = _read(path)
    for passphrase in _passphrases():
        try:
            secret, certificate, others = pkcs12.load_key_and_certificates(data, passphrase)
        except ValueError:
            continue
        if secret is None or certificate is None:
            break
        return SigningKey(PublicKey.Kind.PKCS12, certificate, secret, (*others, *_configured_chain()))
    raise KeyUnusable(_("The PKCS#12 file cannot be opened: is the passphrase right, and does it hold a key?"))


def _from_pair(certificate_file, key_file):
    certificate = _certificates(_read(certificate_file))[0]
    data = _read(key_file)
    load = load_pem_private_key if PEM_MARK in data else load_der_private_key
    for passphrase in _passphrases():
        try:
            secret = load(data, passphrase)
        except (ValueError, TypeError):
            # TypeError: a key without encryption was given a passphrase, or one with it none.
            continue
        return SigningKey(PublicKey.Kind.EFIRMA, certificate, secret, _configured_chain())
    raise KeyUnusable(_("The key of the e.firma cannot be opened: is the passphrase right?"))


def _from_seal():
    path = folder.path_of(SEAL)
    if not path.exists():
        raise KeyUnusable(_("There is no key that signs. Make the seal of this installation: manage.py create_keys"))
    data = _read(path)
    return SigningKey(PublicKey.Kind.SEAL, _certificates(data)[0], load_pem_private_key(data, None))


def _checked(key):
    """`key`, when it can sign at all. Raises KeyUnusable."""
    if not isinstance(key.secret, Secret):
        raise KeyUnusable(_("The key that signs is of an unknown kind: use RSA or an elliptic curve."))
    if isinstance(key.secret, rsa.RSAPrivateKey) and key.secret.key_size < SMALLEST_RSA:
        raise KeyUnusable(_("The key that signs is too short: RSA takes 2048 bits at least."))
    if _public_bytes(key.secret.public_key()) != _public_bytes(key.certificate.public_key()):
        raise KeyUnusable(_("The certificate and the key do not belong together."))
    return key


def _public_bytes(public_key):
    return public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _passphrases() -> Iterable[bytes | None]:
    """The passphrase as it may have been typed when the key was made, and none at all."""
    path = getattr(settings, "SIGNING_PASSPHRASE_FILE", "")
    # An editor leaves a line break at the end; a passphrase may well end in a blank.
    text = _read(path).decode(errors="surrogateescape").rstrip("\r\n") if path else ""
    text = text or getattr(settings, "SIGNING_PASSPHRASE", "")
    if not text:
        return [None]
    forms = [text.encode(errors="surrogateescape")]
    with contextlib.suppress(UnicodeEncodeError):
        # Programs of the SAT's time take «ñ» as one byte.
        forms.append(text.encode("latin-1"))
    return [*forms, None]


def _configured_chain():
    return tuple(certificates_in(getattr(settings, "SIGNING_CHAIN", ())))


def certificates_in(paths) -> list[x509.Certificate]:
    """The certificates in files that settings name, DER or PEM. Raises KeyUnusable."""
    return [certificate for path in paths for certificate in _certificates(_read(path))]


def _certificates(data):
    try:
        if PEM_MARK in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError:
        # Without its cause: what a parser says may quote the bytes that it read.
        raise KeyUnusable(_("A certificate cannot be read: it should be a .cer, .crt or .pem file.")) from None


def _read(path):
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise KeyUnusable(
            _("%(file)s cannot be read: %(reason)s") % {"file": Path(path).name, "reason": error.strerror}
        ) from None
