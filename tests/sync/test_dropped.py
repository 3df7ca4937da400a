"""A client that goes out of use without ``close`` leaves no thread, descriptor or warning."""

from __future__ import annotations

import pytest

SCRIPT = """
import gc, logging, os, sys
from datetime import datetime
# -X dev has asyncio report slow callbacks: a busy machine is no finding.
logging.getLogger("asyncio").addFilter(lambda one: not one.getMessage().startswith("Executing"))
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client

def held():
    return len(os.listdir("/proc/self/fd"))

def use():
    client = Client(TEST_CREDENTIALS, base_url=sys.argv[1])
    client.user_card(user_no="2013141516")
    worker = client._share.worker
    {use}
    return worker

before = held()
for _ in range(5):
    worker = use()
    gc.collect()
    worker.join()
    assert worker.ended
gc.collect()
print(before == held() or (before, held()))
"""
LISTING = "orders = client.iter_orders(datetime(2026, 3, 2, 11), datetime(2026, 3, 2, 12))"
USES = {
    "del": "del client",
    "left": "pass",
    "in a cycle": "client.itself = client",
    "with a view of it": "view = client.with_options(); del client; "
    "view.user_card(user_no='2013141516')",
    "in the middle of a listing": f"{LISTING}; next(orders)",
    "before a listing began": LISTING,
    "after an error": "\n".join(
        ("try:", "        client.order_query(out_trade_no='?')", "    except Exception: pass")
    ),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_nothing_is_left(gateway, run_python, use):
    """After five clients their threads have ended, and no descriptor is left."""
    ended = run_python(SCRIPT.replace("{use}", use), gateway.base_url)
    assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", "True\n")
