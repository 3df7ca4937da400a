"""The example's service at work before a sandbox, and its metrics as Prometheus scrapes them.

``scraped.py EXAMPLES DATABASE PORT``. Prints the scrape.
"""

import asyncio
import os
import sys
import urllib.request
from contextlib import suppress
from datetime import datetime, timedelta

sys.path.insert(0, sys.argv[1])

from metrics_prometheus import receive, serve_metrics, watch

from zhixiao_async import BEIJING, Client, OrderRefund, OutcomeUnknown
from zhixiao_async.journal import RefundJournal
from zhixiao_async.sandbox import Sandbox

DAY = datetime.now(BEIJING).date()
QUERY, REFUND = "/pay_api/order_query", "/pay_api/order_refund"


async def work(sandbox: Sandbox, client: Client, file: str, url: str) -> None:
    """Have an order paid, a query repeated, a refund lost and a listing read."""
    numbers = {"out_trade_no": "20881", "user_no": "2013141516"}
    order = await client.order_create(body="学费", total_fee=19800, notify_url=url, **numbers)
    await sandbox.pay(order.order_id)
    await sandbox.drain()
    await asyncio.to_thread(urllib.request.urlopen, url, b"id=x&param=x&sign=x")
    sandbox.faults.http_error(503, path=QUERY, times=1)
    await client.order_query(out_trade_no="20881")
    journal = RefundJournal(client, file)
    await journal.create_table()
    sandbox.faults.reset_before(path=REFUND, times=1)
    with suppress(OutcomeUnknown):
        await journal.order_refund(OrderRefund(order_id=order.order_id, out_refund_no="R1"))
    watching = asyncio.create_task(watch(journal))
    rows = [row async for row in client.iter_orders(DAY, DAY + timedelta(days=1))]
    assert rows, "the order is listed"
    assert (await journal.oldest_open()).number == "R1"
    watching.cancel()


async def main(file: str, port: int) -> None:
    async with Sandbox() as sandbox:
        merchant = sandbox.credentials
        os.environ["ZHIXIAO_APP_ID"] = merchant.app_id
        os.environ["ZHIXIAO_APP_SECRET"] = str(merchant.app_secret)
        os.environ["ZHIXIAO_AES_KEY"] = str(merchant.aes_key)
        os.environ["ZHIXIAO_BASE_URL"] = sandbox.base_url
        async with Client.from_env() as client:
            runner = await receive(client, file, port)
            await work(sandbox, client, file, f"http://127.0.0.1:{port}/notify")
            await runner.cleanup()


metrics_port = serve_metrics(0)
asyncio.run(main(sys.argv[2], int(sys.argv[3])))
with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/metrics") as page:
    print(page.read().decode())
