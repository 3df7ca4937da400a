"""The connection that a call uses: whom it shares it with, and stale replies on it."""

from __future__ import annotations

import asyncio
from datetime import datetime

import aiohttp
import pytest

from zhixiao_async import (
    Connections,
    Effect,
    Mask,
    RequestFailed,
)

from .effects import ONCE, changing, effects

UNPAID = {"out_trade_no": "20881", "order_id": "0166", "status": "1"}


ANOTHER = {"out_trade_no": "1", "order_id": "1", "status": "2"}


async def test_reads_share_a_connection(client, gateway, call) -> None:
    """A second read saves the handshake."""
    await call(client, Effect.READ)
    await call(client, Effect.READ)

    assert (len(gateway.peers), len(gateway.requests)) == (1, 2)


@changing
async def test_each_change_has_a_connection_to_itself(client, gateway, call, effect) -> None:
    """Nothing stale can lie on a connection that no other call has used."""
    await call(client, Effect.READ)
    await call(client, effect)
    await call(client, effect)

    assert (len(gateway.peers), len(gateway.requests)) == (3, 3)


async def test_read_that_names_no_number_has_a_connection_to_itself(client, gateway, play) -> None:
    """A reply that can't be checked must not be a stale one."""
    gateway.plays(play.reply({"user_no": "1"}))

    await client.user_identity(uid="2088")
    await client.user_identity(uid="2088")

    assert len(gateway.peers) == 2


async def test_read_that_is_narrowed_has_a_connection_to_itself(client, gateway, play) -> None:
    """A reply needn't repeat the school or a form's fields, so it can't be checked."""
    gateway.plays(play.reply({"user_no": "1"}), play.reply({"user_no": "1"}), play.reply([]))

    await client.user_card(user_no="1", school_id="A")
    await client.user_card(user_no="1", school_id="B")
    await client.order_query_form(out_trade_no="20881", form_data={"学号": "1"})

    assert len(gateway.peers) == 3


def listing(*rows: str) -> dict[str, object]:
    """Make a window of a day that holds these orders."""
    day = {"begin_time": "2026-03-01 00:00:00", "end_time": "2026-03-02 00:00:00"}
    data = [{"id": number, "order_id": number, "fee": 1} for number in rows]
    return day | {"page_no": 1, "page_size": 1000, "total_page": 1, "total_size": 1, "data": data}


async def test_stale_listing_with_another_mask_is_not_believed(client, gateway, play) -> None:
    """A listing doesn't repeat its mask: refunds have connections of their own."""
    day = {"begin_time": datetime(2026, 3, 1), "end_time": datetime(2026, 3, 2)}
    gateway.plays(play.reply(listing("trade")), play.reply(listing("refund")))
    await client.order_list(**day, mask=Mask.TRADE)
    await gateway.peers[0].send(play.http(play.sealed(listing("trade"))))

    assert (await client.order_list(**day, mask=Mask.REFUND)).data[0].id == "refund"


STALE = {
    "about another order": lambda play: play.sealed(ANOTHER),
    "a refusal, which names no order": lambda play: play.sealed("订单不存在".encode(), -1),
}


@pytest.mark.parametrize("stale", STALE.values(), ids=STALE)
@effects
async def test_stale_reply_is_not_believed(client, gateway, play, call, effect, stale) -> None:
    """A reply that lay on an idle connection isn't the answer to the next call."""
    await call(client, Effect.READ)
    await gateway.peers[0].send(play.http(stale(play)))

    assert (await call(client, effect)).order_id == "0166"


async def test_connection_that_held_a_stale_reply_is_given_up(client, gateway, play, call) -> None:
    """A connection that held a stale reply is closed: its next reply would be stale, too."""
    unpaid, paid = play.reply(UNPAID), play.reply(UNPAID | {"status": "2"})
    gateway.plays(unpaid, unpaid, unpaid, paid)
    await call(client, Effect.READ)
    await gateway.peers[0].send(play.http(play.sealed(ANOTHER)))
    await call(client, Effect.READ)

    assert (await call(client, Effect.READ)).status == "2"


async def test_silent_reply_on_a_kept_connection_is_asked_again(client, gateway, play) -> None:
    """A reply that names no number may be a stale one: a fresh connection tells."""
    row = {"out_trade_no": "20881", "order_id": "1", "fee": 1}
    gateway.plays(play.reply([row]), play.reply([]), play.reply([row]))
    await client.order_query_form(out_trade_no="20881")

    assert len(await client.order_query_form(out_trade_no="20881")) == 1
    assert (len(gateway.peers), len(gateway.requests)) == (2, 3)


async def test_silent_reply_on_a_fresh_connection_is_believed(client, gateway, play) -> None:
    """On a fresh connection an empty answer is the answer."""
    gateway.plays(play.reply([]))

    assert await client.order_query_form(out_trade_no="20881") == []
    assert len(gateway.requests) == 1


async def test_refusal_of_a_read_on_a_kept_connection_comes_out(
    client, gateway, play, call
) -> None:
    """A refusal on a kept connection is asked for again, and then believed."""
    await call(client, Effect.READ)
    gateway.plays(play.reply("订单不存在".encode(), -1))

    with pytest.raises(RequestFailed, match="订单不存在"):
        await call(client, Effect.READ)


@effects
async def test_no_more_connections_than_the_limit(new_client, gateway, play, call, effect) -> None:
    """Further calls wait for a free connection, and all of them get through."""
    two_here = asyncio.Event()

    async def answer_when_full(peer) -> None:
        await peer.rest()
        if gateway.open_now >= 2:
            two_here.set()
        await two_here.wait()
        await peer.finish(play.http(play.sealed()), "keep")

    gateway.plays(answer_when_full)
    client = new_client(connections=Connections(limit=2))

    await asyncio.gather(*(call(client, effect) for _ in range(6)))

    assert gateway.most_open == 2
    assert len(gateway.requests) == 6


@effects
async def test_no_call_queues_inside_aiohttp(new_client, gateway, call, effect) -> None:
    """No call queues inside aiohttp, where the wait would count against ``connect``."""
    queued: list[object] = []

    async def note(*event: object) -> None:
        queued.append(event)

    trace = aiohttp.TraceConfig()
    trace.on_connection_queued_start.append(note)
    client = new_client(connections=Connections(limit=2, trace_configs=[trace]))

    await asyncio.gather(*(call(client, effect) for _ in range(20)))

    assert (len(gateway.requests), gateway.most_open, queued) == (20, 2, [])


async def test_connection_in_use_outlives_the_others(new_client, gateway, play, call) -> None:
    """A stale reply on a kept connection doesn't end a call on another one."""
    client, held, go = new_client(retry=ONCE), [], asyncio.Event()

    async def slow(peer) -> None:
        await peer.rest()
        held.append(peer)
        await go.wait()
        await peer.send(play.http(play.sealed()))

    both_there = asyncio.Barrier(2)

    async def together(peer) -> None:
        await peer.rest()
        await both_there.wait()
        await peer.send(play.http(play.sealed()))

    gateway.plays(together)
    await asyncio.gather(*(call(client, Effect.READ) for _ in range(2)))
    gateway.plays(slow, play.reply())
    waiting = asyncio.create_task(call(client, Effect.READ))
    while not held:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0)
    (other,) = [peer for peer in gateway.peers if peer not in held]
    await other.send(play.http(play.sealed({"out_trade_no": "1", "order_id": "1", "status": "2"})))
    assert (await call(client, Effect.READ)).order_id == "0166"
    assert len(gateway.peers) == 3

    go.set()

    assert (await waiting).order_id == "0166"
