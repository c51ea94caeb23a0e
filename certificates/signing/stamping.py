"""Time stamps (RFC 3161) of a third party, and what lets a signature be checked when the certificates are long gone."""

from __future__ import annotations

from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils import timezone
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from .efirma import accept_text_identifiers
from .keys import certificates_in

PATIENCE = 15  # seconds for one answer; the job tries again later
# In the revision that is signed: a file to which something was added after signing looks altered to a stranger.
LONG_TERM = DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)


def time_stamper():
    """The service that says when, or None where none is configured (SIGNING_TSA_URL)."""
    url = getattr(settings, "SIGNING_TSA_URL", "")
    return _stamper_of_the_day(url, timezone.localdate()) if url else None


@lru_cache(maxsize=1)
def _stamper_of_the_day(url, day):
    """One a day per process: each asks for a stamp of nothing first, to learn how large an answer is."""
    return RequestsHTTPTimeStamper(url, timeout=PATIENCE)


def long_term_context(key):
    """What collects the proof that no certificate is revoked today (SIGNING_LONG_TERM), or None.

    It fetches lists and answers from the authorities that the certificates name.
    """
    if not getattr(settings, "SIGNING_LONG_TERM", False):
        return None
    accept_text_identifiers()
    known = [*key.chain, *certificates_in(getattr(settings, "SIGNING_TSA_CHAIN", ()))]
    # The seal vouches for itself: this installation publishes it.
    roots = [one for one in (key.certificate, *known) if one.subject == one.issuer]
    return ValidationContext(
        trust_roots=[as_asn1(one) for one in roots],
        other_certs=[as_asn1(one) for one in known if one not in roots],
        allow_fetching=True,
        revocation_mode="hard-fail",
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=PATIENCE),
    )


def stamp_context(moment):
    """What tells whether a time stamp is of the configured service, by its certificates alone: nothing is fetched."""
    known = certificates_in(getattr(settings, "SIGNING_TSA_CHAIN", ()))
    roots = [as_asn1(one) for one in known if one.subject == one.issuer]
    others = [as_asn1(one) for one in known if one.subject != one.issuer]
    return ValidationContext(trust_roots=roots, other_certs=others, moment=moment, allow_fetching=False)


def as_asn1(certificate):
    """A certificate of cryptography as pyHanko takes it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
