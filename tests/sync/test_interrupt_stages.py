"""Ctrl-C at every stage of a call: it ends, and only what had been sent bears a note."""

from __future__ import annotations

import signal
import socket

import pytest

from .silence import PATIENCE

SENT = "had been sent and may have been applied"
CHANGES = ["refund", "create"]


@pytest.fixture
def begin(start_python):
    """Start the program, which stops when it has got as far as ``event``."""

    def run(call, event, url):
        return start_python("interrupted", call, event, url)

    return run


def reached(process, event):
    """Wait until the program has come so far."""
    assert process.stdout.readline() == f"{event}\n"
    return process


def interrupted(process):
    """Press Ctrl-C; return the exception's note: a call that has one is logged as well."""
    process.send_signal(signal.SIGINT)
    said, complaints = process.communicate(timeout=PATIENCE)
    lines = [line for line in said.splitlines() if line.startswith("interrupted")]
    assert len(lines) == 1, said
    note = lines[0].removeprefix("interrupted").strip()
    assert (process.returncode, complaints.count(" outcome=unknown ")) == (0, bool(note))
    assert complaints.count("\n") == bool(note)
    return note


@pytest.fixture
def full():
    """Return an address that accepts nobody: a connection to it waits."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        waiting = [socket.socket() for _ in range(4)]
        for connection in waiting:
            connection.setblocking(False)
            connection.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        for connection in waiting:
            connection.close()


@pytest.mark.parametrize("call", [*CHANGES, "query", "list"])
def test_while_connecting(begin, full, call):
    """A call that is still connecting has sent nothing, and gets no note."""
    process = begin(call, "on_connection_create_start", full)
    assert interrupted(reached(process, "on_connection_create_start")) == ""


@pytest.mark.parametrize("call", CHANGES)
def test_during_the_tls_handshake(begin, silence, call):
    """A call in its TLS handshake has sent nothing, and gets no note."""
    process = begin(call, "on_request_start", silence.base_url.replace("http:", "https:"))
    with silence.connection():
        assert interrupted(reached(process, "on_request_start")) == ""


@pytest.mark.parametrize("call", CHANGES)
def test_in_the_pause_before_another_attempt(begin, call):
    """The first attempt reached nobody, and the second never comes."""
    process = begin(call, "on_pause", "http://127.0.0.1:1")
    assert interrupted(reached(process, "on_pause")) == ""


def test_while_waiting_for_a_free_connection(begin, silence):
    """A refund that waits for another's connection was never sent."""
    process = begin("refund", "on_wait", silence.base_url)
    reached(process, "another is under way")
    silence.request()
    process.stdin.write("go\n")
    process.stdin.flush()
    assert interrupted(reached(process, "on_wait")) == ""


def test_in_the_middle_of_sending(begin, silence):
    """A very long request of which some has left may have been applied."""
    process = begin("raw", "on_request_headers_sent", silence.base_url)
    with silence.connection():
        assert SENT in interrupted(reached(process, "on_request_headers_sent"))


@pytest.mark.parametrize("call", CHANGES)
def test_after_sending(begin, silence, call):
    """A request that has arrived may have been applied."""
    process = begin(call, "on_request_start", silence.base_url)
    silence.request()
    assert SENT in interrupted(reached(process, "on_request_start"))


@pytest.mark.parametrize("call", CHANGES)
def test_in_the_middle_of_the_reply(begin, silence, call):
    """A request with half a reply may have been applied."""
    process = begin(call, "on_request_start", silence.base_url)
    silence.request().sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")
    assert SENT in interrupted(reached(process, "on_request_start"))


def test_between_two_orders(begin, gateway):
    """In the body of a loop over orders, no call is under way."""
    process = begin("loop", "on_request_redirect", gateway.base_url)
    assert interrupted(reached(process, "in_the_loop")) == ""
