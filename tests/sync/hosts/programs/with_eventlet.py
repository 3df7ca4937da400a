"""Make a call from eventlet's threads; print the answer. ``with_eventlet.py [unpatched …]``."""

import sys
import warnings

warnings.simplefilter("ignore")  # eventlet announces its own end

import eventlet  # noqa: E402
from eventlet import tpool  # noqa: E402

eventlet.monkey_patch(**dict.fromkeys(sys.argv[1:], False))

from zhixiao_sync import Client  # noqa: E402 - what is patched is patched before

with Client.from_env() as client:
    print(tpool.execute(client.user_card, user_no="2013141516").user_no)
