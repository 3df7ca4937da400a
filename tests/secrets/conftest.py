"""What must never show, and everything that might show it."""

from __future__ import annotations

import base64
import faulthandler
import gc
import logging
import pickle
import socket
import struct
import tempfile
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote, quote_plus

import attrs
import pytest

from tests.support.otel import watching
from zhixiao_async import Credentials
from zhixiao_async.sandbox import SandboxThread

SECRET = "Geheim+/=&1 x8n6'Q"
KEY = "Schluessel+/=&%_510113CFE82CCC21"
PASSWORD = "Pass-wort_9.geheim~"


def written(secret: str) -> set[str]:
    """Return a secret in every way in which somebody might write it."""
    raw = secret.encode()
    ways = {secret, repr(secret)[1:-1], repr(raw)[2:-1], quote(secret, safe=""), quote(secret)}
    ways |= {quote_plus(secret), raw.hex(), secret[::-1]}
    ways.add(secret.replace("'", "\\'"))  # in the repr of a text that holds other quotes as well
    for before in range(3):
        # In base64 it looks different at each offset; what touches its neighbours is left out.
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"\0" * before + raw).decode()
            ways.add(text[4 if before else 0 : len(text) - 4])
    return ways


NEEDLES = {
    name: written(secret)
    for name, secret in {"app_secret": SECRET, "aes_key": KEY, "password": PASSWORD}.items()
}


class Evidence(logging.Handler):
    """Keeps all that was said, logged, raised and shown, and looks for secrets in it."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.shown: list[tuple[str, str]] = []

    def add(self, source: str, text: str) -> None:
        self.shown.append((source, text))

    def emit(self, record: logging.LogRecord) -> None:
        self.add(f"log {record.name}", f"{record.getMessage()} {record.args!r} {vars(record)!r}")
        if record.exc_info and record.exc_info[1]:
            self.error(record.exc_info[1])

    def object(self, *objects: object) -> None:
        """As it prints itself, and as its attributes do."""
        for one in objects:
            self.add(f"repr of {type(one).__name__}", f"{one!r} {one!s} {one:}")
            if not isinstance(one, Credentials):
                self.add(f"attributes of {type(one).__name__}", repr(getattr(one, "__dict__", "")))

    def error(self, error: BaseException) -> None:
        """Keep an error and its causes: the texts, the pickle, the frames with their locals."""
        seen: list[BaseException] = []
        todo: list[BaseException | None] = [error]
        while todo:
            one = todo.pop()
            if one is None or one in seen:
                continue
            seen.append(one)
            todo += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
            self._one(one)

    def _one(self, error: BaseException) -> None:
        notes = getattr(error, "__notes__", ())
        self.add("error", f"{error!s} {error!r} {error.args!r} {vars(error)!r} {notes!r}")
        with suppress(Exception):  # foreign errors needn't pickle; ours are tested elsewhere
            self.add("pickle", pickle.dumps(error, 0).decode("latin-1"))
        frames = traceback.TracebackException.from_exception(error, capture_locals=True)
        for frame in frames.stack:
            if "/tests/" not in frame.filename:  # the tests themselves hold them, of course
                self.add(f"locals of {frame.name}", " ".join((frame.locals or {}).values()))

    def found(self) -> list[str]:
        """Where a secret shows, and which."""
        return sorted(
            {
                f"{name} in {source}"
                for source, text in self.shown
                for name, ways in NEEDLES.items()
                for way in ways
                if way in text
            }
        )


@attrs.frozen
class Known:
    """The credentials that must not show."""

    credentials: Credentials
    proxy_user: str = f"user:{PASSWORD}"


@pytest.fixture(scope="session")
def known() -> Known:
    return Known(Credentials(app_id="2021070804024", app_secret=SECRET, aes_key=KEY))


@pytest.fixture(scope="module")
def gateway(known: Known) -> Iterator[SandboxThread]:
    with SandboxThread(credentials=known.credentials) as one:
        yield one


@pytest.fixture
def evidence(monkeypatch: pytest.MonkeyPatch) -> Iterator[Evidence]:
    """Listen to every logger, warning, span and metric; in the end nothing may have shown."""
    one = Evidence()
    root = logging.getLogger()
    monkeypatch.setattr(root, "level", logging.DEBUG)
    for name in ("zhixiao", "asyncio", "aiohttp.client", "aiohttp.internal"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    monkeypatch.setattr(logging.getLogger("asyncio"), "filters", [])
    root.addHandler(one)
    monkeypatch.setenv("PYTHONASYNCIODEBUG", "1")
    with (
        warnings.catch_warnings(record=True) as warned,
        tempfile.TemporaryFile("w+") as stacks,
        watching() as seen,
    ):
        warnings.simplefilter("always")
        yield one
        for span in seen.spans:
            one.add("span", span.to_json())
        if metrics := seen.reader.get_metrics_data():
            one.add("metrics", metrics.to_json())
        gc.collect()
        faulthandler.dump_traceback(stacks, all_threads=True)
        stacks.seek(0)
        one.add("faulthandler", stacks.read())
        for warning in warned:
            one.add("warning", f"{warning.message!s} {warning.message!r} {warning.source!r}")
    root.removeHandler(one)
    assert one.shown, "nothing was looked at"
    assert one.found() == []


@pytest.fixture
def rude() -> Any:
    """Serve raw bytes to whoever connects; ``b""`` resets, None says nothing."""
    servers: list[socket.socket] = []

    def serve(raw: bytes | None) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threading.Thread(target=meet, args=(server, raw), daemon=True).start()
        return server.getsockname()[1]

    yield serve
    for one in servers:
        one.shutdown(socket.SHUT_RDWR)
        one.close()


def meet(server: socket.socket, raw: bytes | None) -> None:
    """Answer each connection until the server is closed."""
    kept = []
    while True:
        try:
            peer, _ = server.accept()
        except OSError:
            break
        if raw is None:
            kept.append(peer)
            continue
        with peer:
            peer.recv(65536)
            if raw:
                peer.sendall(raw)
            else:
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    for one in kept:
        one.close()
