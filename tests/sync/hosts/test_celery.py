"""Celery's prefork pool: tasks call the client that the worker's parent has made and used."""

from __future__ import annotations

import json
import os
import signal

import pytest

from tests.sync.conftest import TO_END

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on Windows")

COUNT = 20


@pytest.fixture
def worker(start):
    """Start Celery's own worker with four processes, each replaced after five tasks."""
    return start(
        "-m", "celery", "--app=celery_tasks", "worker", "--pool=prefork", "--concurrency=4",
        "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING",
    )  # fmt: skip


def test_tasks_use_the_parents_client(worker, start, program, gateway):
    """Every task gets its own answer, in processes old and new, and the worker ends cleanly."""
    sender = start("-m", "celery_tasks", str(COUNT))
    answers, complaints = sender.communicate(timeout=90)
    assert complaints == ""
    answers = json.loads(answers)
    assert {said for _, _, said in answers[:COUNT]} == {"2013141516"}
    assert [said for _, _, said in answers[COUNT:]] == [
        f"celery{number}" for number in range(COUNT)
    ]
    assert {parent for _, parent, _ in answers} == {worker.pid}
    assert len({child for child, _, _ in answers}) > 4
    worker.send_signal(signal.SIGTERM)
    _, errors = worker.communicate(timeout=TO_END)
    assert worker.returncode == 0
    assert "Traceback" not in errors
