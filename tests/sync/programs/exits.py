"""End the interpreter with a client in some state. ``exits.py ENDING BASE_URL``."""

import sys
import threading
from datetime import datetime

import quiet  # noqa: F401

from zhixiao_async import RetryPolicy
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client

ENDING, BASE_URL = sys.argv[1:]
left = []
"""Objects that are still there at the interpreter's end."""


def call():
    """Make a call."""
    client.user_card(user_no="2013141516")


def begun_iteration():
    """Return an iteration that has yielded its first order."""
    hour = datetime(2026, 3, 2, 11), datetime(2026, 3, 2, 12)
    orders = client.iter_orders(*hour, page_size=9)
    next(orders)
    return orders


def unused():
    """Leave a client that was never used."""


def used():
    """Leave a client open."""
    call()


def closed():
    """Close the client."""
    call()
    client.close()


def closed_twice():
    """Close the client twice."""
    call()
    client.close()
    client.close()


def dropped():
    """Drop the client."""
    global client
    call()
    del client


def dropped_unused():
    """Drop a client that was never used."""
    global client
    del client


def replaced():
    """Put something else in the client's place."""
    global client
    call()
    client = None


def in_a_cycle():
    """Drop a client that refers to itself."""
    global client
    call()
    client.itself = client
    del client


def iteration_open():
    """Leave an iteration open."""
    left.append(begun_iteration())


def iteration_and_client_dropped():
    """Drop an open iteration and its client."""
    global client
    orders = begun_iteration()
    del client, orders


def many_clients():
    """Leave nine unused clients beside the used one."""
    call()
    left.extend(Client(TEST_CREDENTIALS) for _ in range(9))


def in_a_thread_that_goes_on():
    """Call in a thread that outlives the main thread."""
    call()

    def use():
        threading.main_thread().join()
        call()

    threading.Thread(target=use).start()


def exit_called():
    """Call ``sys.exit``."""
    call()
    sys.exit()


client = Client(TEST_CREDENTIALS, base_url=BASE_URL, retry=RetryPolicy(attempts=1))
globals()[ENDING]()
