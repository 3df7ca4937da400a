"""The metrics of calls, which name the endpoint and the outcome, and nothing of a request."""

from __future__ import annotations

import pytest

from zhixiao_async import Effect, ZhixiaoError

BUSY = {"status": "503 Service Unavailable"}
NAMES = ("zhixiao.client.call.duration", "zhixiao.client.calls")


@pytest.mark.parametrize("name", NAMES)
async def test_calls(client, gateway, play, call, seen, name):
    """Calls are counted, and their durations measured, by endpoint, outcome and error."""
    await call(client, Effect.READ)
    await call(client, Effect.READ)
    gateway.plays(play.answer(b"", "close"))
    with pytest.raises(ZhixiaoError):
        await call(client, Effect.MONEY)
    lost = {"zhixiao.outcome": "unknown", "error.type": "OutcomeUnknown"}
    assert seen.points(name) == [
        ({"zhixiao.endpoint": "order_query", "zhixiao.outcome": "ok"}, 2),
        ({"zhixiao.endpoint": "order_refund", **lost}, 1),
    ]


async def test_retries(client, gateway, play, call, seen):
    """Attempts after the first are counted by endpoint; a call without one counts nothing."""
    await call(client, Effect.READ)
    assert seen.points("zhixiao.client.retries") == []
    gateway.plays(play.answer(play.http(b"", **BUSY)), play.reply())
    await call(client, Effect.READ)
    assert seen.points("zhixiao.client.retries") == [({"zhixiao.endpoint": "order_query"}, 1)]
