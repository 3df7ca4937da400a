"""Take payments in a FastAPI service, with one client for as long as it runs.

    uvicorn --app-dir examples service_fastapi:app

Needs the variables that ``zhixiao sandbox`` prints.
"""

import os
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse

from zhixiao_async import Client, InvalidRequest, NoReply, NotSent, ZhixiaoError
from zhixiao_async.lifespans.asgi import client_lifespan

NOTIFY_URL = os.environ.get("ZHIXIAO_NOTIFY_URL", "http://127.0.0.1:8080/notify")
FEE = 19800  # fen: an amount comes from your own books, never from a browser


def zhixiao(request: Request) -> Client:
    client: Client = request.state.zhixiao
    return client


Zhixiao = Annotated[Client, Depends(zhixiao)]
app = FastAPI(lifespan=client_lifespan())


@app.post("/orders/{out_trade_no}")
async def create(out_trade_no: str, user_no: str, client: Zhixiao) -> dict[str, str | None]:
    order = await client.order_create(
        body="学费",
        out_trade_no=out_trade_no,
        total_fee=FEE,
        user_no=user_no,
        notify_url=NOTIFY_URL,
    )
    return {"order_id": order.order_id, "url": order.url}  # keep both numbers


@app.get("/orders/{out_trade_no}")
async def look(out_trade_no: str, client: Zhixiao) -> dict[str, str]:
    state = await client.order_query(out_trade_no=out_trade_no)
    return {"status": state.status.name}


@app.exception_handler(ZhixiaoError)
async def failed(_: Request, error: Exception) -> JSONResponse:
    later = isinstance(error, NotSent | NoReply)
    status = 422 if isinstance(error, InvalidRequest) else 503 if later else 502
    return JSONResponse({"error": type(error).__name__}, status_code=status)
