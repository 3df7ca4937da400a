"""Make a call that says how far it has got, to be interrupted there. ``interrupted.py STAGE URL``.

Afterwards it says so, with the notes on the exception, and ends.
"""

import asyncio
import logging
import sys
import threading
from datetime import datetime

import aiohttp
import quiet  # noqa: F401

from zhixiao_async import Connections, RetryPolicy, Timeouts
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client


def announced(event):
    """Return a trace that says when an event happens."""

    async def say(*_):
        print(event, flush=True)

    trace = aiohttp.TraceConfig()
    getattr(trace, event).append(say)
    return Connections(limit=1, trace_configs=[trace])


LIMITS = ("connect", "sock_connect", "sock_read", "total", "deadline")


class Pause(logging.Handler):
    """A log handler that says when an attempt has failed and another is to follow."""

    def emit(self, record):
        print("on_pause", flush=True)


class Places(asyncio.Semaphore):
    """A semaphore that says when it has no place left, so that a call waits for one."""

    def locked(self):
        taken = super().locked()
        if taken:
            print("on_wait", flush=True)
        return taken


def make(event):
    """Return a client that never times out."""
    if event == "on_pause":
        logging.getLogger("zhixiao").addHandler(Pause())
        logging.getLogger("zhixiao").setLevel(logging.DEBUG)
    if event == "on_wait":
        asyncio.Semaphore = Places
        event = "on_request_end"
    return Client(
        TEST_CREDENTIALS,
        base_url=sys.argv[3],
        connections=Connections() if event == "on_pause" else announced(event),
        timeouts=Timeouts(
            connect=None, sock_connect=None, sock_read=None, total=None, deadline=None
        ),
        retry=RetryPolicy(attempts=2, backoff=1e9, max_backoff=1e9),
    )


def listing(client):
    """List an hour's orders, a few at a time."""
    return client.iter_orders(datetime(2026, 3, 2, 11), datetime(2026, 3, 2, 12), page_size=100)


def in_the_loop(client):
    """Stop in the body of a loop over orders."""
    for _ in listing(client):
        print("in_the_loop", flush=True)
        sys.stdin.readline()


CALLS = {
    "refund": lambda client: client.order_refund(out_trade_no="1"),
    "query": lambda client: client.order_query(out_trade_no="1"),
    "create": lambda client: client.order_create(
        body="学费", out_trade_no="1", total_fee=1, user_no="1", notify_url="http://127.0.0.1:9/"
    ),
    "raw": lambda client: client.raw("/pay_api/new", {"a": "x" * 16_000_000}),
    "list": lambda client: list(listing(client)),
    "loop": in_the_loop,
}
client = make(sys.argv[2])
call = CALLS[sys.argv[1]]
if sys.argv[2] == "on_wait":
    # The only connection is taken by another thread's call.
    threading.Thread(target=call, args=(client,), daemon=True).start()
    print("another is under way", flush=True)
    sys.stdin.readline()
try:
    call(client)
except KeyboardInterrupt as interrupt:
    print("interrupted", *getattr(interrupt, "__notes__", []), flush=True)
sys.stdout.close()
threading.excepthook = lambda *_: None  # the other thread's call is cut short
client.close()
