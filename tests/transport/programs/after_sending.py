"""The first call of a fresh process: what it imports or opens between its first byte and its end.

``after_sending.py async|sync|async-journal|sync-journal METHOD BASE_URL``. Prints the class of the
result or of the error, then the modules and files, a line each.
"""

import asyncio
import logging
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

import zhixiao_async
import zhixiao_async.journal
import zhixiao_sync
import zhixiao_sync.journal
from zhixiao_async import BEIJING, Connections, OrderRefund, RetryPolicy, Timeouts, ZhixiaoError
from zhixiao_async.sandbox import TEST_CREDENTIALS

REFUND = OrderRefund(order_id="0166", refund_fee=1, out_refund_no="r1")
DAY = datetime(2026, 3, 1, tzinfo=BEIJING), datetime(2026, 3, 2, tzinfo=BEIJING)
CALLS = {
    "order_refund": lambda client: client.call(REFUND),
    "order_query": lambda client: client.order_query(order_id="0166"),
    "order_list": lambda client: client.order_list(begin_time=DAY[0], end_time=DAY[1]),
    "raw": lambda client: client.raw("/pay_api/new", {"order_id": "0166"}),
}
logging.getLogger("zhixiao.calls").addHandler(logging.NullHandler())  # its warnings are meant
sent = False
seen = []


def watch(event, arguments):
    if sent and event in ("import", "open"):
        seen.append(f"{event} {arguments[0]}")


async def first_byte(*_):
    global sent
    sent = True


def settings(url):
    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(first_byte)
    return {
        "base_url": url,
        "connections": Connections(trace_configs=[trace]),
        "retry": RetryPolicy(attempts=1),
        "timeouts": Timeouts(total=0.5),
    }


def blocking(method, url, file):
    with zhixiao_sync.Client(TEST_CREDENTIALS, **settings(url)) as client:
        if file is None:
            return end_of(lambda: CALLS[method](client))
        journal = zhixiao_sync.journal.RefundJournal(client, file)
        journal.create_table()
        return end_of(lambda: journal.order_refund(REFUND))


def end_of(call):
    global sent
    try:
        return call()
    except ZhixiaoError as error:
        return error
    finally:
        sent = False


async def awaited(method, url, file):
    async with zhixiao_async.Client(TEST_CREDENTIALS, **settings(url)) as client:
        if file is None:
            return await awaited_end_of(CALLS[method](client))
        journal = zhixiao_async.journal.RefundJournal(client, file)
        await journal.create_table()
        return await awaited_end_of(journal.order_refund(REFUND))


async def awaited_end_of(call):
    global sent
    try:
        return await call
    except ZhixiaoError as error:
        return error
    finally:
        sent = False


kind, method, url = sys.argv[1:]
sys.addaudithook(watch)
with TemporaryDirectory() as folder:
    file = Path(folder) / "journal.db" if kind.endswith("-journal") else None
    given = method, url, file
    end = blocking(*given) if kind.startswith("sync") else asyncio.run(awaited(*given))
print(type(end).__name__, *seen, sep="\n")
