"""Where a mini-program's payment ends without a mini-program: ``sp_data`` in, a paid order out."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from ...endpoints import PayType
from ..services.context import GatewayContext
from ..services.orders import find, pay_url
from ..services.refusals import Refusal
from .cashier import Pay
from .http import form_of, language_of, page, query_in
from .sp_data import BadSpData, given_out, order_of
from .texts import CATALOGUE, refusal_text

_PATH = "/mini-program"


class MiniProgram:
    """Stands in for WeChat's and Alipay's own apps.

    Args:
        context: What the gateway knows.
        pay: What a payer does.
    """

    def __init__(self, context: GatewayContext, pay: Pay) -> None:
        self._context = context
        self._pay = pay

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the page and of its form."""
        return [web.get(_PATH, self._show), web.post(_PATH, self._take)]

    async def _show(self, request: web.Request) -> web.Response:
        order_id = request.query.get("order_id")
        try:
            given = given_out(find(self._context, order_id=order_id)) if order_id else ""
        except Refusal:
            given = ""
        return _form_page(request, given)

    async def _take(self, request: web.Request) -> web.Response:
        given, language = (await form_of(request)).get("sp_data", ""), language_of(request)
        try:
            order = order_of(self._context, given)
            channel = order.request.pay_type if order.request else None
            await self._pay(order.order_id, channel or PayType.WECHAT)
        except BadSpData as error:
            return _form_page(request, given, CATALOGUE.text(error.key, language), status=400)
        except Refusal as refusal:
            return _form_page(request, given, refusal_text(refusal, language), status=409)
        # Without the host: a form's policy forbids a way to the same page under another name.
        paid = urlsplit(pay_url(self._context, order.order_id)).path
        raise web.HTTPSeeOther(f"{paid}?lang={language}")


def _form_page(
    request: web.Request, sp_data: str, problem: str = "", *, status: int = 200
) -> web.Response:
    return page(
        request,
        "mini_program.html",
        status=status,
        action=f"{_PATH}{query_in(language_of(request), request)}",
        sp_data=sp_data,
        problem=problem,
    )
