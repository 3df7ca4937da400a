"""One event loop for the clients of many merchants, each with an end of its own."""

from __future__ import annotations

import gc
import os

import pytest

from zhixiao_async import InvalidRequest, OutcomeUnknown
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client, Portal

USER = "2013141516"


@pytest.fixture
def shared():
    """Open a portal."""
    with Portal() as portal:
        yield portal


@pytest.fixture
def merchant(shared, gateway):
    """Return a function that makes a client on the portal."""
    return lambda: Client(TEST_CREDENTIALS, base_url=gateway.base_url, portal=shared)


def test_fifty_clients_share_a_thread(merchant, loop_threads):
    """Fifty merchants' calls take one thread and one loop; each client has its own connection."""
    clients = [merchant() for _ in range(50)]
    assert {client.user_card(user_no=USER).user_no for client in clients} == {USER}
    assert len(loop_threads) == 1
    assert len({id(client._client._executor) for client in clients}) == 50


def test_client_that_is_closed_ends_for_itself(merchant):
    """A closed client and its view refuse calls; the other clients go on."""
    ours, theirs = merchant(), merchant()
    view = ours.with_options()
    ours.user_card(user_no=USER)
    ours.close()
    ours.close()
    for closed in (ours, view):
        with pytest.raises(RuntimeError, match="this Client is closed"):
            closed.user_card(user_no=USER)
    assert theirs.user_card(user_no=USER).user_no == USER


def test_client_that_is_closed_before_its_first_call(merchant, loop_threads):
    """A client closed before its first call starts no thread."""
    client = merchant()
    client.close()
    with pytest.raises(RuntimeError, match="this Client is closed"):
        client.user_card(user_no=USER)
    assert loop_threads == []


def test_closing_a_client_ends_its_own_call_only(shared, merchant, silence, in_thread):
    """Closing a client ends its refund under way, and no call of another client's."""
    pending = Client(TEST_CREDENTIALS, base_url=silence.base_url, portal=shared)
    refund = in_thread(pending.order_refund, out_trade_no="20881")
    peer = silence.request()
    other = merchant()
    pending.close()
    assert type(refund()) is OutcomeUnknown
    assert peer.recv(1) == b""
    assert other.user_card(user_no=USER).user_no == USER


def test_closing_the_portal_closes_every_client(shared, merchant, loop_threads):
    """A closed portal's clients refuse calls, and its thread has ended."""
    clients = [merchant(), merchant()]
    clients[0].user_card(user_no=USER)
    shared.close()
    for client in clients:
        with pytest.raises(RuntimeError, match="this Client is closed"):
            client.user_card(user_no=USER)
    assert (shared.closed, loop_threads[0].ended) == (True, True)


def test_client_that_is_dropped_hangs_up(merchant):
    """A dropped client is closed by the portal's thread, which goes on."""
    kept, dropped = merchant(), merchant()
    dropped.user_card(user_no=USER)
    sessions = dropped._client._executor._transport.sessions
    del dropped
    gc.collect()
    assert kept.user_card(user_no=USER).user_no == USER
    assert sessions.closed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on Windows")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_forked_child(merchant, forked):
    """Every client goes on in a child on a loop of the child's, and in the parent."""
    clients = [merchant(), merchant()]
    clients[0].user_card(user_no=USER)

    def child():
        assert {client.user_card(user_no=USER).user_no for client in clients} == {USER}

    assert forked(child) == "ok"
    child()


def test_portal_that_is_none(gateway):
    """A portal of another type is refused by name."""
    with pytest.raises(InvalidRequest, match="portal must be a Portal of zhixiao_sync"):
        Client(TEST_CREDENTIALS, base_url=gateway.base_url, portal="shared")  # type: ignore[arg-type]


def test_public_names():
    """A portal has two public names."""
    assert {name for name in vars(Portal) if not name.startswith("_")} == {"close", "closed"}
