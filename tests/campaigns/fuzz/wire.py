"""A client without a socket: a call, and the bytes of its answer."""

from __future__ import annotations

import json
from collections.abc import Coroutine
from contextlib import nullcontext
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import attrs
from yarl import URL

import zhixiao_async as z
from tests.support.places import SAMPLES
from zhixiao_async.registry import Request, undocumented
from zhixiao_async.telemetry.call_record import Target
from zhixiao_async.transport.http import HttpReply
from zhixiao_async.transport.request_executor import Options, RequestExecutor
from zhixiao_async.transport.retry import Budget

_WORKED = json.loads((SAMPLES / "envelope/worked-example.json").read_text("utf-8"))
CREDENTIALS = z.Credentials(**{name: _WORKED[name] for name in ("app_id", "app_secret", "aes_key")})
STATUSES = (200, 200, 500, 302)


class _Wire:
    """Stands in for the transport; every call counts as sent."""

    def __init__(self) -> None:
        self.reply = HttpReply(200, b"", 0.0)
        self.sessions = SimpleNamespace(closed=False)
        self.in_flight = SimpleNamespace(track=lambda _: nullcontext())

    def target(self, path: str) -> Target:
        return Target(URL(f"http://127.0.0.1:9{path}"))

    async def post(self, call: Any, pool_key: Any, timeouts: Any, *rest: Any) -> HttpReply:
        (_, trace) = rest
        trace.begin()
        trace.end()
        return self.reply


@attrs.frozen
class Call:
    """A call: a documented request, or ``raw()`` without one."""

    name: str
    effect: z.Effect
    result: Any
    request: Request[Any] | None = None

    def answered(self, body: bytes, status: int = 200) -> Any:
        """Return or raise what the caller gets for this answer."""
        _WIRE.reply = HttpReply(status, body, 0.0)
        if self.request is not None:
            return _driven(_EXECUTOR.call(self.request, _OPTIONS))
        path = undocumented("/pay_api/something_new", self.effect)
        return _driven(_EXECUTOR.raw(path, {"out_trade_no": "2088612279536603"}, _OPTIONS))


_WIRE: Any = _Wire()
_EXECUTOR = RequestExecutor(CREDENTIALS, _WIRE, Budget(0))
_OPTIONS = Options(timeouts=z.Timeouts(), retry=z.RetryPolicy(attempts=1))


def _driven(coroutine: Coroutine[Any, Any, Any]) -> Any:
    # Nothing on the way waits, so a single step runs it to its end, without a loop.
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
    *[
        Call(request.endpoint.name, request.endpoint.effect, request.endpoint.result, request)
        for request in REQUESTS
    ],
    Call("raw", z.Effect.READ, Any),
    Call("raw_money", z.Effect.MONEY, Any),
)
