"""What a server answers, taken within a time and a number of bytes."""

from __future__ import annotations

import hashlib
import http.client
import io
import socket
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

CHUNK = 64 * 1024
PACKED = ("gzip", "x-gzip")


class BodyTooLong(Exception):
    """There is more than may be taken; `answer` has the beginning."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True)
class Answer:
    """`body` is whole when `is_whole`; only then `sha256` is its fingerprint and `size` what it measures."""

    status: int
    headers: Message
    body: bytes = b""
    size: int | None = None
    is_whole: bool = False
    is_cut_off: bool = False
    # In an encoding that was not asked for and is not known here.
    is_encoded: bool = False

    @classmethod
    def of(cls, response: http.client.HTTPResponse, **taken) -> Answer:
        return cls(status=response.status, headers=response.headers, **taken)

    @property
    def content_type(self) -> str:
        return (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()[:120]

    @property
    def charset(self) -> str:
        return self.headers.get_content_charset("") if self.headers.get("Content-Type") else ""

    @property
    def location(self) -> str:
        """The address of a redirect; servers write it in UTF-8, which http.client reads as Latin-1."""
        raw = self.headers.get("Location") or ""
        try:
            return raw.encode("latin-1").decode("utf-8").strip()
        except UnicodeError:
            return raw.strip()

    @property
    def file_name(self) -> str:
        try:
            return (self.headers.get_filename() or "")[:200]
        except (ValueError, LookupError, TypeError):
            return ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest() if self.is_whole else ""


class Timed(io.RawIOBase):
    """The reading side of a socket, for http.client: no wait is longer than `patience` with what has come so far.

    A time limit of the socket alone would begin again with each byte of a server that drips.
    """

    def __init__(self, sock: socket.socket, patience: Callable[[int], float]) -> None:
        super().__init__()
        # http.client closes the socket as soon as it has the headers; what is read through this keeps it open.
        self._sock, self._raw, self._patience = sock, sock.makefile("rb", buffering=0), patience
        self._taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self._sock.settimeout(self._patience(self._taken))
        taken = self._raw.readinto(buffer) or 0
        self._taken += taken
        return taken

    def close(self) -> None:
        self._raw.close()
        super().close()

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)


def take_body(response: http.client.HTTPResponse, *, most_bytes: int) -> Answer:
    """The answer with its body; raises BodyTooLong with its beginning."""
    told = response.length
    parts: list[bytes] = []
    taken = 0
    is_cut_off = False
    unpack = _unpacker(response)
    while True:
        try:
            part = response.read1(CHUNK)
        except http.client.IncompleteRead:
            part, is_cut_off = b"", True
        if not part:
            break
        if unpack:
            part = unpack.decompress(part, most_bytes - taken + 1)
        taken += len(part)
        parts.append(part)
        if taken > most_bytes:
            body = b"".join(parts)[:most_bytes]
            raise BodyTooLong(Answer.of(response, body=body, size=told, is_encoded=_is_strange(response)))
    is_cut_off = is_cut_off or bool(response.length) or bool(unpack and not unpack.eof)
    return Answer.of(
        response,
        body=b"".join(parts),
        size=taken,
        is_whole=not is_cut_off,
        is_cut_off=is_cut_off,
        is_encoded=_is_strange(response),
    )


def _encoding(response: http.client.HTTPResponse) -> str:
    return (response.headers.get("Content-Encoding") or "").strip().lower()


def _is_strange(response: http.client.HTTPResponse) -> bool:
    return _encoding(response) not in ("", "identity", *PACKED)


def _unpacker(response: http.client.HTTPResponse):
    """Some servers pack what they were asked to send as it is."""
    return zlib.decompressobj(16 + zlib.MAX_WBITS) if _encoding(response) in PACKED else None
