"""Refund part of an order; run it again after a crash, and nothing is refunded twice or forgotten.

    python examples/refund_journal.py refunds.db R-2026-0001 20881 50.00

First, every refund that a crash or a lost reply has left open is resolved, by queries alone, for
up to a minute each. A refund may appear in the listing up to an hour and a half after it was sent:
until then it stays open, and a later run resolves it. Then the refund is made under its own number,
R-2026-0001, which comes from your books: it isn't sent again if the journal has it as made or open.
Needs the same variables as pay_sync.py.
"""

import sys

from zhixiao_sync import Client, GatewayError, NotSent, OrderRefund, OutcomeUnknown, fen
from zhixiao_sync.journal import RefundJournal


def main(file: str, out_refund_no: str, out_trade_no: str, amount: str) -> str:
    request = OrderRefund(
        out_trade_no=out_trade_no, refund_fee=fen(amount), out_refund_no=out_refund_no
    )
    with Client.from_env() as client:
        journal = RefundJournal(client, file)
        journal.create_table()
        for resumed in journal.resume(timeout=60):
            print(
                f"{resumed.entry.number}: {resumed.entry.state}, {resumed.resolution.explanation}"
            )
        try:
            refund = journal.order_refund(request)
        except NotSent as error:
            return f"nothing was sent, run it again: {error}"
        except GatewayError as error:
            return f"refused: {error.gateway_message}"
        except OutcomeUnknown as error:
            return f"unknown, run it again to find out: {error}"
    return f"{amount} yuan of order {refund.order_id} are refunded"


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: refund_journal.py DATABASE OUT_REFUND_NO OUT_TRADE_NO YUAN")
    print(main(*sys.argv[1:]))
