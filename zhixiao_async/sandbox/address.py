"""Where the sandbox listens, and what URL leads there."""

from __future__ import annotations

import socket

from .errors import CannotStart

_BACKLOG = 128


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Raises:
        CannotStart: The port is taken, or the host isn't one of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotStart(f"can't listen on {host} port {port}: {reason}") from None


def url_of(sock: socket.socket) -> str:
    """Where a client on this machine reaches a listening socket."""
    host, port = sock.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, str(host))  # noqa: S104
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"
