"""Where the sandbox listens, and what URL leads there."""

from __future__ import annotations

import socket

from .errors import CannotStart

_BACKLOG = 128
EVERYWHERE = {"0.0.0.0": "192.0.2.1", "::": "2001:db8::1"}  # noqa: S104
"""The ways to listen everywhere, each with an address that is reached by the default route."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Raises:
        CannotStart: The port is taken or is none, or the host isn't one of this machine's.
    """
    if not 0 <= port <= 65535:
        raise CannotStart(f"can't listen on {host} port {port}: a port is from 0 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotStart(f"can't listen on {host} port {port}: {reason}") from None


def machine_url(host: str, port: int) -> str | None:
    """Where other machines reach a socket that listens everywhere; None for any other host.

    None also if this machine has no address but its own loopback, or the port is still open.
    """
    elsewhere = EVERYWHERE.get(host)
    if elsewhere is None or not port:
        return None
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            # Of a datagram socket this only asks for the route: nothing is sent.
            probe.connect((elsewhere, 9))
        except OSError:
            return None
        return _url(probe.getsockname()[0], port)


def url_of(sock: socket.socket) -> str:
    """Where a client on this machine reaches a listening socket."""
    host, port = sock.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, str(host))  # noqa: S104
    return _url(reachable, port)


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
