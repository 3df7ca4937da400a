"""Call in an exit handler that runs after the client's own. ``exit_handler.py BASE_URL``."""

import atexit
import sys


@atexit.register
def late():
    """Make a call that comes too late."""
    client.user_card(user_no="2013141516")
    print("late")


import quiet  # noqa: E402, F401

from zhixiao_async.sandbox import TEST_CREDENTIALS  # noqa: E402
from zhixiao_sync import Client  # noqa: E402 - whose exit handler is registered second

client = Client(TEST_CREDENTIALS, base_url=sys.argv[1])
client.user_card(user_no="2013141516")
