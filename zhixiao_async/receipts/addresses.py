"""Where a receipt may be fetched from: https, and an address of the public internet.

The URL comes out of a reply, and whoever can write one there could have this machine fetch from
behind its own firewall. So an address is judged where the socket for it is made: whatever a name is
resolved to, by whom and how often, nothing else is connected to.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from aiohttp import AddrInfoType

from ..checks import web_address
from ..messages.text import Text
from ..transport.sockets import Sockets
from .options import Download

_NAT64 = IPv6Network("64:ff9b::/96")
_SITE_LOCAL = IPv6Network("fec0::/10")


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet's.

    An IPv6 address that stands for an IPv4 one (mapped, 6to4, NAT64) is judged by that.
    """
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address) and (inner := _embedded(parsed)) is not None:
        parsed = inner
    if isinstance(parsed, IPv6Address) and (parsed.is_reserved or parsed in _SITE_LOCAL):
        return False
    return parsed.is_global and not parsed.is_multicast


def url_rule(url: str, download: Download) -> Text | None:
    """Return the rule that a receipt's URL breaks, or None. A name isn't resolved here."""
    if rule := web_address.broken(url):
        return rule
    parts = urlsplit(url)
    if "@" in parts.netloc:
        return Text("rule.receipt_url_with_user")
    if parts.scheme != "https" and not download.allow_http:
        return Text("rule.receipt_without_tls")
    # Also where a proxy connects, which no socket of this machine shows.
    return None if download.allow_private or _may_be_public(parts.hostname or "") else PRIVATE


PRIVATE = Text("rule.receipt_at_private_address")


class PublicSockets:
    """Makes the sockets of one download, for public addresses only.

    Args:
        allow_private: Whether any address will do: the caller says so, or a proxy connects.

    Attributes:
        refused: Whether a socket for another address was asked for.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._sockets = Sockets()
        self._allow_private = allow_private
        self.refused = False

    def make(self, address: AddrInfoType) -> socket.socket:
        """Make an unconnected socket for an address.

        Raises:
            PermissionError: The address isn't public.
        """
        if not self._allow_private and not is_public(str(address[4][0])):
            self.refused = True
            raise PermissionError("not an address of the public internet")
        return self._sockets.make(address)

    async def end(self) -> None:
        """Shut down every open socket."""
        await self._sockets.end()


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _may_be_public(host: str) -> bool:
    if host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost"):
        return False
    try:
        return is_public(host)
    except ValueError:
        return True  # a name
