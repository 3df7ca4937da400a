"""A client's HTTP sessions: how each is made, and when it is closed. Nothing is connected."""

from __future__ import annotations

import asyncio
import gc
import importlib.metadata

import aiohttp
import pytest

from zhixiao_async import Connections
from zhixiao_async._outcome import Failure, Stage
from zhixiao_async._sessions import ALONE, Progress, Sessions, Unusable, _left, _own_user_agent

TRACE = aiohttp.TraceConfig()
LIMITED = Connections(
    limit=3,
    keepalive=7,
    trace_configs=[TRACE],
    headers={"x-school": "10086", "accept-encoding": "x"},
)
KEPT = "order_query"
lanes = pytest.mark.parametrize("lane", [KEPT, None, ALONE])


@pytest.fixture
async def sessions():
    """A client's, with limits of their own."""
    made = Sessions(LIMITED)
    yield made
    await made.close()


def test_nothing_is_known_of_a_call_that_has_not_begun():
    """No attempt was made and none was sent; and no evidence is no proof that none was."""
    progress = Progress()
    assert (progress.attempts, progress.sent_attempts) == (0, 0)
    assert (progress.started, progress.sent, progress.reused) == (False, False, False)
    assert not progress.unsent()
    progress.must_be_allowed()


@pytest.mark.parametrize(
    ("started", "sent", "counts"),
    [(True, False, 0), (True, True, 1), (False, False, 1), (False, True, 1)],
)
def test_attempts_are_counted(started, sent, counts):
    """Each is, and apart from it each but those that are known to have stopped before a byte."""
    progress = Progress()
    for _ in range(2):
        progress.started, progress.sent = started, sent
        progress.end()
    assert (progress.attempts, progress.sent_attempts) == (2, 2 * counts)


def test_next_attempt_begins_anew():
    """What is known of the last one says nothing of it; the numbers go on."""
    progress = Progress(started=True, sent=True, reused=True, attempts=1, sent_attempts=1)
    progress.begin()
    assert progress == Progress(attempts=1, sent_attempts=1)


def test_too_late_to_be_sent():
    """Whoever says that nothing may leave any more is obeyed."""
    Progress(may_send=lambda: True).must_be_allowed()
    with pytest.raises(Failure, match="it was too late to send it") as caught:
        Progress(may_send=lambda: False).must_be_allowed()
    assert caught.value.stage is Stage.WITHHELD


@lanes
async def test_connections_of_a_session(sessions, lane):
    """As many as the limit says; a read's own are kept for as long, all others for no second."""
    connector = sessions.take(lane).connector
    assert (connector.limit, connector.force_close) == (3, lane != KEPT)
    if lane == KEPT:
        assert connector._keepalive_timeout == 7


@lanes
async def test_every_session(sessions, lane):
    """No cookies, room for a page of the listing, and the library's traces around the caller's."""
    session = sessions.take(lane)
    assert isinstance(session.cookie_jar, aiohttp.DummyCookieJar)
    assert session._read_bufsize == 1024 * 1024
    assert len(session.trace_configs) == 3
    assert session.trace_configs[1] is TRACE


async def test_headers_of_a_session(sessions):
    """The caller's own are added, and none but the documented type and the agent is imposed."""
    assert dict(sessions.take(KEPT).headers) == {
        "Accept-Encoding": "x",
        "X-School": "10086",
        "User-Agent": _own_user_agent(),
        "Content-Type": "application/x-www-form-urlencoded;charset=utf-8",
    }


async def test_no_packing_unless_asked_for():
    """Sealed content doesn't shrink enough to pay for unpacking it."""
    made = Sessions(Connections(user_agent="school/1"))
    headers = made.take(KEPT).headers
    assert (headers["Accept-Encoding"], headers["User-Agent"]) == ("identity", "school/1")
    await made.close()


def test_agent_of_a_copy_that_was_never_installed(monkeypatch):
    """It has no version to tell."""

    def version(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert _own_user_agent.__wrapped__() == "zhixiao"


async def test_lanes_are_apart(sessions):
    """A lane has one session for as long as it is good, and shares it with no other."""
    assert sessions.take(KEPT) is sessions.take(KEPT)
    assert len({sessions.take(lane) for lane in (KEPT, "order_list", None, ALONE)}) == 4


async def test_places_of_a_lane(sessions):
    """There are as many as connections, and each lane has its own."""
    places = sessions.places(KEPT)
    for _ in range(3):
        assert not places.locked()
        await places.acquire()
    assert sessions.places(KEPT) is places
    assert places.locked()
    assert not sessions.places("order_list").locked()
    assert sessions.limit == 3


async def test_idle_session_that_is_retired(sessions):
    """It is closed at once, and the next call of its lane gets another."""
    session = sessions.take(KEPT)
    await sessions.release(session)
    assert not session.closed
    await sessions.retire(KEPT)
    assert session.closed
    assert sessions.take(KEPT) is not session


async def test_session_in_use_that_is_retired(sessions):
    """It is closed when the last request on it is over, and not before."""
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
    """There is nothing to be closed, and nothing else is."""
    session = sessions.take(KEPT)
    await sessions.retire("order_list")
    assert sessions.take(KEPT) is session


async def test_closing(sessions):
    """Every session is closed, one that is in use and retired too, and none is opened again."""
    current, retired = sessions.take(None), sessions.take(KEPT)
    await sessions.retire(KEPT)
    await sessions.close()
    await sessions.close()
    assert (current.closed, retired.closed) == (True, True)
    with pytest.raises(Unusable, match="this Client is closed"):
        sessions.take(KEPT)


async def test_no_call_begins_while_it_is_closed(sessions):
    """From then on none gets a session, while those that have one go on."""
    session = sessions.take(KEPT)
    sessions.shut()
    assert sessions.closed
    assert not session.closed
    with pytest.raises(Unusable):
        sessions.take(None)


async def test_child_leaves_its_parents_sessions_alone(sessions, monkeypatch):
    """In another process they are forgotten without being touched; those of the parent stay."""
    session, places = sessions.take(KEPT), sessions.places(KEPT)
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert sessions.places(KEPT) is not places
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
    """What its parent has opened stays open."""
    session = sessions.take(KEPT)
    in_child()
    await sessions.close()
    assert not session.closed
    await session.close()


async def test_child_that_has_a_loop_of_its_own(sessions, in_child):
    """It isn't told to make a client of its own: its parent's goes on with sessions anew."""
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
    """Its parent's connections are kept for good, since their end would be seen by the parent."""
    dropped = Sessions(Connections())
    session = dropped.take(KEPT)
    in_child()
    del dropped
    gc.collect()
    kept = [current for current, _, _ in _left if session in current.values()]
    assert len(kept) == 1
    await session.close()
