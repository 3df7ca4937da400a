"""A client's HTTP sessions: how each is made, and when it is closed; nothing is connected."""

from __future__ import annotations

import asyncio
import gc
import importlib.metadata

import aiohttp
import pytest

from zhixiao_async import Connections
from zhixiao_async.transport.headers import _own_user_agent
from zhixiao_async.transport.sessions import ALONE, Sessions, Unusable, _left

TRACE = aiohttp.TraceConfig()
LIMITED = Connections(
    limit=3,
    keepalive=7,
    trace_configs=[TRACE],
    headers={"x-school": "10086", "accept-encoding": "x"},
)
KEPT = "order_query"
every_pool = pytest.mark.parametrize("pool_key", [KEPT, None, ALONE])


@pytest.fixture
async def sessions():
    """Make sessions with limits of their own."""
    made = Sessions(LIMITED)
    yield made
    await made.close()


@every_pool
async def test_connections_of_a_session(sessions, pool_key):
    """A session has the limit's connections; a read's keeps them, any other keeps none."""
    connector = sessions.take(pool_key).connector
    assert (connector.limit, connector.force_close) == (3, pool_key != KEPT)
    if pool_key == KEPT:
        assert connector._keepalive_timeout == 7


@every_pool
async def test_every_session(sessions, pool_key):
    """A session has no cookies, room for a page, and the library's traces around the caller's."""
    session = sessions.take(pool_key)
    assert isinstance(session.cookie_jar, aiohttp.DummyCookieJar)
    assert session._read_bufsize == 1024 * 1024
    assert len(session.trace_configs) == 3
    assert session.trace_configs[1] is TRACE


async def test_headers_of_a_session(sessions):
    """The caller's headers are added; only the content type is imposed."""
    assert dict(sessions.take(KEPT).headers) == {
        "Accept-Encoding": "x",
        "X-School": "10086",
        "User-Agent": _own_user_agent(),
        "Content-Type": "application/x-www-form-urlencoded;charset=utf-8",
    }


async def test_no_packing_unless_asked_for():
    """By default no compression is accepted."""
    made = Sessions(Connections(user_agent="school/1"))
    headers = made.take(KEPT).headers
    assert (headers["Accept-Encoding"], headers["User-Agent"]) == ("identity", "school/1")
    await made.close()


def test_agent_of_a_copy_that_was_never_installed(monkeypatch):
    """A copy that isn't installed has no version in its user agent."""

    def version(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert _own_user_agent.__wrapped__() == "zhixiao"


async def test_pools_are_apart(sessions):
    """A pool has one session for as long as it is good, and shares it with no other."""
    assert sessions.take(KEPT) is sessions.take(KEPT)
    assert len({sessions.take(pool_key) for pool_key in (KEPT, "order_list", None, ALONE)}) == 4


async def test_slots_of_a_pool(sessions):
    """Each pool has its own slots, as many as connections."""
    slots = sessions.slots(KEPT)
    for _ in range(3):
        assert not slots.locked()
        await slots.acquire()
    assert sessions.slots(KEPT) is slots
    assert slots.locked()
    assert not sessions.slots("order_list").locked()
    assert sessions.limit == 3


async def test_idle_session_that_is_retired(sessions):
    """An idle session is closed at once, and the next call of its pool gets another."""
    session = sessions.take(KEPT)
    await sessions.release(session)
    assert not session.closed
    await sessions.retire(KEPT)
    assert session.closed
    assert sessions.take(KEPT) is not session


async def test_session_in_use_that_is_retired(sessions):
    """A session in use is closed when its last request is over."""
    session = sessions.take(KEPT)
    assert sessions.take(KEPT) is session
    await sessions.retire(KEPT)
    await sessions.release(session)
    assert not session.closed
    await sessions.release(session)
    assert session.closed
    assert not sessions._retired
    assert not sessions._busy


async def test_retiring_what_is_not_there(sessions):
    """Retiring an unused pool closes no session."""
    session = sessions.take(KEPT)
    await sessions.retire("order_list")
    assert sessions.take(KEPT) is session


async def test_closing(sessions):
    """Every session is closed, a retired one in use too, and none is opened again."""
    current, retired = sessions.take(None), sessions.take(KEPT)
    await sessions.retire(KEPT)
    await sessions.close()
    await sessions.close()
    assert (current.closed, retired.closed) == (True, True)
    with pytest.raises(Unusable, match="this Client is closed"):
        sessions.take(KEPT)


async def test_no_call_begins_while_it_is_closed(sessions):
    """No session is given out any more; those in use go on."""
    session = sessions.take(KEPT)
    sessions.shut()
    assert sessions.closed
    assert not session.closed
    with pytest.raises(Unusable):
        sessions.take(None)


async def test_child_leaves_its_parents_sessions_alone(sessions, monkeypatch):
    """A forked child forgets its parent's sessions without closing them."""
    session, slots = sessions.take(KEPT), sessions.slots(KEPT)
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert sessions.slots(KEPT) is not slots
    other = sessions.take(KEPT)
    await sessions.close()
    assert (other.closed, session.closed) == (True, False)
    monkeypatch.undo()
    await session.close()


@pytest.fixture
def in_child(monkeypatch):
    """Have this process take itself for a child whose fork Python wasn't told of."""
    with monkeypatch.context() as patch:
        yield lambda: patch.setattr("os.getpid", lambda: -1)


async def test_child_that_closes_at_once(sessions, in_child):
    """Closing in a forked child leaves the parent's sessions open."""
    session = sessions.take(KEPT)
    in_child()
    await sessions.close()
    assert not session.closed
    await session.close()


async def test_child_that_has_a_loop_of_its_own(sessions, in_child):
    """A forked child with an event loop of its own gets new sessions."""
    session = sessions.take(KEPT)
    in_child()

    async def take():
        other = sessions.take(KEPT)
        await sessions.close()
        return other

    assert await asyncio.to_thread(asyncio.run, take()) is not session
    assert not session.closed
    await session.close()


async def test_child_that_drops_its_client(in_child):
    """A forked child keeps its parent's connections for good: the parent would see their end."""
    dropped = Sessions(Connections())
    session = dropped.take(KEPT)
    in_child()
    del dropped
    gc.collect()
    kept = [current for current, _, _ in _left if session in current.values()]
    assert len(kept) == 1
    await session.close()
