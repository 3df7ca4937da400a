"""Make a call that is interrupted. ``interrupted_call.py CALL THEN BASE_URL``.

CALL is ``refund``, ``query`` or ``list``. Prints the notes on the interruption; THEN ``pass``es,
``raise``s it again, ``wait``s for input, or makes a ``query``.
"""

import sys
from datetime import datetime

import quiet  # noqa: F401

from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client

CALL, THEN, BASE_URL = sys.argv[1:]
CALLS = {
    "refund": lambda: client.order_refund(out_trade_no="20881"),
    "query": lambda: client.order_query(out_trade_no="20881"),
    "list": lambda: list(client.iter_orders(datetime(2026, 3, 2), datetime(2026, 3, 3))),
}

client = Client(TEST_CREDENTIALS, base_url=BASE_URL)
try:
    CALLS[CALL]()
except KeyboardInterrupt as interrupt:
    print("interrupted", *getattr(interrupt, "__notes__", []), flush=True)
    if THEN == "raise":
        raise
    if THEN == "wait":
        sys.stdin.read()
    if THEN == "query":
        CALLS["query"]()
client.close()
