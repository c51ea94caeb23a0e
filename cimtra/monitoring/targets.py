"""Where a visit goes: an address taken apart and judged by its letters, before any name is looked up."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

LONGEST = 2000
PORTS = {"http": 80, "https": 443}
# What may stand in a path or query as it is; the rest is written in percents, as browsers do.
PLAIN = "/%:@!$&'()*+,;=~-._?"


class Malformed(Exception):
    """No visit can go there; `reason` is a word of `reasons`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """`host` in the letters of the name system, with the brackets of an IPv6 address; `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def bare_host(self) -> str:
        return self.host.strip("[]")

    @property
    def host_header(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if PORTS[self.scheme] == self.port else f"{shown}:{self.port}"

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.path}"


def target_of(address: str) -> Target:
    """`address` taken apart; raises Malformed for what no browser of the public would be sent to."""
    if len(address) > LONGEST or any(letter < " " or letter in "\\\x7f" for letter in address.strip()):
        raise Malformed("malformed", address[:100])
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise Malformed("malformed", str(error)) from error
    if parts.scheme not in PORTS:
        raise Malformed("not_web", parts.scheme[:40])
    if "@" in parts.netloc or not parts.hostname:
        raise Malformed("malformed", parts.netloc[:100])
    path = quote(parts.path or "/", safe=PLAIN) + (f"?{quote(parts.query, safe=PLAIN)}" if parts.query else "")
    return Target(parts.scheme, _host(parts.hostname), PORTS[parts.scheme] if port is None else port, path)


def _host(name: str) -> str:
    try:
        return str(ipaddress.IPv6Address(name))
    except ValueError:
        pass
    try:
        return name.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise Malformed("malformed", name[:100]) from error
