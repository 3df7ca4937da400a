"""Create an order, show its pay link, and wait until it is paid.

    python examples/pay_async.py 20881 198.00

Needs ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY; ZHIXIAO_BASE_URL if the gateway isn't
the documented one. ``zhixiao sandbox`` prints all four, and its pay link can be paid in a browser.
"""

import asyncio
import os
import sys

from zhixiao_async import (
    Client,
    GatewayError,
    NotSent,
    OrderStatus,
    OutcomeUnknown,
    fen,
)

NOTIFY_URL = os.environ.get("ZHIXIAO_NOTIFY_URL", "http://127.0.0.1:8080/notify")


async def main(out_trade_no: str, amount: str) -> str:
    async with Client.from_env() as client:
        try:
            order = await client.order_create(
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
        state = await client.wait_paid(out_trade_no, timeout=3600)
        if state.status == OrderStatus.PAID:
            return f"paid at {state.time_end}"
        return f"not paid: status {state.status.name}"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: pay_async.py OUT_TRADE_NO YUAN")
    print(asyncio.run(main(*sys.argv[1:])))
