"""The seal of this installation: what signs where the municipality has configured no key of its own."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone

from . import folder
from .keys import SEAL

YEARS = 15
LONGEST_NAME = 64  # of a common name, in X.520


def create() -> bool:
    """Make the seal unless there is one. Returns whether it was made now."""
    return folder.make_once(SEAL, _made)


def create_anew() -> None:
    """Make another seal; the secret half of the one before is gone for good, its certificate stays on record."""
    folder.make_anew(SEAL, _made())


def _made():
    """The secret key and its certificate in one file, so that no crash can leave one without the other."""
    secret = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(secret, at=timezone.now().replace(microsecond=0))
    pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem + certificate.public_bytes(Encoding.PEM)


def _certificate(secret, *, at):
    # The address is what a stranger can check; the municipality's name may change, and the crest with it.
    host = urlsplit(settings.SITE_URL).netloc or settings.PRODUCT_NAME
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Sello de {host}"[:LONGEST_NAME])])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        # Clocks differ: a machine that is a little behind should not find the seal not valid yet.
        .not_valid_before(at - dt.timedelta(hours=1))
        .not_valid_after(at + dt.timedelta(days=365 * YEARS + YEARS // 4))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **usage
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
        .sign(secret, hashes.SHA256())
    )
