"""Forks 200 times while other threads' calls are in flight. Prints what went wrong, if anything.

``fork_cycles.py SILENT_URL``; a gateway that never answers keeps one call in flight throughout.
"""

import multiprocessing
import sys
import threading

from zhixiao_async import OutcomeUnknown, RetryPolicy, Timeouts
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client

CYCLES = 200
LONG = Timeouts(sock_read=None, total=None, deadline=None)
client = Client.from_env(retry=RetryPolicy(attempts=1))
pending = Client(
    TEST_CREDENTIALS, base_url=sys.argv[1], timeouts=LONG, retry=RetryPolicy(attempts=1)
)
stop = threading.Event()
failures = []


def ask():
    """A call, and whether its answer is its own."""
    answer = client.order_query(out_trade_no="paid")
    if answer.out_trade_no != "paid":
        raise AssertionError(answer)


def keep_asking():
    """A thread of the parent."""
    try:
        while not stop.is_set():
            ask()
    except Exception as error:
        failures.append(f"parent: {error!r}")


def wait_for_nothing():
    """A thread of the parent whose call is never answered."""
    try:
        pending.order_refund(out_trade_no="1")
    except OutcomeUnknown as error:
        if "the client was closed" not in str(error):
            failures.append(f"pending: {error!r}")


threads = [threading.Thread(target=keep_asking) for _ in range(4)]
threads.append(threading.Thread(target=wait_for_nothing))
for one in threads:
    one.start()
print("waiting", flush=True)
sys.stdin.readline()
fork = multiprocessing.get_context("fork")
for cycle in range(CYCLES):
    child = fork.Process(target=ask)
    child.start()
    child.join(30)
    if child.exitcode != 0:
        failures.append(f"child {cycle}: exit code {child.exitcode}")
        child.kill()
        break
stop.set()
pending.close()
for one in threads:
    one.join(30)
ask()
client.close()
print(cycle + 1, *failures)
