"""One visit over HTTP, which goes nowhere but to the open Internet and takes no more time and bytes than it is given.

A name is resolved once, all of its addresses are judged (networks.is_public), and the connection goes to one that was
judged, under the name that the certificate must bear. Each redirect is judged like the first address. No proxy of the
environment is used, and nothing is sent but the question.
"""

from __future__ import annotations

import http.client
import math
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import cast
from urllib.parse import urljoin

from django.conf import settings

from .answers import Answer, BodyTooLong, Timed, take_body
from .naming import in_time
from .networks import is_public
from .targets import Malformed, Target, target_of

USUAL_PORTS = frozenset({80, 443})
LOOPBACK = frozenset({"127.0.0.1", "::1"})
MOST_HOPS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_BYTES = 20 * 1024 * 1024
# From the first question about the name to the last byte, redirects included.
SECONDS = 20.0
# A server earns that time by its bytes: so long for the first one, and a second more for each so many. What drips is
# left alone long before the end, since three others may be waiting behind it.
SECONDS_TO_BEGIN = 8.0
BYTES_PER_SECOND = 2_000
# A name may have many addresses of which the first do not answer; each gets its share of the time.
MOST_TRIES = 3
AGENT = "AulaClara-Monitor/1.0 (transparencia; revisa enlaces publicados)"

# (name, port) -> numeric addresses; raises OSError
Resolve = Callable[[str, int], list[str]]


