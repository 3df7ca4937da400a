"""The routes of the payer's pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from ...endpoints import PayType, PiaojuQuery
from ..desk import Desk
from ..orders import Order, find
from ..receipts import piaoju_query
from ..refusals import Refusal
from .http import form_of, html_response, language_of
from .pay_page import missing_page, pay_page, takes
from .receipt_page import receipt_page
from .words import sentence, word

Pay = Callable[[str, PayType], Awaitable[Order]]


class Cashier:
    """Shows what is to be paid, and lets it be paid.

    Args:
        desk: What the gateway knows.
        pay: What a payer does.
    """

    def __init__(self, desk: Desk, pay: Pay) -> None:
        self._desk = desk
        self._pay = pay

    def routes(self) -> list[web.RouteDef]:
        """The pay page and the receipt."""
        return [
            web.get(r"/pay/orderId/{order_id:\d+}.html", self._show),
            web.post(r"/pay/orderId/{order_id:\d+}.html", self._take),
            web.get(r"/piaoju/{order_id:\d+}.html", self._receipt),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        return self._state(request)

    async def _take(self, request: web.Request) -> web.Response:
        pay_type = PayType((await form_of(request)).get("pay_type") or "-")
        order_id, language = request.match_info["order_id"], language_of(request)
        if pay_type.known:
            try:
                order = find(self._desk, order_id=order_id)
                # One that can't be paid at all is refused for that reason.
                if order.state == "open" and not takes(order, pay_type):
                    only = PayType.ALIPAY if pay_type is PayType.WECHAT else PayType.WECHAT
                    return self._state(request, problem=word(f"only_{only.value}", language))
                await self._pay(order_id, pay_type)
            except Refusal as refusal:
                return self._state(request, problem=sentence(refusal, language))
        # A reload of the page that follows must not pay again.
        raise web.HTTPSeeOther(f"{request.path}?lang={language}")

    def _state(self, request: web.Request, problem: str = "") -> web.Response:
        language = language_of(request)
        try:
            order = find(self._desk, order_id=request.match_info["order_id"])
        except Refusal:
            return html_response(missing_page(language), status=404)
        now = self._desk.clock.now()
        return html_response(pay_page(order, now=now, language=language, problem=problem))

    async def _receipt(self, request: web.Request) -> web.Response:
        order_id, language = request.match_info["order_id"], language_of(request)
        try:
            receipt = piaoju_query(self._desk, PiaojuQuery(zx_order_no=order_id))
            order = find(self._desk, order_id=order_id)
        except Refusal:
            return html_response(missing_page(language), status=404)
        if receipt.url is None:
            return html_response(missing_page(language), status=404)
        return html_response(receipt_page(order, receipt, language))
