"""uWSGI forks its workers from a master that has used the client, and tells Python nothing."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.conftest import TO_END

from .asking import WORKERS, ask, check_every_worker

UWSGI = Path(sys.executable).with_name("uwsgi")

pytestmark = pytest.mark.skipif(not UWSGI.exists(), reason="uWSGI isn't built on Windows")

EXEC = "import os, sys; os.execv(sys.argv[1], sys.argv[1:])"
HOOKS = "--py-call-uwsgi-fork-hooks"
WARNING = "workers that are forked from it may hang"


@pytest.fixture
def uwsgi(start) -> Callable[..., object]:
    """Start uWSGI; return its process, its address, and what it said before it served."""

    def begin(*options: str):
        process = start(
            "-c", EXEC, str(UWSGI), "--http-socket=127.0.0.1:0", "--master", "--need-app",
            f"--processes={WORKERS}", "--enable-threads", f"--virtualenv={sys.prefix}",
            "--die-on-term", "--disable-logging", *options,
        )  # fmt: skip
        said = ""
        while f"spawned uWSGI worker {WORKERS}" not in said:
            line = process.stderr.readline()
            assert line, f"uWSGI has ended: {said}"
            said += line
        bound = re.search(r"TCP address (127.0.0.1:\d+)", said)
        return process, f"http://{bound[1]}/", said

    return begin


def test_every_worker_uses_the_masters_client(uwsgi):
    """A client used before the fork answers in each of four workers, which end when told to."""
    process, url, said = uwsgi("--module=busy_wsgi_app:app", HOOKS)
    check_every_worker(ask(url), process.pid)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=TO_END)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert WARNING not in said


def test_master_without_hooks_warns(uwsgi):
    """A client used in a master that forks without the hooks says what to set."""
    _, _, said = uwsgi("--module=wsgi_app:app")
    assert WARNING in said
    assert "set py-call-uwsgi-fork-hooks = true beside enable-threads = true" in said
