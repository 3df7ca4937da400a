"""Refund part of an order so that neither a crash nor a lost reply can refund it twice.

    python examples/refund.py refunds.db R-2026-0001 20881 50.00

The refund's own number, R-2026-0001, comes from your books and is written down before anything is
sent. Run the same line as often as you like: a number is sent again only if it is certain that it
never left this machine. Needs the same variables as pay_sync.py.
"""

import sqlite3
import sys
from datetime import datetime, timedelta

from zhixiao_sync import (
    BEIJING,
    Client,
    GatewayError,
    InvalidRequest,
    Mask,
    NotSent,
    OutcomeUnknown,
    fen,
    yuan,
)

HOUR = timedelta(hours=1)

# A refund's states: "planned" was never sent; "sent" may or may not have been made, also after a
# crash; "made" and "refused" are final.


def main(file: str, out_refund_no: str, out_trade_no: str, amount: str) -> str:
    fee = fen(amount)
    database = sqlite3.connect(file, isolation_level=None)  # every statement is durable at once
    try:
        database.execute(
            "CREATE TABLE IF NOT EXISTS refunds (out_refund_no TEXT PRIMARY KEY,"
            " out_trade_no TEXT, order_id TEXT, fee INTEGER, state TEXT, sent_at TEXT)"
        )
        with Client.from_env() as client:
            order_id = client.order_query(out_trade_no=out_trade_no).order_id
            database.execute(
                "INSERT OR IGNORE INTO refunds VALUES (?, ?, ?, ?, 'planned', '')",
                (out_refund_no, out_trade_no, order_id, fee),
            )
            return refund_once(client, database, out_refund_no, order_id, fee)
    finally:
        database.close()


def refund_once(
    client: Client, database: sqlite3.Connection, out_refund_no: str, order_id: str, fee: int
) -> str:
    def book(state: str) -> None:
        database.execute(
            "UPDATE refunds SET state = ? WHERE out_refund_no = ?", (state, out_refund_no)
        )

    known_order, known_fee, state = database.execute(
        "SELECT order_id, fee, state FROM refunds WHERE out_refund_no = ?", (out_refund_no,)
    ).fetchone()
    if (known_order, known_fee) != (order_id, fee):
        return f"{out_refund_no} is on record for another order or amount"
    if state == "sent":
        return resolve(client, database, out_refund_no, order_id, fee)
    if state != "planned":
        return f"{out_refund_no} was {state} before"

    ours = database.execute(
        "UPDATE refunds SET state = 'sent', sent_at = ? WHERE out_refund_no = ?"
        " AND state = 'planned'",
        (datetime.now(BEIJING).isoformat(), out_refund_no),
    )
    if not ours.rowcount:
        return f"{out_refund_no} is being sent by another process"
    try:
        refund = client.order_refund(order_id=order_id, refund_fee=fee, out_refund_no=out_refund_no)
    except (NotSent, InvalidRequest) as error:
        book("planned")
        return f"nothing was sent, run it again: {error}"
    except GatewayError as error:
        book("refused")
        return f"refused: {error.gateway_message}"
    except OutcomeUnknown as error:
        if error.applied:
            book("made")
            return f"made, the gateway signed it: {error}"
        return resolve(client, database, out_refund_no, order_id, fee)
    book("made")
    return f"{yuan(fee)} yuan refunded at {refund.refund_time}"


def resolve(
    client: Client, database: sqlite3.Connection, out_refund_no: str, order_id: str, fee: int
) -> str:
    """Look for the refund in the listing, which names the order and the amount but not our number.

    Refunds of the same amount are counted: ours was made if the listing has more of them than
    our table has others, made or in doubt.
    """
    others, first = database.execute(
        "SELECT count(*) - 1, min(sent_at) FROM refunds"
        " WHERE order_id = ? AND fee = ? AND state IN ('sent', 'made')",
        (order_id, fee),
    ).fetchone()
    begin, end = datetime.fromisoformat(first) - HOUR, datetime.now(BEIJING) + HOUR
    listed = sum(
        row.order_id == order_id and abs(row.fee) == fee
        for row in client.iter_orders(begin, end, mask=Mask.REFUND)
    )
    if listed > others:
        database.execute(
            "UPDATE refunds SET state = 'made' WHERE out_refund_no = ?", (out_refund_no,)
        )
        return f"{yuan(fee)} yuan refunded: the reply was lost, the listing shows it"
    return (
        f"unknown: {out_refund_no} isn't listed. Run this again later; if it still isn't listed "
        "after 65 minutes, ask the vendor before anything is sent again"
    )


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: refund.py DATABASE OUT_REFUND_NO OUT_TRADE_NO YUAN")
    print(main(*sys.argv[1:]))
