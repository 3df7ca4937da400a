"""A client's two faces, async and sync, for tests that meet the same fault with either."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import attrs
import pytest

import zhixiao_sync
from zhixiao_async import Connections, Effect, NotSent, RetryPolicy

from .arrange import Scene
from .faults import Verdict


@pytest.fixture
async def scene(
    play, gateway, new_gateway, new_client, new_sync_client, call, effect, face, tls, monkeypatch
) -> Any:
    """Make the scene where one client, async or sync, is about to meet a fault."""

    async def in_thread(client: zhixiao_sync.Client, effect: Effect) -> Any:
        return await asyncio.to_thread(call, client, effect)

    is_sync = face == "sync"
    async with AsyncExitStack() as afterwards:
        yield Scene(
            play=play,
            gateway=gateway,
            new_gateway=new_gateway,
            new_client=new_sync_client if is_sync else new_client,
            calls=in_thread if is_sync else call,
            effect=effect,
            tls=tls,
            monkeypatch=monkeypatch,
            afterwards=afterwards,
        )


@pytest.fixture
def new_sync_client(gateway, play, attempts, request) -> Callable[..., zhixiao_sync.Client]:
    """Make a sync client like the async ones."""

    def make(**options: Any) -> zhixiao_sync.Client:
        connections = options.pop("connections", Connections())
        settings = {
            "base_url": gateway.url,
            "retry": RetryPolicy(attempts=2, backoff=0),
            "connections": attrs.evolve(connections, trace_configs=[attempts.trace()]),
        }
        client = zhixiao_sync.Client(play.credentials, **(settings | options))
        request.addfinalizer(client.close)
        return client

    return make


async def closed(client: Any) -> None:
    """Close a client of either kind."""
    if isinstance(client, zhixiao_sync.Client):
        await asyncio.to_thread(client.close)
    else:
        await client.close()


def told(verdict: Verdict, effect: Effect, what: Any, attempts: int, path: str) -> None:
    """Check that a call ended as the table says."""
    tries = verdict.tries(effect)
    error = verdict.error(effect)
    if error is None:
        assert (what.order_id, what.out_trade_no) == ("0166", "20881")
        assert 1 <= attempts <= tries
    elif verdict.race:
        assert type(what) in (error, NotSent)
        assert attempts in (tries, 2)
    else:
        assert type(what) is error
        assert (what.path, what.out_trade_no) == (path, "20881")
        assert getattr(what, "applied", False) is verdict.done(effect)
        assert attempts == tries
