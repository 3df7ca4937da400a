"""A port for a program that is told where to listen."""

from __future__ import annotations

import socket
from contextlib import closing


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port: int = listening.getsockname()[1]
    return port
