"""An interpreter that ends with a client open ends at once, and has nothing to complain about."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAD = """
import logging
# -X dev has asyncio report slow callbacks: a busy machine is no finding.
logging.getLogger("asyncio").addFilter(lambda one: not one.getMessage().startswith("Executing"))
import sys, threading
from datetime import datetime, timedelta
from zhixiao_async import RetryPolicy
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client

client = Client(TEST_CREDENTIALS, base_url=sys.argv[1], retry=RetryPolicy(attempts=1))
"""
CALL = 'client.user_card(user_no="2013141516")\n'
ORDERS = (
    "orders = client.iter_orders(datetime(2026, 3, 2, 11), datetime(2026, 3, 2, 12), page_size=9)\n"
)

ENDINGS = {
    "unused": "",
    "open": CALL,
    "closed": CALL + "client.close()",
    "closed twice": CALL + "client.close(); client.close()",
    "dropped": CALL + "del client",
    "dropped unused": "del client",
    "replaced": CALL + "client = None",
    "in a cycle": CALL + "client.itself = client; del client",
    "iteration open": ORDERS + "next(orders)",
    "iteration and client dropped": ORDERS + "next(orders); del client, orders",
    "many clients": CALL + "others = [Client(TEST_CREDENTIALS) for _ in range(9)]\n",
    "in a thread that goes on": CALL
    + "def use():\n    threading.main_thread().join()\n    "
    + CALL
    + "threading.Thread(target=use).start()",
    "exit": CALL + "sys.exit()",
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_exit(gateway, run_python, ending):
    """Code 0, and nothing on stderr under ``-W error -X dev``."""
    ended = run_python(HEAD + ending, gateway.base_url)
    assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", "")


@pytest.mark.parametrize("method", ["order_query", "order_refund"])
def test_exit_with_a_call_pending_in_a_daemon_thread(silence, run_python, in_thread, method):
    """The call is cut short: nobody waits for its timeout."""
    script = f"""
from zhixiao_async import ZhixiaoError

def call():
    try:
        client.{method}(out_trade_no="1")
    except ZhixiaoError as error:
        assert "the client was closed" in str(error), error

threading.Thread(target=call, daemon=True).start()
sys.stdin.readline()
"""
    ended = in_thread(pending_exit, silence, script)()
    assert ended == (0, "")


def pending_exit(silence, script):
    """Let the script end as soon as its request has arrived."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-X", "dev", "-c", HEAD + script, silence.base_url],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        silence.request()
        _, complaints = process.communicate("go\n", timeout=20)
        return process.returncode, complaints


def test_call_while_exiting(gateway, run_python):
    """An exit handler that runs after the client's is told that it is closed."""
    script = """
import atexit

@atexit.register
def late():
    client.user_card(user_no="2013141516")
    print("late")
"""
    early = "import atexit\n" + script + HEAD + CALL
    ended = run_python(early, gateway.base_url)
    assert "this Client is closed" in ended.stderr
    assert ended.stdout == ""


def test_first_call_after_the_main_thread_has_ended(gateway, run_python):
    """It works, or is told in a sentence that nothing was sent (from Python 3.12 on)."""
    script = """
from zhixiao_async import NotSent

def use():
    threading.main_thread().join()
    try:
        client.user_card(user_no="2013141516")
    except NotSent as error:
        assert "no thread can be started" in str(error), error
        assert sys.version_info >= (3, 12)

threading.Thread(target=use).start()
"""
    ended = run_python(HEAD + script, gateway.base_url)
    assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", "")
