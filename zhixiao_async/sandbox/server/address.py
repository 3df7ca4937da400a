"""The listening socket, and the URLs that lead to it."""

from __future__ import annotations

import socket

from ...messages.text import Text
from ..errors import CannotStart

_BACKLOG = 128
EVERYWHERE = {"0.0.0.0": "192.0.2.1", "::": "2001:db8::1"}  # noqa: S104
"""The addresses to listen everywhere, each with one that the default route leads to."""


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes any free one.

    Raises:
        CannotStart: The port is taken or out of range, or the host isn't one of this machine's.
    """
    if not 0 <= port <= 65535:
        raise _cannot_listen(host, port, Text("reason.no_port"))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        reason = getattr(error, "strerror", None) or error
        raise _cannot_listen(host, port, str(reason)) from None


def _cannot_listen(host: str, port: int, reason: str) -> CannotStart:
    return CannotStart(Text("error.cannot_listen", host=host, port=port, reason=reason))


def machine_url(host: str, port: int) -> str | None:
    """Return where other machines reach a socket that listens everywhere.

    None for any other host, for port 0, and if this machine has no address but loopback.
    """
    elsewhere = EVERYWHERE.get(host)
    if elsewhere is None or not port:
        return None
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing: the kernel only looks up the route.
            probe.connect((elsewhere, 9))
        except OSError:
            return None
        return _url(probe.getsockname()[0], port)


def url_of(sock: socket.socket) -> str:
    """Return where a client on this machine reaches a listening socket."""
    host, port = sock.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, str(host))  # noqa: S104
    return _url(reachable, port)


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
