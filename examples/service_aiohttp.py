"""Take payments in an aiohttp service, with one client for as long as it runs.

    python -m aiohttp.web -P 8000 service_aiohttp:make_app

Needs the variables that ``zhixiao sandbox`` prints.
"""

import os

from aiohttp import web

from zhixiao_async.lifespans.aiohttp import CLIENT, client_context

NOTIFY_URL = os.environ.get("ZHIXIAO_NOTIFY_URL", "http://127.0.0.1:8080/notify")
FEE = 19800  # fen: an amount comes from your own books, never from a browser


async def create(request: web.Request) -> web.Response:
    order = await request.app[CLIENT].order_create(
        body="学费",
        out_trade_no=request.match_info["out_trade_no"],
        total_fee=FEE,
        user_no=request.query["user_no"],
        notify_url=NOTIFY_URL,
    )
    return web.json_response({"order_id": order.order_id, "url": order.url})


async def look(request: web.Request) -> web.Response:
    number = request.match_info["out_trade_no"]
    state = await request.app[CLIENT].order_query(out_trade_no=number)
    return web.json_response({"status": state.status.name})


def make_app(_: list[str] | None = None) -> web.Application:
    app = web.Application()
    app.cleanup_ctx.append(client_context())
    app.router.add_post("/orders/{out_trade_no}", create)
    app.router.add_get("/orders/{out_trade_no}", look)
    return app
