"""The payer's pages: an order's, where it is paid, and a receipt's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import web

from ...endpoints import PayType, PiaojuQuery, PiaojuQueryResult, PiaojuStatus
from ..services.context import GatewayContext
from ..services.orders import Order, find
from ..services.receipts import piaoju_query
from ..services.refusals import Refusal
from .http import HEADERS, PageError, form_of, language_of, page
from .receipt_pdf import receipt_pdf
from .texts import CATALOGUE, refusal_text

Pay = Callable[[str, PayType], Awaitable[Order]]

_CHANNELS = (PayType.WECHAT, PayType.ALIPAY)


def shown_state(order: Order, now: datetime) -> str:
    """Return the order's state, or ``expired``, which the gateway itself doesn't tell from open."""
    return "expired" if order.state == "open" and now >= order.expires else order.state


class Cashier:
    """Shows what is to be paid, and lets it be paid.

    Args:
        context: What the gateway knows.
        pay: What a payer does.
    """

    def __init__(self, context: GatewayContext, pay: Pay) -> None:
        self._context = context
        self._pay = pay

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the pay page and of the receipt."""
        return [
            web.get(r"/pay/orderId/{order_id:\d+}.html", self._show),
            web.post(r"/pay/orderId/{order_id:\d+}.html", self._take),
            web.get(r"/piaoju/{order_id:\d+}.html", self._receipt),
            web.get(r"/piaoju/{order_id:\d+}.pdf", self._receipt_file),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        return self._pay_page(request)

    async def _take(self, request: web.Request) -> web.Response:
        pay_type = PayType((await form_of(request)).get("pay_type") or "-")
        order, language = self._order(request), language_of(request)
        if pay_type.known:
            # An order that can't be paid at all is refused for that reason.
            if order.state == "open" and pay_type not in _channels(order):
                problem = CATALOGUE.text(f"not_pay_type_{pay_type.value}", language)
                return self._pay_page(request, problem)
            try:
                await self._pay(order.order_id, pay_type)
            except Refusal as refusal:
                return self._pay_page(request, refusal_text(refusal, language))
        # A reload of the page that follows must not pay again.
        raise web.HTTPSeeOther(f"{request.path}?lang={language}")

    async def _receipt(self, request: web.Request) -> web.Response:
        order, receipt = self._issued(request)
        reversed_ = receipt.status is PiaojuStatus.REVERSED
        return page(request, "receipt.html", order=order, receipt=receipt, reversed=reversed_)

    async def _receipt_file(self, request: web.Request) -> web.Response:
        order, receipt = self._issued(request)
        return web.Response(
            body=receipt_pdf(order, receipt), content_type="application/pdf", headers=HEADERS
        )

    def _issued(self, request: web.Request) -> tuple[Order, PiaojuQueryResult]:
        """Return an order and its receipt, which has been issued.

        Raises:
            PageError: It hasn't, or there is no such order.
        """
        order = self._order(request)
        try:
            receipt = piaoju_query(self._context, PiaojuQuery(zx_order_no=order.order_id))
        except Refusal:
            raise PageError(404, "order_unknown") from None
        if receipt.url is None:
            raise PageError(404, "order_unknown")
        return order, receipt

    def _pay_page(self, request: web.Request, problem: str = "") -> web.Response:
        order = self._order(request)
        return page(
            request,
            "pay.html",
            order=order,
            state=shown_state(order, self._context.clock.now()),
            channels=_channels(order),
            problem=problem,
        )

    def _order(self, request: web.Request) -> Order:
        try:
            return find(self._context, order_id=request.match_info["order_id"])
        except Refusal:
            raise PageError(404, "order_unknown") from None


def _channels(order: Order) -> list[PayType]:
    """Return the ways to pay an order: the merchant may have asked for one of them."""
    asked = order.request.pay_type if order.request else None
    return [channel for channel in _CHANNELS if asked in (None, channel)]