class Unreachable(Exception):
    """No answer; `reason` is a word of `reasons`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


@dataclass
class Seen:
    """What a visit met: an answer, or the reason why there is none."""

    address: str
    reason: str = ""
    detail: str = ""
    answer: Answer | None = None
    final_address: str = ""
    redirects: list[dict] = field(default_factory=list)
    milliseconds: int = 0


@dataclass
class Clock:
    """How much of the time of a visit is left."""

    ends: float

    def left(self, earned: float = math.inf) -> float:
        """Seconds, more than zero, until the end or the moment `earned`; raises Unreachable when that is over."""
        left = min(self.ends, earned) - time.monotonic()
        if left <= 0:
            raise Unreachable("too_slow")
        return left


def resolve(name: str, port: int) -> list[str]:
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    address: str, *, seconds: float | None = None, most_bytes: int = MOST_BYTES, resolve: Resolve = resolve
) -> Seen:
    """What answers at `address`, as Seen. Never raises for what the other side does."""
    started = time.monotonic()
    given = getattr(settings, "CIMTRA_MONITOR_SECONDS", SECONDS) if seconds is None else seconds
    visit = _Visit(Seen(address), Clock(started + given), most_bytes, resolve)
    try:
        visit.go()
    except Malformed as error:
        visit.seen.reason, visit.seen.detail = error.reason, str(error)
    except Unreachable as error:
        visit.seen.reason, visit.seen.detail = error.reason, error.detail[:300]
    visit.seen.milliseconds = int((time.monotonic() - started) * 1000)
    return visit.seen


@dataclass
class _Visit:
    seen: Seen
    clock: Clock
    most_bytes: int
    resolve: Resolve
    # Answers of the name server, so that none is asked twice of the same name.
    numbers: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    # host -> {name: value}: some servers send a visitor in a circle until it brings back what they gave it.
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def go(self) -> None:
        target = target_of(self.seen.address)
        been = set()
        for _hop in range(MOST_HOPS + 1):
            here = (target.address, str(self.cookies.get(target.host)))
            if here in been:
                raise Unreachable("redirect_loop", target.address)
            been.add(here)
            self.seen.final_address = target.address
            answer = self._ask(target)
            if answer.status not in REDIRECTS or not answer.location:
                self.seen.answer = answer
                return
            self.seen.redirects.append({"status": answer.status, "address": target.address})
            target = target_of(urljoin(target.address, answer.location))
        raise Unreachable("too_many_redirects", target.address)

    def _ask(self, target: Target) -> Answer:
        connection = self._connect(target)
        try:
            connection.request("GET", target.path, headers=self._headers(target))
            response = connection.getresponse()
            self._keep_cookies(target, response)
            if response.status in REDIRECTS and response.getheader("Location"):
                return Answer.of(response)
            return take_body(response, most_bytes=self.most_bytes)
        except TimeoutError as error:
            raise Unreachable("too_slow") from error
        except BodyTooLong as error:
            return error.answer
        except (http.client.HTTPException, OSError, ValueError, zlib.error) as error:
            raise Unreachable("no_http", f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()

    def _connect(self, target: Target) -> http.client.HTTPConnection:
        numbers = self._numbers(target)[:MOST_TRIES]
        failure = Unreachable("no_name")
        for place, number in enumerate(numbers):
            try:
                share = self.clock.left() / (len(numbers) - place)
                return _connection(target, socket.create_connection((number, target.port), timeout=share), self.clock)
            except ssl.SSLCertVerificationError as error:
                raise Unreachable("certificate", error.verify_message) from error
            except ssl.SSLError as error:
                raise Unreachable("no_tls", str(error.reason or error)) from error
            except TimeoutError as error:
                failure = Unreachable("too_slow")
                failure.__cause__ = error
            except OSError as error:
                failure = Unreachable("no_connection", error.strerror or str(error))
                failure.__cause__ = error
        raise failure

    def _numbers(self, target: Target) -> list[str]:
        """The addresses of the name, all of them judged: one that is private spoils the others."""
        key = (target.host, target.port)
        if key not in self.numbers:
            self.numbers[key] = self._resolved(target)
        if reason := _refused(target, self.numbers[key]):
            raise Unreachable(reason, target.host_header)
        return self.numbers[key]

    def _resolved(self, target: Target) -> list[str]:
        try:
            numbers = in_time(lambda: self.resolve(target.host, target.port), self.clock.left())
        except TimeoutError as error:
            raise Unreachable("no_name", "timeout") from error
        except (OSError, UnicodeError) as error:
            raise Unreachable("no_name", str(error)) from error
        if not numbers:
            raise Unreachable("no_name")
        return numbers

    def _headers(self, target: Target) -> dict[str, str]:
        headers = {
            "Host": target.host_header,
            "User-Agent": getattr(settings, "CIMTRA_MONITOR_AGENT", AGENT),
            "Accept": "*/*",
            "Accept-Language": "es-MX,es;q=0.9",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        if kept := self.cookies.get(target.host):
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in kept.items())
        return headers

    def _keep_cookies(self, target: Target, response: http.client.HTTPResponse) -> None:
        for line in (response.headers.get_all("Set-Cookie") or [])[:20]:
            name, sign, value = line.partition(";")[0].strip().partition("=")
            if sign and name and len(line) < 4096 and line.isascii() and line.isprintable():
                self.cookies.setdefault(target.host, {})[name] = value


def _refused(target: Target, numbers: list[str]) -> str:
    """Why no connection may be made; "" when it may."""
    if lets_through(target):
        return "" if all(number in LOOPBACK for number in numbers) else "private_address"
    if target.port not in USUAL_PORTS:
        return "unusual_port"
    return "" if all(is_public(number) for number in numbers) else "private_address"


def lets_through(target: Target) -> bool:
    """Whether the setting names this host and port: a portal served on this very machine, for tests and tries."""
    return f"{target.host}:{target.port}" in getattr(settings, "CIMTRA_MONITOR_LOCAL_PORTALS", ())


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _connection(target: Target, bare: socket.socket, clock: Clock) -> http.client.HTTPConnection:
    """An HTTP connection over the socket that was opened; it opens none of its own."""
    connection = http.client.HTTPConnection(target.host, target.port)
    try:
        bare.settimeout(clock.left())
        connected = _tls().wrap_socket(bare, server_hostname=target.bare_host) if target.is_secure else bare
    except BaseException:
        bare.close()
        raise
    began = time.monotonic()

    def patience(taken: int) -> float:
        return clock.left(began + SECONDS_TO_BEGIN + taken / BYTES_PER_SECOND)

    connected.settimeout(patience(0))
    connection.sock = connected
    connection.auto_open = 0
    connection.response_class = cast(
        "type[http.client.HTTPResponse]",
        lambda sock, **options: http.client.HTTPResponse(cast("socket.socket", Timed(sock, patience)), **options),
    )
    return connection
