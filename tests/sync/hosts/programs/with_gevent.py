"""Make a call from ten greenlets; print how many succeeded. ``with_gevent.py WHEN [unpatched …]``.

WHEN is when gevent patches: ``first``, after a client was ``made``, or ``used``. The modules
named after it stay unpatched.
"""

import sys

import gevent
from gevent import monkey


def patch():
    """Patch everything but the modules that are named, as users do."""
    monkey.patch_all(**dict.fromkeys(sys.argv[2:], False))


if sys.argv[1] == "first":
    patch()

from zhixiao_sync import Client  # noqa: E402 - what is patched is patched before

with Client.from_env() as client:
    if sys.argv[1] == "used":
        client.user_card(user_no="2013141516")
    if sys.argv[1] != "first":
        patch()
        client.user_card(user_no="2013141516")
    threads = gevent.get_hub().threadpool
    calls = [
        gevent.spawn(threads.apply, client.user_card, kwds={"user_no": "2013141516"})
        for _ in range(10)
    ]
    gevent.joinall(calls)
    print(sum(call.get().user_no == "2013141516" for call in calls))
