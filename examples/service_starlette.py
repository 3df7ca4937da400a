"""Take payments in a Starlette service, beside a lifespan of its own.

    uvicorn --app-dir examples service_starlette:app

Needs the variables that ``zhixiao sandbox`` prints.
"""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from zhixiao_async import Client
from zhixiao_async.lifespans.asgi import client_lifespan

NOTIFY_URL = os.environ.get("ZHIXIAO_NOTIFY_URL", "http://127.0.0.1:8080/notify")
FEES = {"2026-tuition": 19800}  # fen


@asynccontextmanager
async def books(_: Starlette) -> AsyncGenerator[dict[str, object], None]:
    yield {"fees": FEES}  # a pool of your database, say


async def create(request: Request) -> JSONResponse:
    client: Client = request.state.zhixiao
    number = request.path_params["out_trade_no"]
    order = await client.order_create(
        body="学费",
        out_trade_no=number,
        total_fee=request.state.fees["2026-tuition"],
        user_no=request.query_params["user_no"],
        notify_url=NOTIFY_URL,
    )
    return JSONResponse({"order_id": order.order_id, "url": order.url})


async def look(request: Request) -> JSONResponse:
    client: Client = request.state.zhixiao
    state = await client.order_query(out_trade_no=request.path_params["out_trade_no"])
    return JSONResponse({"status": state.status.name})


routes = [
    Route("/orders/{out_trade_no}", create, methods=["POST"]),
    Route("/orders/{out_trade_no}", look),
]
app = Starlette(routes=routes, lifespan=client_lifespan(then=books))
