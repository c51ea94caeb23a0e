"""Builds keys, certificates and files to sign for tests. The authorities and the people are invented.

The certificates of `citizen` are shaped like those of the Mexican e.firma: a certificate in DER that holds the RFC and
the CURP in its subject, and a key in PKCS#8 (DER) under a passphrase.
"""

from __future__ import annotations

import datetime as dt
import os
from contextlib import contextmanager
from functools import cache
from hashlib import pbkdf2_hmac
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from asn1crypto import algos, core, keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSPHRASE = "Canario-de-piñata-7"
RFC, CURP = "MUYA800101AB1", "MUYA800101MJCXXN01"
HOLDER = "ANGELA MUÑOZ YAÑEZ"
TODAY = dt.datetime.now(dt.UTC).replace(microsecond=0)
USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)
SHEET = """<!doctype html><html lang="es-MX"><head><meta charset="utf-8"><title>Constancia de prueba</title></head>
<body><main><h1>Constancia</h1><p>que se otorga a una persona inventada.</p>
<div id="aqui"></div></main></body></html>"""
STYLE = """@font-face {font-family: Sheet; src: url(cert:fonts/AlegreyaSans-Regular.ttf)}
@page {size: 8.5in 11in; margin: 1in} body {font-family: Sheet; font-weight: 400} h1 {font-weight: 400}
#aqui {width: 200pt; height: 44pt}"""


class Owner:
    """Somebody with a secret key and a certificate for it; `issuer` None vouches for itself."""

    def __init__(self, name, secret, *, issuer=None, uses=(), extra=(), starts=None, ends=None, serves=""):
        self.name, self.secret, self.issuer = x509.Name(name), secret, issuer or self
        is_authority = "key_cert_sign" in uses
        builder = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(self.issuer.name)
            .public_key(secret.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(starts or TODAY - dt.timedelta(days=2))
            .not_valid_after(ends or TODAY + dt.timedelta(days=1400))
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
            .add_extension(x509.KeyUsage(**{use: use in uses for use in USES}), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.issuer.secret.public_key()), critical=False
            )
        )
        if serves:
            place = x509.DistributionPoint([x509.UniformResourceIdentifier(serves)], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
        for extension, is_critical in extra:
            builder = builder.add_extension(extension, critical=is_critical)
        self.certificate = builder.sign(self.issuer.secret, hashes.SHA256())

    @property
    def der(self):
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self):
        return self.certificate.public_bytes(Encoding.PEM)

    def revocations(self):
        """A list of revoked certificates, which is empty, in DER."""
        return (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(TODAY - dt.timedelta(hours=1))
            .next_update(TODAY + dt.timedelta(days=30))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.secret.public_key()), critical=False)
            .sign(self.secret, hashes.SHA256())
            .public_bytes(Encoding.DER)
        )


def named(common_name, organisation=""):
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "MX"), x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    return [*parts, *([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else [])]


def elliptic():
    return ec.generate_private_key(ec.SECP256R1())


@cache
def long_key(number=1):
    """RSA keys take a while to make: one for each use in the whole run."""
    return rsa.generate_private_key(65537, 2048)


@cache
def root():
    return Owner(named("AC RAÍZ INVENTADA"), elliptic(), uses=("key_cert_sign", "crl_sign"))


@cache
def authority():
    return Owner(named("AC EMISORA INVENTADA"), elliptic(), issuer=root(), uses=("key_cert_sign", "crl_sign"))


def citizen(secret=None, **fields):
    """The holder of an e.firma."""
    subject = [
        *named(HOLDER, HOLDER),
        # Where the SAT writes the RFC, as text; the standard has a string of bits there.
        x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, RFC, _ASN1Type.PrintableString),
        x509.NameAttribute(NameOID.SERIAL_NUMBER, CURP),
    ]
    uses = ("digital_signature", "content_commitment", "data_encipherment", "key_agreement")
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH])
    values = {"issuer": authority(), "uses": uses, "extra": [(purposes, False)]}
    return Owner(subject, secret or long_key(), **{**values, **fields})


