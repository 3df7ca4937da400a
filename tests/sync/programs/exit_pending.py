"""End the interpreter while a daemon thread's call is pending. ``exit_pending.py METHOD BASE_URL``.

Ends when it is told to by a line of input.
"""

import sys
import threading

import quiet  # noqa: F401

from zhixiao_async import RetryPolicy, ZhixiaoError
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client

METHOD, BASE_URL = sys.argv[1:]


def call():
    """Make the call, which the client's end cuts short."""
    try:
        getattr(client, METHOD)(out_trade_no="1")
    except ZhixiaoError as error:
        if "the client was closed" not in str(error):
            raise


client = Client(TEST_CREDENTIALS, base_url=BASE_URL, retry=RetryPolicy(attempts=1))
threading.Thread(target=call, daemon=True).start()
sys.stdin.readline()
