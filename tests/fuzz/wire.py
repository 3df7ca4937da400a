"""A client without a socket: one call, and the bytes that it gets for an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs

import zhixiao_async as z
from zhixiao_async._exchange import Exchange, Options
from zhixiao_async._retry import Budget
from zhixiao_async._transport import HttpReply
from zhixiao_async.registry import Request, undocumented

SAMPLES = Path(__file__).parents[1] / "samples"
_WORKED = json.loads((SAMPLES / "envelope/worked-example.json").read_text("utf-8"))
CREDENTIALS = z.Credentials(**{name: _WORKED[name] for name in ("app_id", "app_secret", "aes_key")})
STATUSES = (200, 200, 500, 302)


class _Wire:
    """Stands where the transport does; what it answers was sent for all that anyone knows."""

    def __init__(self) -> None:
        self.reply = HttpReply(200, b"", 0.0)
        self.sessions = SimpleNamespace(closed=False, places=lambda _: asyncio.Semaphore(1))
        self.under_way = SimpleNamespace(until_closed=lambda _: nullcontext())

    async def post(self, path: str, form: bytes, *, progress: Any, **limits: Any) -> HttpReply:
        progress.begin()
        progress.end()
        return self.reply


@attrs.frozen
class Call:
    """One kind of call: a documented request, or ``raw()`` if there is none."""

    name: str
    effect: z.Effect
    result: Any
    request: Request[Any] | None = None

    def answered(self, body: bytes, status: int = 200) -> Any:
        """What a caller gets, or sees raised, when this is the answer."""
        _WIRE.reply = HttpReply(status, body, 0.0)
        if self.request is not None:
            return _driven(_EXCHANGE.call(self.request, _OPTIONS))
        path = undocumented("/pay_api/something_new", self.effect)
        return _driven(_EXCHANGE.raw(path, {"out_trade_no": "2088612279536603"}, _OPTIONS))


_WIRE: Any = _Wire()
_EXCHANGE = Exchange(CREDENTIALS, _WIRE, Budget(0))
_OPTIONS = Options(timeouts=z.Timeouts(), retry=z.RetryPolicy(attempts=1))


def _driven(coroutine: Coroutine[Any, Any, Any]) -> Any:
    # Nothing on the way really waits, so a single step runs it to its end, without a loop.
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("the call waits for something")


REQUESTS: tuple[Request[Any], ...] = (
    z.OrderCreate(
        body="学费",
        out_trade_no="2088612279536603",
        total_fee=1,
        user_no="1",
        notify_url="https://e.edu/",
    ),
    z.OrderQuery(out_trade_no="2088612279536603"),
    z.OrderCancel(out_trade_no="2088612279536603"),
    z.OrderRefund(out_trade_no="2088612279536603"),
    z.UserIdentity(uid="2088"),
    z.UserCard(user_no="20140548"),
    z.PiaojuCreate(
        out_trade_no="2088612279536603",
        payer_type=z.PayerType.PERSON,
        payer_name="小明",
        phone="13000000000",
    ),
    z.PiaojuQuery(out_trade_no="2088612279536603"),
    z.OrderList(begin_time=datetime(2019, 10, 22), end_time=datetime(2019, 10, 23), page_no=19),
    z.OrderQueryForm(form_data={"学号": "1"}),
)
CALLS = (
    *[Call(one.endpoint.name, one.endpoint.effect, one.endpoint.result, one) for one in REQUESTS],
    Call("raw", z.Effect.READ, Any),
    Call("raw_money", z.Effect.MONEY, Any),
)
