"""Let five clients go out of use without ``close``. ``drops.py USE BASE_URL``.

Prints True if their threads have ended and no descriptor is left, else the numbers of descriptors.
"""

import gc
import os
import sys
from contextlib import suppress
from datetime import datetime

import quiet  # noqa: F401

from zhixiao_async import RequestFailed
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client

USE, BASE_URL = sys.argv[1:]
HOUR = datetime(2026, 3, 2, 11), datetime(2026, 3, 2, 12)


def used_client():
    """Return a client that has a thread and a kept connection."""
    client = Client(TEST_CREDENTIALS, base_url=BASE_URL)
    client.user_card(user_no="2013141516")
    return client


def deleted():
    """Delete the client's name."""
    client = used_client()
    thread = client._share.thread
    del client
    return thread


def left():
    """Leave the client to the end of its function."""
    return used_client()._share.thread


def in_a_cycle():
    """Have the client refer to itself."""
    client = used_client()
    client.itself = client
    return client._share.thread


def with_a_view_of_it():
    """Use a view after the client is gone."""
    client = used_client()
    view = client.with_options()
    thread = client._share.thread
    del client
    view.user_card(user_no="2013141516")
    return thread


def in_the_middle_of_a_listing():
    """Leave an iteration that has begun."""
    client = used_client()
    orders = client.iter_orders(*HOUR)
    next(orders)
    return client._share.thread


def before_a_listing_began():
    """Leave an iteration that hasn't begun."""
    client = used_client()
    orders = client.iter_orders(*HOUR)  # noqa: F841 - dropped with the client
    return client._share.thread


def after_an_error():
    """Leave the client after an error of its own."""
    client = used_client()
    with suppress(RequestFailed):
        client.order_query(out_trade_no="?")
    return client._share.thread


def descriptors():
    """Return the number of open descriptors."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - it is a descriptor itself


before = descriptors()
for _ in range(5):
    thread = globals()[USE]()
    gc.collect()
    thread.join()
    assert thread.ended
gc.collect()
print(before == descriptors() or (before, descriptors()))