def stamping_service(**fields):
    purpose = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    return Owner(
        named("Sellado de tiempo inventado"),
        long_key(2),
        **{"issuer": authority(), "uses": ("digital_signature",), "extra": [purpose], **fields},
    )


def with_aes(secret, passphrase=PASSPHRASE):
    """The key in PKCS#8, DER, under a passphrase, as new e.firmas come."""
    return secret.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode()))


def with_triple_des(secret, passphrase=PASSPHRASE, *, encoding="utf-8"):
    """The same as the e.firmas of many years came."""
    plain = secret.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    salt, start, rounds = os.urandom(8), os.urandom(8), 2048
    secret_of_cipher = pbkdf2_hmac("sha1", passphrase.encode(encoding), salt, rounds, 24)
    padder = PKCS7(64).padder()
    cipher = Cipher(TripleDES(secret_of_cipher), modes.CBC(start)).encryptor()
    sealed = cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()
    stretching = {"salt": algos.Pbkdf2Salt("specified", core.OctetString(salt)), "iteration_count": rounds}
    derivation = {"algorithm": "pbkdf2", "parameters": algos.Pbkdf2Params(stretching)}
    scheme = {"algorithm": "tripledes_3key", "parameters": core.OctetString(start)}
    way = {"algorithm": "pbes2", "parameters": {"key_derivation_func": derivation, "encryption_scheme": scheme}}
    return keys.EncryptedPrivateKeyInfo({"encryption_algorithm": way, "encrypted_data": sealed}).dump()


def as_pkcs12(owner, passphrase=PASSPHRASE):
    return pkcs12.serialize_key_and_certificates(
        b"municipio",
        owner.secret,
        owner.certificate,
        [authority().certificate, root().certificate],
        BestAvailableEncryption(passphrase.encode()),
    )


def configure_efirma(settings, folder, *, owner=None, key=None, passphrase=PASSPHRASE):
    """Write the two files of an e.firma and name them in the settings; returns its owner."""
    owner = owner or citizen()
    (folder / "firma.cer").write_bytes(owner.der)
    (folder / "firma.key").write_bytes(key or with_aes(owner.secret))
    (folder / "cadena.pem").write_bytes(authority().pem + root().pem)
    settings.SIGNING_CER, settings.SIGNING_KEY = str(folder / "firma.cer"), str(folder / "firma.key")
    settings.SIGNING_CHAIN = [str(folder / "cadena.pem")]
    settings.SIGNING_PASSPHRASE = passphrase
    return owner


@cache
def sheet():
    """A page with an empty signature field, PDF/A-3a and PDF/UA-1, as small as can be."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from certificates.drawing.finishing import declare_accessible
    from certificates.signing.fields import add_field
    from people.api import memory_fetcher

    fetcher, fonts = memory_fetcher({}), FontConfiguration()
    style = CSS(string=STYLE, font_config=fonts, url_fetcher=fetcher)

    def finish(document, pdf):
        declare_accessible(document, pdf)
        add_field(document, pdf, anchor="aqui", tooltip="Firma electrónica de prueba")

    html = HTML(string=SHEET, url_fetcher=fetcher)
    document = html.render(font_config=fonts, stylesheets=[style], pdf_variant="pdf/a-3a")
    return document.write_pdf(finisher=finish, pdf_variant="pdf/a-3a")


@contextmanager
def served(answers):
    """A server on this machine; `answers` maps paths to functions of the body that was sent, to type and bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def do_GET(self):
            self._answer(b"")

        def _answer(self, sent):
            if self.path not in answers:
                self.send_error(404)
                return
            kind, body = answers[self.path](sent)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """The output of the tests stays clean."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def stamping(service, *, at=None):
    """What a time stamping service answers, for `served`."""
    from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

    secret = service.secret.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(service.der), keys.PrivateKeyInfo.load(secret), fixed_dt=at or TODAY
    )

    def answer(sent):
        return "application/timestamp-reply", stamper.request_tsa_response(tsp.TimeStampReq.load(sent)).dump()

    return answer
