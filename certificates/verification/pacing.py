"""How often one may ask by folio, or compare a name, or have a file examined; nobody is locked out for good.

Folios are consecutive and surnames are few, so both together are worth slowing down. Each network has its own tries,
and few for one folio. All networks together fill the folio's bucket too, but somebody who asks for it for the first
time is let past it: a prankster can slow strangers down, never keep the holder's next employer out.
"""

from __future__ import annotations

from django.http import HttpRequest

from people.api import Bucket, Wait, give_back, network_of, pour

BY_NETWORK = Bucket("certificates.network", size=20, seconds=30)
BY_NETWORK_AND_FOLIO = Bucket("certificates.network-and-folio", size=5, seconds=60)
BY_FOLIO = Bucket("certificates.folio", size=30, seconds=60)
# Examining takes a process of its own with some 150 MiB for a second or two.
FILES_BY_NETWORK = Bucket("certificates.files", size=5, seconds=20)
FILES_OF_ALL = Bucket("certificates.files-of-all", size=8, seconds=4)

__all__ = ["Wait", "begin_file", "begin_try", "succeeded"]


def begin_try(request: HttpRequest, folio: str) -> None:
    """Let one try at `folio` through, or raise Wait. It counts before anything is looked up."""
    place = network_of(request)
    pour(BY_NETWORK, place)
    is_first = pour(BY_NETWORK_AND_FOLIO, f"{place}\n{folio}") == 1
    pour(BY_FOLIO, folio, may_overflow=is_first)


def succeeded(request: HttpRequest, folio: str) -> None:
    """Whoever knows the surname may go on: an office that checks a pile of papers is not slowed down."""
    place = network_of(request)
    give_back(BY_NETWORK, place)
    give_back(BY_NETWORK_AND_FOLIO, f"{place}\n{folio}")
    give_back(BY_FOLIO, folio)


def begin_file(request: HttpRequest) -> None:
    """Let one file be examined, or raise Wait."""
    pour(FILES_BY_NETWORK, network_of(request))
    pour(FILES_OF_ALL, "")
