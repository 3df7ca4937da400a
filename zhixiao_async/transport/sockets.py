"""A client's sockets, all of which are closed with it.

A closed connection may stay open for a while: over TLS asyncio sends its close_notify and waits up
to half a minute for the other side's, and it completes a handshake although the call was cancelled.
An event loop that ends meanwhile leaves such a socket open.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from weakref import WeakSet

from aiohttp import AddrInfoType

_GRACE = 1.0
"""Seconds that shut-down sockets have to close; the event loop needs a few of its turns."""
_TURN = 0.001


class Sockets:
    """Makes a client's sockets for aiohttp, and has them closed."""

    def __init__(self) -> None:
        self._made: WeakSet[socket.socket] = WeakSet()

    def make(self, address: AddrInfoType) -> socket.socket:
        """Make an unconnected socket for an address."""
        family, kind, protocol, *_ = address
        made = socket.socket(family, kind, protocol)
        self._made.add(made)
        return made

    async def end(self) -> None:
        """Shut down every open socket; its transport then reads the end and closes it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                while still_open := [made for made in self._made if made.fileno() >= 0]:
                    for made in still_open:
                        with suppress(OSError):
                            made.shutdown(socket.SHUT_RDWR)
                    await asyncio.sleep(_TURN)
