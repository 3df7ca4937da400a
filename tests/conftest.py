"""What all tests share: programs and databases that a few of them need beside Python."""

from __future__ import annotations

import os
import shutil
import signal

import pytest

from .database_fixtures import (  # noqa: F401 - fixtures
    mariadb_database,
    mariadb_url,
    postgresql_database,
    postgresql_url,
)

PROGRAMS = {
    "browser": {"chromium": "chromium"},
    "interop": {"php": "php-cli", "openssl": "openssl", "curl": "curl"},
    "models": {"spin": "spin", "gcc": "gcc"},
}


def pytest_configure() -> None:
    """Take Ctrl-C, as in a terminal: a shell starts what it puts in the background deaf to it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what can't run on this machine; in CI, which installs it all, fail instead."""
    for program, package in PROGRAMS.get(item.path.parent.name, {}).items():
        if shutil.which(program) is None:
            stop = pytest.fail if os.environ.get("CI") else pytest.skip
            stop(f"needs {program}: apt-get install {package}")
