"""What all tests share: programs, databases, samples and the vendor's side of the envelope."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import signal
import traceback
from asyncio import format_helpers
from collections.abc import Generator
from pathlib import Path
from traceback import StackSummary
from types import FrameType

import pytest

from .support.database_fixtures import (  # noqa: F401 - fixtures
    mariadb_database,
    mariadb_url,
    postgresql_database,
    postgresql_url,
)
from .support.needs import skip_or_fail
from .support.vendor import (  # noqa: F401 - fixtures
    credentials,
    make_vendor,
    sample,
    vendor,
    worked_example,
)

PROGRAMS = {
    "browser": {"chromium": "chromium"},
    "interop": {"php": "php-cli", "openssl": "openssl", "curl": "curl"},
    "models": {"spin": "spin", "gcc": "gcc"},
}

UNMEASURED = ["campaigns", "secrets"]
UNMEASURED += ["journal/test_soundness.py", "sandbox/database/test_kill.py"]
UNMEASURED += ["listing/test_fast_path.py", "listing/test_leaving_rows.py"]
UNMEASURED += ["listing/test_newest_first.py", "listing/test_random_schedules.py"]
UNMEASURED += ["listing/test_sandbox_listing.py"]
UNMEASURED += ["transport/test_nothing_escapes.py", "protocol/test_results_properties.py"]
"""Long series through lines that other tests reach too: with coverage they take twice as long."""


def no_stack(f: FrameType | None = None, limit: int | None = None) -> StackSummary:
    """Replace ``traceback.extract_stack``: return nothing, at once."""
    return StackSummary()


def not_of_slowness(record: logging.LogRecord) -> bool:
    """Asyncio's debug mode tells of slow callbacks, too: a busy machine is no finding."""
    return not str(record.msg).startswith("Executing")


def pytest_configure() -> None:
    """Spare asyncio's debug mode its stacks and its stopwatch, and take Ctrl-C as in a terminal.

    It keeps one for each future, task and callback, which takes a third of the suite's time and
    shows nothing unless a test fails. All of its checks stay; PYTHONASYNCIODEBUG=1 brings the
    stacks back. A shell starts what it puts in the background deaf to Ctrl-C.
    """
    if not os.environ.get("PYTHONASYNCIODEBUG"):
        # Asyncio's C part has the function itself, so only its code can be replaced.
        traceback.extract_stack.__code__ = no_stack.__code__
        format_helpers.extract_stack = no_stack
    logging.getLogger("asyncio").addFilter(not_of_slowness)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def leave_out_of_searches() -> None:
    """Let the search for garbage pass over all that is there, once it is searched itself."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spare long series the coverage."""
    unmeasured = tuple(str(Path(__file__).parent / one) for one in UNMEASURED)
    for item in items:
        if str(item.path).startswith(unmeasured):
            item.add_marker("no_cover")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Search for no garbage while tests are collected: there is hardly any, and it takes a third.

    What is there before the first test is left out of every search: it stays to the end.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        leave_out_of_searches()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Leave out what the last file's tests have imported and kept, too: up to a million objects."""
    try:
        return (yield)
    finally:
        if nextitem is None or nextitem.path != item.path:
            leave_out_of_searches()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what can't run on this machine; in CI, which installs it all, fail instead."""
    for program, package in PROGRAMS.get(item.path.parent.name, {}).items():
        if shutil.which(program) is None:
            skip_or_fail(f"needs {program}: apt-get install {package}")
