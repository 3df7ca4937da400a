"""Create an order, show its pay link, and wait until it is paid: without an event loop.

    python examples/pay_sync.py 20882 198.00

Needs the same variables as pay_async.py. Names, arguments, results and errors are the same too.
"""

import os
import sys

from zhixiao_sync import (
    Client,
    GatewayError,
    NotSent,
    OrderStatus,
    OutcomeUnknown,
    fen,
)

NOTIFY_URL = os.environ.get("ZHIXIAO_NOTIFY_URL", "http://127.0.0.1:8080/notify")


def main(out_trade_no: str, amount: str) -> str:
    with Client.from_env() as client:
        try:
            order = client.order_create(
                body="学费",
                out_trade_no=out_trade_no,
                total_fee=fen(amount),
                user_no="2013141516",
                user_name="张三",
                notify_url=NOTIFY_URL,
            )
        except NotSent as error:
            return f"nothing was sent, run it again: {error}"
        except GatewayError as error:
            return f"refused: {error.gateway_message}"
        except OutcomeUnknown as error:
            # The order may exist, but without its link it can't be paid: create another under a
            # new number, and let this one expire.
            return f"use a new out_trade_no: {error}"

        print(f"order {order.order_id}: keep this number with {out_trade_no}", flush=True)
        print(f"pay here until {order.expires_at:%H:%M}: {order.url}", flush=True)
        state = client.wait_paid(out_trade_no, timeout=3600)
        if state.status == OrderStatus.PAID:
            return f"paid at {state.time_end}"
        return f"not paid: status {state.status.name}"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: pay_sync.py OUT_TRADE_NO YUAN")
    print(main(*sys.argv[1:]))
