"""A gateway that takes requests and never answers them."""

from __future__ import annotations

import socket

PATIENCE = 30.0
"""Seconds after which whatever is waited for in vain fails."""


class Silence:
    """A gateway that takes requests and never answers them."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(PATIENCE)
        self.base_url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._peers: list[socket.socket] = []

    def request(self) -> socket.socket:
        """Wait until a whole request has arrived; return its connection."""
        peer, _ = self._server.accept()
        self._peers.append(peer)
        peer.settimeout(PATIENCE)
        received = b""
        while b"sign=" not in received:
            received += peer.recv(65536)
        return peer

    def connection(self) -> socket.socket:
        """Wait for a connection and read nothing from it."""
        peer, _ = self._server.accept()
        return peer

    def close(self) -> None:
        for opened in [self._server, *self._peers]:
            opened.close()
