"""Find payments whose notification never came, and book each once: for cron.

    */10 * * * *  python examples/sweep_cron.py shop.db

Queries every order that your own table ``orders`` in the file has as unpaid. Needs ZHIXIAO_APP_ID,
ZHIXIAO_APP_SECRET, ZHIXIAO_AES_KEY and, for another host than the documented one, ZHIXIAO_BASE_URL.
Exits with 1 if an order couldn't be queried or booked: cron then mails the output.
"""

import sqlite3
import sys
from contextlib import closing

from zhixiao_sync import Client
from zhixiao_sync.notify import Inbox, Payment, sweep


def pay(payment: Payment, connection: sqlite3.Connection) -> None:
    """Book a payment; notifications have the same handler."""
    paid_at = payment.time_end and payment.time_end.isoformat()
    changed = connection.execute(
        "UPDATE orders SET paid_at = coalesce(?, 'unknown') WHERE out_trade_no = ?",
        (paid_at, payment.out_trade_no),
    )
    if changed.rowcount != 1:
        raise LookupError("this order isn't ours")


def pending(file: str) -> list[str]:
    """Return the ``out_trade_no`` of your unpaid orders, newest first."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS orders (out_trade_no PRIMARY KEY, paid_at, created_at)"
        )
        rows = connection.execute(
            "SELECT out_trade_no FROM orders WHERE paid_at IS NULL ORDER BY created_at DESC"
        )
        return [row[0] for row in rows]


def main(file: str) -> int:
    numbers = pending(file)
    inbox = Inbox(file)
    inbox.create_table()
    with Client.from_env() as client:
        swept = sweep(client, numbers, inbox, pay)
    print(f"{len(numbers)} asked for: {len(swept.handled)} paid now, {len(swept.unpaid)} unpaid")
    for number, error in swept.failed.items():
        print(f"{number}: {type(error).__name__}: {error}")
    if swept.unasked:
        print(f"the gateway doesn't answer; {len(swept.unasked)} weren't asked for")
    return 1 if swept.failed or swept.unasked else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: sweep_cron.py DATABASE")
    sys.exit(main(sys.argv[1]))
