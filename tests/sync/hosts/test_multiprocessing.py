"""``multiprocessing`` forks while other threads' calls are in flight."""

from __future__ import annotations

import multiprocessing

import pytest

from tests.support.series import TIMES

pytestmark = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="there is no fork"
)
CYCLES = 50 * TIMES


@pytest.fixture
def paid(gateway, client, order):
    """Pay the order that is queried."""
    created = client.order_create(**order("paid"))
    gateway.pay(created.order_id)


@pytest.mark.usefixtures("paid")
def test_many_cycles(start, program, silence):
    """No child hangs, each makes its own call, and no call of the parent's suffers."""
    # Python 3.12 and later warn of what this test is about.
    process = start(
        "-W", "error", "-W", "ignore::DeprecationWarning", program("fork_cycles"),
        silence.base_url, str(CYCLES), stdin=-1,
    )  # fmt: skip
    assert process.stdout.readline() == "waiting\n"
    silence.request()
    said, complaints = process.communicate("go\n", timeout=20 + CYCLES)
    assert (said, complaints) == (f"{CYCLES}\n", "")
    assert process.returncode == 0
