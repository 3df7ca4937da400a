"""Make a client's first call after the main thread has ended. ``exit_first_call.py BASE_URL``."""

import sys
import threading

import quiet  # noqa: F401

from zhixiao_async import NotSent
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client


def use():
    """Call, which Python 3.12 and later refuse a new thread for."""
    threading.main_thread().join()
    try:
        client.user_card(user_no="2013141516")
    except NotSent as error:
        if "no thread can be started" not in str(error) or sys.version_info < (3, 12):
            raise


client = Client(TEST_CREDENTIALS, base_url=sys.argv[1])
threading.Thread(target=use).start()
