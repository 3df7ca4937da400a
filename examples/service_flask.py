"""Take payments of several merchants in a Flask service: their clients share one event loop.

    MERCHANTS=ZHIXIAO_ gunicorn -w 4 --chdir examples service_flask:app

Needs the variables that ``zhixiao sandbox`` prints, for each merchant under a prefix of its own.
"""

import os

from flask import Flask, request

from zhixiao_sync import Client, Portal

NOTIFY_URL = os.environ.get("ZHIXIAO_NOTIFY_URL", "http://127.0.0.1:8080/notify")
FEE = 19800  # fen: an amount comes from your own books, never from a browser

# Nothing starts before the first call, so gunicorn may fork its workers after this.
portal = Portal()
prefixes = os.environ.get("MERCHANTS", "ZHIXIAO_").split(",")
clients = {
    client.app_id: client for client in (Client.from_env(p, portal=portal) for p in prefixes)
}
app = Flask(__name__)


@app.post("/<app_id>/orders/<out_trade_no>")
def create(app_id: str, out_trade_no: str) -> dict[str, str | None]:
    order = clients[app_id].order_create(
        body="学费",
        out_trade_no=out_trade_no,
        total_fee=FEE,
        user_no=request.args["user_no"],
        notify_url=NOTIFY_URL,
    )
    return {"order_id": order.order_id, "url": order.url}


@app.get("/<app_id>/orders/<out_trade_no>")
def look(app_id: str, out_trade_no: str) -> dict[str, str]:
    state = clients[app_id].order_query(out_trade_no=out_trade_no)
    return {"status": state.status.name}
