"""A client's sockets, none of which outlives it.

Closing a connection isn't always its end: over TLS asyncio says goodbye and waits up to half a
minute for the other side's, and where a call is cancelled as the handshake begins it goes on with
the handshake. An event loop that ends meanwhile leaves such a socket open.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from weakref import WeakSet

from aiohttp import AddrInfoType

_GRACE = 1.0
"""Seconds at most that the loop has to close what was shut down; it takes a few of its turns."""
_TURN = 0.001


class Sockets:
    """Makes them for aiohttp, and sees them closed."""

    def __init__(self) -> None:
        self._made: WeakSet[socket.socket] = WeakSet()

    def make(self, address: AddrInfoType) -> socket.socket:
        """An unconnected socket for an address."""
        family, kind, protocol, *_ = address
        made = socket.socket(family, kind, protocol)
        self._made.add(made)
        return made

    async def end(self) -> None:
        """Shut down what is still open; its transport then meets the end and closes it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                while left := [one for one in self._made if one.fileno() >= 0]:
                    for one in left:
                        with suppress(OSError):
                            one.shutdown(socket.SHUT_RDWR)
                    await asyncio.sleep(_TURN)
