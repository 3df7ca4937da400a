"""Replies that are written by hand: reset, cut off, or far too long."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress

from aiohttp import web

from ...registry import MIB

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


def reset(request: web.Request) -> web.Response:
    """Reset the connection, as a crashed server or a middlebox does."""
    transport = request.transport
    if transport is not None:
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        transport.abort()
    return web.Response()


async def truncated(request: web.Request, reply: web.Response) -> web.StreamResponse:
    """Promise the whole reply, send half of it, and hang up."""
    body = reply.body
    assert isinstance(body, bytes), "replies are made of bytes"  # noqa: S101
    response = web.StreamResponse(headers=reply.headers)
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


async def oversized(request: web.Request, reply: web.Response, size: int) -> web.StreamResponse:
    """Send the reply, and then so many bytes of white space."""
    body = reply.body
    assert isinstance(body, bytes), "replies are made of bytes"  # noqa: S101
    response = web.StreamResponse(headers={"Content-Type": reply.headers["Content-Type"]})
    with suppress(ConnectionError):  # a careful client hangs up before it has read it all
        await response.prepare(request)
        await response.write(body)
        while size > 0:
            await response.write(b" " * min(size, MIB))
            size -= MIB
        await response.write_eof()
    return response
