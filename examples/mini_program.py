"""The server of a mini-program's payment, WeChat's or Alipay's: from a payer's openid to paid.

    python examples/mini_program.py 8080 SESSION OPENID

SESSION stands for a payer whom your login knows by OPENID. The pages are in
``examples/mini_program_pages``. Needs the variables that ``zhixiao sandbox`` prints.
"""

import os
import sys
from collections.abc import Mapping

from aiohttp import web

from zhixiao_async import NotSent, OutcomeUnknown, PayType
from zhixiao_async.lifespans.aiohttp import CLIENT, client_context

NOTIFY_URL = os.environ.get("ZHIXIAO_NOTIFY_URL", "http://127.0.0.1:8080/notify")
FEE = 19800  # fen: an amount comes from your own books, never from the phone
PAY_TYPES = {"wechat": PayType.WECHAT, "alipay": PayType.ALIPAY}
PAYERS = web.AppKey("payers", Mapping[str, str])


def openid_of(request: web.Request) -> str:
    """Return the payer's openid, which the phone isn't asked for: it could name another's."""
    openid = request.app[PAYERS].get(request.headers.get("Authorization", ""))
    if openid is None:
        raise web.HTTPUnauthorized
    return openid


async def create(request: web.Request) -> web.Response:
    """Create the order, and return what the page hands to WeChat or Alipay."""
    openid = openid_of(request)
    pay_type = PAY_TYPES.get(request.query.get("channel", ""))
    if pay_type is None:
        raise web.HTTPBadRequest
    try:
        order = await request.app[CLIENT].order_create(
            body="学费",
            out_trade_no=request.match_info["out_trade_no"],
            total_fee=FEE,
            openid=openid,
            pay_type=pay_type,
            notify_url=NOTIFY_URL,
        )
    except NotSent:
        raise web.HTTPServiceUnavailable from None  # the page may ask again
    except OutcomeUnknown:
        raise web.HTTPConflict from None  # nobody can pay it: take a new out_trade_no
    # Keep order.order_id together with your own number.
    params = order.mini_program_params()
    if params is None or params.channel is not pay_type.channel:
        raise web.HTTPBadGateway
    return web.json_response(dict(params.arguments))


async def look(request: web.Request) -> web.Response:
    """Ask the gateway whether the order is paid: what the phone says is no proof."""
    openid_of(request)
    number = request.match_info["out_trade_no"]
    state = await request.app[CLIENT].order_query(out_trade_no=number)
    return web.json_response({"status": state.status.name})


def make_app(payers: Mapping[str, str]) -> web.Application:
    """Return the server.

    Args:
        payers: The openid of each session. Your login keeps it: it exchanges the code of
            ``wx.login`` or ``my.getAuthCode`` for it, with the mini-program's own secret.
    """
    app = web.Application()
    app[PAYERS] = payers
    app.cleanup_ctx.append(client_context())
    app.router.add_post("/orders/{out_trade_no}", create)
    app.router.add_get("/orders/{out_trade_no}", look)
    return app


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: mini_program.py PORT SESSION OPENID")
    web.run_app(make_app({sys.argv[2]: sys.argv[3]}), port=int(sys.argv[1]))
