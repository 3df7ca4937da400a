"""Use or close a client at every line of its own first call, as a handler may that runs there.

``reentrant.py WHERE ACTION BASE_URL``: WHERE is ``caller`` (a signal handler runs in the main
thread) or ``loop`` (the garbage collector runs in the client's own thread). For each line the
bridge or ``threading`` reaches there, a new client makes its first call, and the action is done
at that line. Prints how many lines that were; a deadlock is reported by its tracebacks.
"""

import faulthandler
import sys
import threading

import quiet  # noqa: F401

import zhixiao_sync
from zhixiao_async import RetryPolicy, ZhixiaoError
from zhixiao_async.sandbox import TEST_CREDENTIALS

WHERE, ACTION, BASE_URL = sys.argv[1:]
PATIENCE = 20
OURS = (zhixiao_sync.__path__[0], threading.__file__)


def ask(client):
    """Make a call, which may be refused because its client is closed or would wait for itself."""
    try:
        client.user_card(user_no="2013141516")
    except (ZhixiaoError, RuntimeError) as error:
        if not any(word in str(error) for word in ("closed", "wait for itself", "not sent")):
            raise


ACTIONS = {"uses": ask, "closes": lambda client: client.close()}


class AtLine:
    """A trace function that acts once, at the line of this number."""

    def __init__(self, number, act):
        self.left = number
        self.act = act

    def __call__(self, frame, event, _):
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                self.act()
        return self


def first_call(number):
    """Make a first call with the action at one line; return whether there was such a line."""
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    client = zhixiao_sync.Client(TEST_CREDENTIALS, base_url=BASE_URL, retry=RetryPolicy(attempts=1))
    at_line = AtLine(number, lambda: ACTIONS[ACTION](client))
    (sys if WHERE == "caller" else threading).settrace(at_line)
    try:
        ask(client)
    finally:
        sys.settrace(None)
        threading.settrace(None)
    if ACTION == "uses":
        client.user_card(user_no="2013141516")
    client.close()
    faulthandler.cancel_dump_traceback_later()
    return at_line.left <= 0


number = 1
while first_call(number):
    number += 1
print(number - 1)
