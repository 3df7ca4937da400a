"""Requests that aren't the gateway's own form: one answer to all, and nothing is credited."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import zlib
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest

from zhixiao_async import REFUSAL
from zhixiao_async.notify import MAX_BODY

from .conftest import say


def fields(body: bytes) -> dict[str, str]:
    return {name: value[0] for name, value in parse_qs(body.decode()).items()}


def multipart(body: bytes) -> bytes:
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields(body).items()
    )
    return ("".join(parts) + "--x--\r\n").encode()


FORGED: dict[str, Callable[[bytes], tuple[object, str]]] = {
    "sign": lambda body: (body[:-1] + (b"0" if body[-1:] != b"0" else b"1"), "form"),
    "empty": lambda _: (b"", "form"),
    "cut-off": lambda body: (body[:100], "form"),
    "json": lambda body: (json.dumps(fields(body)).encode(), "application/json"),
    "multipart": lambda body: (multipart(body), "multipart/form-data; boundary=x"),
    "one-byte-too-long": lambda body: (body.ljust(MAX_BODY + 1, b"&"), "form"),
    "long": lambda body: (body.ljust(MAX_BODY * 2, b"&"), "form"),
    "long-in-chunks": lambda body: (iter([body] + [b"&" * 4096] * 17), "form"),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_forgery(server, letter, change):
    """A forgery gets the constant refusal, with a status and a type that tell nothing either."""
    body, kind = change(letter.body)
    content_type = "application/x-www-form-urlencoded" if kind == "form" else kind
    said = say(server, body, content_type=content_type)
    lost = server.name == "django-runserver" and not isinstance(body, bytes)
    assert (said.status, said.body) == (500 if lost else 200, REFUSAL)
    assert said.content_type == "application/json"
    assert server.credits(letter.order_id) == 0


PACKED: dict[str, Callable[[bytes], tuple[str, bytes]]] = {
    "gzip": lambda body: ("gzip", gzip.compress(body)),
    "deflate": lambda body: ("deflate", zlib.compress(body)),
    "no-gzip": lambda body: ("gzip", body[:-1]),
    "no-deflate": lambda body: ("deflate", body[:-1]),
    "gzip-cut-off": lambda body: ("gzip", gzip.compress(body)[:-9]),
    "gzip-of-much": lambda body: ("gzip", gzip.compress(body.ljust(MAX_BODY * 20, b"&"))),
}


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_packed(server, letter, pack):
    """A compressed body is refused like a forgery, whoever decodes it or fails to."""
    encoding, body = pack(letter.body)
    said = say(server, body, encoding=encoding)
    assert (said.status, said.body, said.content_type) == (200, REFUSAL, "application/json")
    assert server.credits(letter.order_id) == 0


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/json"])
def test_content_type_does_not_matter(server, letter, content_type):
    """The raw body is what counts, whatever a proxy made of its header."""
    assert say(server, letter.body, content_type=content_type).body == letter.success


def test_body_in_chunks(server, letter):
    """A body in chunks is read; Django's development server loses it, with an error."""
    said = say(server, iter([letter.body[:100], letter.body[100:]]))
    lost = server.name == "django-runserver"
    assert (said.status, said.body) == ((500, REFUSAL) if lost else (200, letter.success))


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_other_methods(server, letter, method):
    """Another method gets 405 with Allow, also with a genuine body."""
    said = say(server, letter.body, method)
    assert said.status == 405
    assert "POST" in said.allow
    assert server.credits(letter.order_id) == 0


def test_options(server):
    """OPTIONS is never a server error; some frameworks answer it themselves."""
    said = say(server, None, "OPTIONS")
    assert said.status in (200, 405)
    assert "POST" in said.allow


@pytest.mark.parametrize("sent", [0, 100], ids=["headers-only", "half-a-body"])
@pytest.mark.parametrize("linger", [None, 0], ids=["closes", "resets"])
def test_sender_that_goes_midway(server, letter, sent, linger):
    """A sender that goes midway leaves no credit and no error, and the server goes on."""
    head = f"POST /notify HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(letter.body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        if linger is not None:
            gone = struct.pack("ii", 1, linger)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, gone)
        connection.sendall(head.encode() + letter.body[:sent])
    assert server.credits(letter.order_id) == 0
    assert say(server, letter.body).body == letter.success
