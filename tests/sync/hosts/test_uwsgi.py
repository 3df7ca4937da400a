"""uWSGI forks its workers from a master that has used the client, and tells Python nothing."""

from __future__ import annotations

import re
import signal
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ..conftest import PATIENCE, TO_END

UWSGI = Path(sys.executable).with_name("uwsgi")

pytestmark = pytest.mark.skipif(not UWSGI.exists(), reason="uWSGI isn't built on Windows")

EXEC = "import os, sys; os.execv(sys.argv[1], sys.argv[1:])"
WORKERS = 4


@pytest.fixture
def uwsgi(start):
    """A started uWSGI, and its address."""
    process = start(
        "-c", EXEC, str(UWSGI), "--http-socket=127.0.0.1:0", "--master", f"--processes={WORKERS}",
        "--enable-threads", f"--virtualenv={sys.prefix}", "--module=wsgi_app:app", "--need-app",
        "--die-on-term", "--disable-logging",
    )  # fmt: skip
    bound = None
    while bound is None:
        line = process.stderr.readline()
        assert line, "uWSGI has ended"
        bound = re.search(r"TCP address (127.0.0.1:\d+)", line)
    return process, f"http://{bound[1]}/"


def test_every_worker_uses_the_masters_client(uwsgi):
    """Made and used before the fork, it answers in each of four workers, which end when told to."""
    process, url = uwsgi

    def ask(_):
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return tuple(answer.read().decode().split())

    answers = []
    with ThreadPoolExecutor(8) as pool:
        while len({worker for worker, _, _ in answers}) < WORKERS and len(answers) < 2000:
            answers += pool.map(ask, range(16))
    assert len({worker for worker, _, _ in answers}) == WORKERS
    assert {(master, said) for _, master, said in answers} == {(str(process.pid), "2013141516")}
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=TO_END)
    assert process.returncode == 0
    assert "Traceback" not in errors
