"""An interpreter that ends with a client open ends at once and reports nothing."""

from __future__ import annotations

import pytest

ENDINGS = [
    "unused",
    "used",
    "closed",
    "closed_twice",
    "dropped",
    "dropped_unused",
    "replaced",
    "in_a_cycle",
    "iteration_open",
    "iteration_and_client_dropped",
    "many_clients",
    "in_a_thread_that_goes_on",
    "exit_called",
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_exit(gateway, run_forked, ending):
    """The process ends with code 0 and nothing on stderr under ``-W error -X dev``."""
    ended = run_forked("exits", ending, gateway.base_url)
    assert (ended.code, ended.err, ended.out) == (0, "", "")


@pytest.mark.parametrize("method", ["order_query", "order_refund"])
def test_exit_with_a_call_pending_in_a_daemon_thread(silence, start_python, method):
    """A pending call is cut short: nobody waits for its timeout."""
    process = start_python("exit_pending", method, silence.base_url)
    silence.request()
    _, complaints = process.communicate("go\n", timeout=20)
    assert (process.returncode, complaints) == (0, "")


def test_call_while_exiting(gateway, run_python):
    """An exit handler that runs after the client's is told that it is closed."""
    ended = run_python("exit_handler", gateway.base_url)
    assert "this Client is closed" in ended.stderr
    assert ended.stdout == ""


def test_first_call_after_the_main_thread_has_ended(gateway, run_python):
    """A first call then works, or says that nothing was sent (from Python 3.12 on)."""
    ended = run_python("exit_first_call", gateway.base_url)
    assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", "")
