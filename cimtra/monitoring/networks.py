"""Which numeric addresses a visit may go to: only those that anybody on the Internet reaches."""

from __future__ import annotations

import ipaddress

# What `is_global` lets through although it leads, or may be made to lead, into a private network: ways to write an
# IPv4 address inside an IPv6 one, tunnels, old site-local networks, and ranges kept for documentation or multicast.
DENIED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "100:0:0:1::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)


def is_public(number: str) -> bool:
    """Whether `number`, a numeric IPv4 or IPv6 address, is one of the open Internet; what is no address is not."""
    try:
        address = ipaddress.ip_address(number)
    except ValueError:
        return False
    if getattr(address, "scope_id", None):
        return False
    if any(address in network for network in DENIED if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast
