"""Take payments in a Quart service, with one client for as long as it runs.

    hypercorn --bind 127.0.0.1:8000 service_quart:app

Needs the variables that ``zhixiao sandbox`` prints.
"""

import os
from collections.abc import AsyncGenerator

from quart import Quart, current_app, request

from zhixiao_async import Client

NOTIFY_URL = os.environ.get("ZHIXIAO_NOTIFY_URL", "http://127.0.0.1:8080/notify")
FEE = 19800  # fen: an amount comes from your own books, never from a browser

app = Quart(__name__)


@app.while_serving
async def opened() -> AsyncGenerator[None, None]:
    async with Client.from_env() as client:
        app.extensions["zhixiao"] = client
        yield


def zhixiao() -> Client:
    client: Client = current_app.extensions["zhixiao"]
    return client


@app.post("/orders/<out_trade_no>")
async def create(out_trade_no: str) -> dict[str, str | None]:
    order = await zhixiao().order_create(
        body="学费",
        out_trade_no=out_trade_no,
        total_fee=FEE,
        user_no=request.args["user_no"],
        notify_url=NOTIFY_URL,
    )
    return {"order_id": order.order_id, "url": order.url}


@app.get("/orders/<out_trade_no>")
async def look(out_trade_no: str) -> dict[str, str]:
    state = await zhixiao().order_query(out_trade_no=out_trade_no)
    return {"status": state.status.name}
