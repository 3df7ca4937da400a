"""A closed client leaves no socket open, whatever server it talked to."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Self

import pytest

import zhixiao_sync
from zhixiao_async import Client, Connections

from .raw_gateway import CREDENTIALS, ORDER, PATIENCE, Play


class SilentGateway:
    """Takes one connection on a thread, answers once if it can, and never closes its side.

    Attributes:
        answers: Whether it speaks TLS and answers; otherwise it says nothing at all.
        accepted: Set when the client is connected.
        hung_up: Set when the client's side of the connection has ended.
    """

    def __init__(self, context: ssl.SSLContext, *, answers: bool) -> None:
        self.answers = answers
        self.accepted, self.hung_up = threading.Event(), threading.Event()
        self._context = context
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(PATIENCE)
        self.url = f"https://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        with self._socket, self._socket.accept()[0] as plug:
            plug.settimeout(PATIENCE * 2)
            self.accepted.set()
            # The socket under TLS stays ours: what TLS would answer by itself is never sent.
            if self.answers:
                self._answer(plug)
            with suppress(TimeoutError):
                self._wait(plug)
                self.hung_up.set()

    def _wait(self, plug: socket.socket) -> None:
        with suppress(ConnectionResetError):
            while plug.recv(65536):
                pass

    def _answer(self, plug: socket.socket) -> None:
        came, goes = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self._context.wrap_bio(came, goes, server_side=True)
        asked = b""
        while b"sign=" not in asked and (data := plug.recv(65536)):
            came.write(data)
            try:
                tls.do_handshake()
                asked += tls.read(65536)
            except ssl.SSLWantReadError:
                pass
            plug.sendall(goes.read())
        tls.write(Play.http(Play.sealed(ORDER)))
        plug.sendall(goes.read())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()


@pytest.fixture(params=[True, False], ids=["after its answer", "in the handshake"])
def silent(request, tls) -> Iterator[SilentGateway]:
    """Make a gateway that answers neither a TLS close_notify nor a ClientHello."""
    with SilentGateway(tls[0], answers=request.param) as gateway:
        yield gateway


async def test_closed_client_leaves_no_socket_open(silent, tls) -> None:
    """The event loop may end at once: no socket waits for the other side."""
    client = Client(CREDENTIALS, base_url=silent.url, connections=Connections(ssl=tls[1]))
    call = asyncio.ensure_future(client.order_cancel(out_trade_no="20881"))
    if silent.answers:
        await call
    else:
        await asyncio.to_thread(silent.accepted.wait, PATIENCE)
        call.cancel()
        await asyncio.wait([call])

    await client.close()

    assert await asyncio.to_thread(silent.hung_up.wait, PATIENCE)


def test_closed_sync_client_leaves_no_socket_open(tls) -> None:
    """A sync client, whose event loop ends with it, leaves no socket open either."""
    connections = Connections(ssl=tls[1])
    with SilentGateway(tls[0], answers=True) as silent:
        client = zhixiao_sync.Client(CREDENTIALS, base_url=silent.url, connections=connections)
        client.order_cancel(out_trade_no="20881")

        client.close()

        assert silent.hung_up.wait(PATIENCE)
