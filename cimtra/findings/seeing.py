"""The fingerprint of what stands at an address given as evidence, taken once, when it is given."""

from __future__ import annotations

from dataclasses import dataclass

from ..monitoring.fetching import fetch

# Somebody waits for the page meanwhile.
SECONDS = 5
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """SHA-256 (in hex) and size in bytes of the whole answer."""

    sha256: str
    size: int


def fingerprint_of(address: str) -> Fingerprint | None:
    """What is there now, under all the rules of monitoring; None when nothing whole could be seen in time."""
    seen = fetch(address, seconds=SECONDS, most_bytes=MOST_BYTES)
    answer = seen.answer
    if answer is None or answer.status != 200 or not answer.is_whole:
        return None
    return Fingerprint(answer.sha256, answer.size or len(answer.body))
