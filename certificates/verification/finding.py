"""Which constancia somebody means: by the code of the QR, by the fingerprint of a file, by folio and surname."""

from __future__ import annotations

import re

from people.api import fold

from ..models import Certificate

# Codes are copied from paper and from messages: with spaces, or with the whole address.
CODE = re.compile(r"[A-Za-z0-9_-]{16,40}")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
# Long texts that no verification shows.
HEAVY = ("crest", "evidence", "particulars", "signatories")
# Words that are in many surnames and are none.
PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "e", "da", "do", "dos", "van", "von", "san", "santa"})
# Compared with where there is no certificate, so that the answer takes the same steps.
NOBODY = "Nadie De Ningún Lugar"
MOST_SUCCESSORS = 20


def find(code: str) -> Certificate | None:
    """The certificate with this code. A malformed code costs the same query as an unknown one."""
    return _with_successor().filter(code=code if CODE.fullmatch(code) else "").first()


def find_by_fingerprint(value: str) -> Certificate | None:
    """The certificate whose file has this SHA-256."""
    return _with_successor().filter(sha256=value).first() if FINGERPRINT.fullmatch(value) else None


def find_by_folio(folio: str, surname: str) -> Certificate | None:
    """The certificate with this folio, if its holder has this surname; one query whatever was given.

    A wrong surname, an unknown folio and a name that is withheld cannot be told apart, neither by the answer nor by
    the time it takes.
    """
    certificate = _with_successor().filter(folio=folio_in(folio)).first()
    name = certificate.holder_name if certificate and certificate.holder_name else NOBODY
    is_the_surname = has_surname(name, surname)
    return certificate if certificate and certificate.holder_name and is_the_surname else None


def has_surname(name: str, surname: str) -> bool:
    """Whether `surname`, one or both, is in the name as printed, behind the first word, which is a given name."""
    words, asked = fold(name).split()[1:], fold(surname).split()
    if not any(word not in PARTICLES and len(word) > 1 for word in asked):
        return False
    return any(words[start : start + len(asked)] == asked for start in range(len(words)))


def code_in(text: str) -> str:
    """The code in what somebody pasted: the code itself, with spaces, or the address that ends in it."""
    path = text.strip().split("?")[0].split("#")[0].rstrip("/")
    return re.sub(r"\s+", "", path.rsplit("/", 1)[-1])


def folio_in(text: str) -> str:
    """A folio as it is kept: capitals, no spaces, plain hyphens."""
    return re.sub(r"[‐‑‒–—−]", "-", re.sub(r"\s+", "", text)).upper()


def successor_of(certificate: Certificate) -> Certificate | None:
    """The certificate that holds instead of a superseded one, however often it was replaced since."""
    newest = getattr(certificate, "replaced_by", None)
    for _step in range(MOST_SUCCESSORS):
        if newest is None or newest.superseded_at is None:
            break
        newest = getattr(newest, "replaced_by", None)
    return newest


def renewal_of(certificate: Certificate) -> Certificate | None:
    """The newest certificate in force that renews this one; one query."""
    return (
        Certificate.objects.filter(renews=certificate, superseded_at=None, revoked_at=None)
        .defer(*HEAVY, "requirements")
        .order_by("-issued_at")
        .first()
    )


def _with_successor():
    return Certificate.objects.select_related("replaced_by").defer(
        *HEAVY, *(f"replaced_by__{name}" for name in (*HEAVY, "requirements"))
    )
