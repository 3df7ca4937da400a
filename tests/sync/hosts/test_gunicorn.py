"""Gunicorn forks its workers from a master that has used the client already."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator

import pytest

from tests.support.places import GUNICORN_CONF
from tests.sync.conftest import TO_END
from tests.sync.silence import PATIENCE

from .asking import CONNECTIONS, WORKERS, ask, check_every_worker

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on Windows")

KINDS = {
    "sync": [],
    "threads": ["--worker-class=gthread", "--threads=4", f"--worker-connections={CONNECTIONS}"],
}


@pytest.fixture
def port() -> Iterator[socket.socket]:
    """Listen before gunicorn does, so that no request comes too early."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def gunicorn(start, port) -> Callable[..., object]:
    """Start gunicorn on the port."""

    def begin(*options: str):
        return start(
            "-m", "gunicorn", f"--bind=fd://{port.fileno()}", f"--workers={WORKERS}",
            f"--config={GUNICORN_CONF}", *options, "wsgi_app:app", pass_fds=[port.fileno()],
        )  # fmt: skip

    return begin


@pytest.fixture
def url(port) -> str:
    """Return the application's address."""
    return f"http://127.0.0.1:{port.getsockname()[1]}/"


def ended(process):
    """Tell a process to end; return its code and its errors."""
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=TO_END)
    return process.returncode, [line for line in errors.splitlines() if "Error" in line]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_worker_uses_the_masters_client(gunicorn, url, kind):
    """A client that was used before the fork answers in each of four workers."""
    process = gunicorn("--preload", *kind)
    check_every_worker(ask(url), process.pid)
    assert ended(process) == (0, [])


def test_workers_that_are_replaced(gunicorn, url):
    """The master goes on to fork new workers that work as well."""
    process = gunicorn("--preload", "--max-requests=10")
    answers = ask(url, times=100)
    assert len({answer.worker for answer in answers}) > WORKERS
    assert {answer.user_no for answer in answers} == {"2013141516"}
    assert ended(process) == (0, [])


def test_gevent_workers_are_told(gunicorn):
    """The application doesn't start in gevent's workers, and the log says what to do instead."""
    process = gunicorn("--worker-class=gevent", "--workers=1")
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert "RuntimeError: gevent has patched threads" in errors
    assert "gunicorn -k gthread" in errors
