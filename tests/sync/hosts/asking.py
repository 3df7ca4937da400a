"""Requests to ``programs/wsgi_app.py``, under whichever server."""

from __future__ import annotations

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from tests.sync.silence import PATIENCE

WORKERS = 4
CONNECTIONS = 5
"""Connections that a worker takes at most, which is more than its threads."""


class Answer(NamedTuple):
    """A worker's process, its parent, and the number that the gateway told it."""

    worker: str
    master: str
    user_no: str


def ask(url: str, times: int = WORKERS * CONNECTIONS) -> list[Answer]:
    """Ask so many at a time that every worker has a request: it answers none before."""

    def once(_: int) -> Answer:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return Answer(*answer.read().decode().split())

    with ThreadPoolExecutor(WORKERS * CONNECTIONS) as pool:
        return list(pool.map(once, range(times)))


def check_every_worker(answers: list[Answer], master: int) -> None:
    """Check that four workers answered, that all are the master's, and what the gateway said."""
    assert len({answer.worker for answer in answers}) == WORKERS
    assert {(answer.master, answer.user_no) for answer in answers} == {(str(master), "2013141516")}
