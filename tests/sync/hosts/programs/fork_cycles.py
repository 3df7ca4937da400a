"""Fork many times while other threads' calls are in flight; print what went wrong, if anything.

``fork_cycles.py SILENT_URL CYCLES``; a gateway that never answers keeps one call open throughout.
"""

import multiprocessing
import sys
import threading

from zhixiao_async import OutcomeUnknown, RetryPolicy, Timeouts
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client

CYCLES = int(sys.argv[2])
LONG = Timeouts(sock_read=None, total=None, deadline=None)
client = Client.from_env(retry=RetryPolicy(attempts=1))
pending = Client(
    TEST_CREDENTIALS, base_url=sys.argv[1], timeouts=LONG, retry=RetryPolicy(attempts=1)
)
stop = threading.Event()
failures = []


def ask():
    """Query an order, and check that the answer is about that order."""
    answer = client.order_query(out_trade_no="paid")
    if answer.out_trade_no != "paid":
        raise AssertionError(answer)


def keep_asking():
    """Query in a thread of the parent until told to stop."""
    try:
        while not stop.is_set():
            ask()
    except Exception as error:
        failures.append(f"parent: {error!r}")


def wait_for_nothing():
    """Make a call in a thread of the parent that is never answered."""
    try:
        pending.order_refund(out_trade_no="1")
    except OutcomeUnknown as error:
        if "the client was closed" not in str(error):
            failures.append(f"pending: {error!r}")


threads = [threading.Thread(target=keep_asking) for _ in range(4)]
threads.append(threading.Thread(target=wait_for_nothing))
for thread in threads:
    thread.start()
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
for thread in threads:
    thread.join(30)
ask()
client.close()
print(cycle + 1, *failures)
