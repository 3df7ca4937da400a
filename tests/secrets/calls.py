"""Every call of a client, async or sync, made to fail, with everything handed to the evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import zhixiao_async
import zhixiao_sync
from zhixiao_async import (
    BEIJING,
    OrderCancel,
    OutcomeUnknown,
    PayerType,
    PiaojuCreate,
    ResolvePace,
    RetryPolicy,
    Timeouts,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=BEIJING)
QUICK = Timeouts(connect=1, sock_connect=1, sock_read=0.2, total=1, deadline=2)
LOST = OutcomeUnknown("why", resolve_by="a query", request=OrderCancel(out_trade_no="1"))
CALLS: dict[str, dict[str, Any]] = {
    "order_create": {
        "body": "学费", "out_trade_no": "1", "total_fee": 1, "user_no": "1",
        "notify_url": "http://127.0.0.1:9/",
    },
    "order_query": {"out_trade_no": "1"},
    "order_cancel": {"out_trade_no": "1"},
    "order_refund": {"out_trade_no": "1"},
    "user_identity": {"uid": "1"},
    "user_card": {"user_no": "1"},
    "piaoju_create": {
        "out_trade_no": "1", "payer_type": PayerType.PERSON, "payer_name": "小明", "phone": "1",
    },
    "piaoju_query": {"out_trade_no": "1"},
    "order_list": {"begin_time": NOON - timedelta(hours=1), "end_time": NOON},
    "order_query_form": {"out_trade_no": "1"},
    "raw": {"path": "/pay_api/order_query", "params": {"out_trade_no": "1"}},
    "wait_paid": {"out_trade_no": "1", "timeout": 0.01},
    "issue_receipt": {
        "request": PiaojuCreate(
            out_trade_no="1", payer_type=PayerType.PERSON, payer_name="小明", phone="1",
        ),
        "timeout": 0.01,
    },
    # Whatever happens it succeeds: then the outcome is still unknown.
    "resolve": {"error": LOST, "pace": ResolvePace(first_probe=0, order_deadline=0)},
}  # fmt: skip


class Caller:
    """Makes every call on a client, async or sync, and hands everything to the evidence."""

    def __init__(self, known: Any, evidence: Any, kind: str) -> None:
        self.known, self.evidence, self.kind = known, evidence, kind

    def make(self, base_url: str, **options: Any) -> Any:
        """Return a client that is quick to give up and tries twice."""
        package = {"async": zhixiao_async, "sync": zhixiao_sync}[self.kind]
        settings = {"timeouts": QUICK, "retry": RetryPolicy(attempts=2, backoff=0)} | options
        client = package.Client(self.known.credentials, base_url=base_url, **settings)
        inner = client if self.kind == "async" else client._client
        exchange, transport = inner._executor, inner._executor._transport
        self.evidence.object(self.known.credentials, client, inner, inner._options, exchange)
        self.evidence.object(transport, transport.sessions, transport.sessions._options)
        self.evidence.object(*settings.values())
        return client

    def fail(self, base_url: str, **options: Any) -> list[str]:
        """Make every call, all at a time; gives the errors' names, but for resolving."""
        client = self.make(base_url, **options)
        if self.kind == "async":
            outcomes = asyncio.run(self._all(client), debug=True)
        else:
            with client, ThreadPoolExecutor(len(CALLS)) as threads:
                outcomes = list(threads.map(partial(_outcome, client), CALLS))
        names = dict(zip(CALLS, map(self._told, outcomes), strict=True))
        assert names.pop("resolve") == "succeeded"
        return list(names.values())

    def _told(self, outcome: object) -> str:
        if isinstance(outcome, BaseException):
            self.evidence.error(outcome)
            return type(outcome).__name__
        self.evidence.object(outcome)
        return "succeeded"

    async def _all(self, client: Any) -> list[object]:
        async with client:
            calls = [getattr(client, name)(**fields) for name, fields in CALLS.items()]
            return await asyncio.gather(*calls, return_exceptions=True)


def _outcome(client: Any, name: str) -> object:
    make: Callable[..., object] = getattr(client, name)
    try:
        return make(**CALLS[name])
    except Exception as error:
        return error
