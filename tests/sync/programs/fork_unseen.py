"""Fork past Python's hooks, as uWSGI does, and print what became of a call in the child.

``fork_unseen.py CASE BASE_URL``. The fork waits until the client's thread does: one that just then
asks for the interpreter's lock leaves it broken in the child, whatever else runs there.
"""

import asyncio
import ctypes
import os
import signal
import sys
import threading
from datetime import datetime
from pathlib import Path

import quiet  # noqa: F401

import zhixiao_async
import zhixiao_sync
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync.bridge import heartbeat
from zhixiao_sync.bridge.purpose import Purpose

CASE, BASE_URL = sys.argv[1:]
EPOLL_WAIT = {"232", "281", "22"}
HOUR = (datetime(2026, 3, 2, 11), datetime(2026, 3, 2, 12))
fork = ctypes.PyDLL(None).fork


def waits(task):
    """Return whether this thread waits in its event loop."""
    return (task / "syscall").read_text().split()[0] in EPOLL_WAIT


def fork_unseen():
    """Fork while every other thread waits; a child that hangs is killed in the end."""
    own = str(threading.get_native_id())
    others = [task for task in Path("/proc/self/task").iterdir() if task.name != own]
    while not all(map(waits, others)):
        pass
    child = fork()
    if child == 0:
        signal.alarm(20)
    return child


def in_child(function):
    """Run a function in a child that Python doesn't know of; return what it said."""
    ours, theirs = os.pipe()
    child = fork_unseen()
    if child == 0:
        try:
            said = str(function())
        except Exception as error:  # told to the parent
            said = f"{type(error).__name__}: {error}"
        os.write(theirs, said.encode())
        os._exit(0)
    os.close(theirs)
    said = os.read(ours, 65536).decode()
    os.waitpid(child, 0)
    return said or "the child hangs"


def call():
    """Make a call whose answer is known."""
    return client.user_card(user_no="2013141516").user_no


def used():
    """Make a call in the child by a client that has a thread and a kept connection."""
    call()
    return in_child(call)


def dropped():
    """Drop the client in the child."""
    call()

    def drop():
        global client
        client = None
        return "dropped"

    return in_child(drop)


def closed():
    """Close the client in the child."""
    call()
    return in_child(lambda: client.close() or "closed")


async def all_has_come():
    """Wait until no page is on its way: its coming would wake the loop's thread at the fork."""
    while client._client._executor._transport.sessions._busy:  # noqa: ASYNC110 - sets no event
        await asyncio.sleep(0)


def listing():
    """Go on with the parent's iterator in the child."""
    orders = client.iter_orders(*HOUR, page_size=10, concurrency=1)
    next(orders)
    client._share.run(all_has_come)
    said = in_child(lambda: list(orders))
    orders.close()
    return said


def forked_in_the_call():
    """Fork in a signal handler while a call is under way, which returns in the child as well."""
    heartbeat.POLL = 0.1
    call()
    ours, theirs = os.pipe()
    caller = threading.get_ident()

    async def hang():
        signal.pthread_kill(caller, signal.SIGUSR1)
        await asyncio.Event().wait()

    def handler(*_):
        if fork_unseen():
            raise KeyboardInterrupt  # no OSError: asyncio drops one while it wakes the loop

    signal.signal(signal.SIGUSR1, handler)
    purpose = Purpose(endpoint=zhixiao_async.OrderRefund.endpoint)
    try:
        client._share.run(hang, purpose)
    except KeyboardInterrupt:
        os.close(theirs)
        return os.read(ours, 65536).decode()
    except zhixiao_async.OutcomeUnknown as error:
        os.write(theirs, str(error).encode())
        os._exit(0)


def awaited():
    """Go on with an async client in the child, and close there what it opened."""

    async def ask():
        card = await theirs.user_card(user_no="2013141516")
        return card.user_no

    async def in_the_child():
        async with theirs:
            return await ask()

    theirs = zhixiao_async.Client(TEST_CREDENTIALS, base_url=BASE_URL)
    runner = asyncio.Runner()
    runner.run(ask())
    said = in_child(lambda: asyncio.run(in_the_child()))
    runner.run(ask())
    runner.run(theirs.close())
    runner.close()
    return said


CASES = [used, dropped, closed, listing, forked_in_the_call, awaited]
client = zhixiao_sync.Client(TEST_CREDENTIALS, base_url=BASE_URL)
print({case.__name__: case for case in CASES}[CASE]())
if CASE != "awaited":
    call()  # the parent is none the worse
client.close()
