"""Gunicorn forks its workers from a master that has used the client already."""

from __future__ import annotations

import os
import signal
import socket
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ..conftest import PATIENCE, TO_END

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on Windows")

CONFIG = Path(__file__).parents[2] / "gunicorn_conf.py"
WORKERS = 4
KINDS = {"sync": [], "threads": ["--worker-class=gthread", "--threads=4"]}


@pytest.fixture
def port() -> Iterator[socket.socket]:
    """Listens before gunicorn does, so that no request comes too early."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        yield one


@pytest.fixture
def gunicorn(start, port) -> Callable[..., object]:
    """Start gunicorn on the port."""

    def begin(*options: str):
        return start(
            "-m", "gunicorn", f"--bind=fd://{port.fileno()}", f"--workers={WORKERS}",
            f"--config={CONFIG}", *options, "wsgi_app:app", pass_fds=[port.fileno()],
        )  # fmt: skip

    return begin


@pytest.fixture
def get(port) -> Callable[[int], tuple[str, str, str]]:
    """Ask the application: who answers, whose child it is, what the gateway said."""
    url = f"http://127.0.0.1:{port.getsockname()[1]}/"

    def ask(_: int) -> tuple[str, str, str]:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return tuple(answer.read().decode().split())

    return ask


def answers_of_all_workers(get):
    """Ask eight at a time, until every worker has answered."""
    answers = []
    with ThreadPoolExecutor(8) as pool:
        while len({worker for worker, _, _ in answers}) < WORKERS and len(answers) < 2000:
            answers += pool.map(get, range(16))
    return answers


def ended(process):
    """Tell it to end; gives its code and what it complained of."""
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=TO_END)
    return process.returncode, [line for line in errors.splitlines() if "Error" in line]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_worker_uses_the_masters_client(gunicorn, get, kind):
    """Preloaded and used before the fork, it answers in each of four workers."""
    process = gunicorn("--preload", *kind)
    answers = answers_of_all_workers(get)
    assert len({worker for worker, _, _ in answers}) == WORKERS
    assert {(master, said) for _, master, said in answers} == {(str(process.pid), "2013141516")}
    assert ended(process) == (0, [])


def test_workers_that_are_replaced(gunicorn, get):
    """The master, none the worse for its children, forks new ones that work as well."""
    process = gunicorn("--preload", "--max-requests=10")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(get, range(100)))
    assert len({worker for worker, _, _ in answers}) > WORKERS
    assert {said for _, _, said in answers} == {"2013141516"}
    assert ended(process) == (0, [])


def test_gevent_workers_are_told(gunicorn):
    """The application doesn't start there, and the log says what to do instead."""
    process = gunicorn("--worker-class=gevent", "--workers=1")
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert "RuntimeError: gevent has patched threads" in errors
    assert "gunicorn -k gthread" in errors
