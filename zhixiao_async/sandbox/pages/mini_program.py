"""Where a mini-program's payment ends without a mini-program: ``sp_data`` in, a paid order out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from ...endpoints import PayType
from ..desk import Desk
from ..orders import Order, find, pay_url
from ..refusals import Refusal
from .html import Language, language_switch, page, text
from .http import form_of, html_response, language_of
from .sp_data import BadSpData, given_out, order_of
from .words import sentence, word

PATH = "/mini-program"

Pay = Callable[[str, PayType], Awaitable[Order]]


class MiniProgram:
    """Stands in for WeChat's and Alipay's own apps.

    Args:
        desk: What the gateway knows.
        pay: What a payer does.
    """

    def __init__(self, desk: Desk, pay: Pay) -> None:
        self._desk = desk
        self._pay = pay

    def routes(self) -> list[web.RouteDef]:
        """The page and its form."""
        return [web.get(PATH, self._show), web.post(PATH, self._take)]

    async def _show(self, request: web.Request) -> web.Response:
        order_id = request.query.get("order_id", "")
        try:
            given = given_out(find(self._desk, order_id=order_id)) if order_id else ""
        except Refusal:
            given = ""
        return html_response(_page(given, language_of(request), order_id))

    async def _take(self, request: web.Request) -> web.Response:
        given = (await form_of(request)).get("sp_data", "")
        language, order_id = language_of(request), request.query.get("order_id", "")
        try:
            order = order_of(self._desk, given)
            channel = order.request.pay_type if order.request else None
            await self._pay(order.order_id, channel or PayType.WECHAT)
        except BadSpData as error:
            problem = word(str(error), language)
            return html_response(_page(given, language, order_id, problem), status=400)
        except Refusal as refusal:
            problem = sentence(refusal, language)
            return html_response(_page(given, language, order_id, problem), status=409)
        # Without the host: a form's policy forbids a way to the same page under another name.
        paid = urlsplit(pay_url(self._desk, order.order_id)).path
        raise web.HTTPSeeOther(f"{paid}?lang={language}")


def _page(given: str, language: Language, order_id: str, problem: str = "") -> str:
    kept = {"order_id": order_id} if order_id else {}
    action = f"{PATH}?{urlencode({'lang': language, **kept}, errors='replace')}"
    alert = f'<p class="alert" role="alert">{text(problem)}</p>' if problem else ""
    body = (
        f'<form class="card" method="post" action="{text(action)}">'
        f'<p class="hint" style="margin-top:0">{text(word("sp_data_hint", language))}</p>'
        f'<p><label for="sp_data">{text(word("sp_data", language))}</label>'
        # HTML drops a line break right after the tag, so that one can always be written.
        f'<textarea id="sp_data" name="sp_data" spellcheck="false" required>\n{text(given)}'
        f"</textarea></p>{alert}"
        f'<button class="main">{text(word("pay", language))}</button></form>'
    )
    return page(
        word("mini_program", language),
        body,
        language=language,
        corner=language_switch(language, **kept),
        foot=word("sandbox", language),
    )
