"""Which addresses this program may ask: the world's, never those of its own machine or network.

A feed, a redirect or a name server can point anywhere; without this check the program would be everybody's hand inside
the house (server-side request forgery). It is asked for each address at the moment of connecting, so a name that
answers differently a second time changes nothing.
"""

from __future__ import annotations

import ipaddress

#: What ``ipaddress`` (Python 3.11) calls global and is not the public internet, or leads to IPv4 addresses of any kind.
_NEVER: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # IETF protocol assignments, RFC 6890; some of its addresses count as global
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "100.64.0.0/10",  # carrier-grade NAT, RFC 6598
        "::/96",  # IPv4-compatible, RFC 4291 §2.5.5.1
        "::ffff:0:0/96",  # IPv4-mapped, RFC 4291 §2.5.5.2
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64 for local use, RFC 8215
        "2001::/23",  # protocol assignments, Teredo among them, RFC 2928
        "2002::/16",  # 6to4, RFC 3056
        "fec0::/10",  # site-local, RFC 3879
        "3fff::/20",  # documentation, RFC 9637
    )
)
#: All that IANA has given out of IPv6 for hosts (RFC 4291 §2.4, registry ipv6-unicast-address-assignments). What lies
#: outside is of one network, of one machine or of no use, whatever a later standard calls it.
_UNICAST = ipaddress.ip_network("2000::/3")


def is_public(address: str) -> bool:
    """Whether an IP address, as a socket is given it (an IPv6 one may have a zone), belongs to the public internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified:
        return False
    if found.version == 6 and found not in _UNICAST:
        return False
    return not any(found.version == network.version and found in network for network in _NEVER)


def host_port(host: str, port: int) -> str:
    """``host:port`` as the list of allowed ones is written: lower case, IPv6 in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host.lower()}:{port}"
