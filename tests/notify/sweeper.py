"""One of the school's machines: ``python -m tests.notify.sweeper '{…}'`` sweeps once, when told."""

from __future__ import annotations

import json
import sys

import sqlalchemy as sa

from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.store.sql import SQLStore
from zhixiao_sync import Client
from zhixiao_sync.notify import Inbox, Payment, sweep

CREDIT = sa.text("UPDATE bills SET credits = credits + 1 WHERE out_trade_no = :number")


def credit(payment: Payment, connection: sa.Connection) -> None:
    """Credit a bill: the school's handler."""
    connection.execute(CREDIT, {"number": payment.out_trade_no})


def main(url: str, base_url: str, pending: list[str]) -> None:
    """Print that it's ready, wait for a line, sweep, and print the result."""
    engine = sa.create_engine(url)
    inbox = Inbox(SQLStore(engine))
    with Client(TEST_CREDENTIALS, base_url=base_url) as client:
        client.order_query(out_trade_no=pending[0])  # whatever starts at the first call has started
        inbox.latest(1)
        print("ready", flush=True)
        sys.stdin.readline()
        swept = sweep(client, pending, inbox, credit, pace=0)
    engine.dispose()
    failed = {number: repr(error) for number, error in swept.failed.items()}
    print(json.dumps({"handled": swept.handled, "duplicate": swept.duplicate, "failed": failed}))


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
