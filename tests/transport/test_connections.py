"""Which connection a call uses, what goes over it, and how a client ends."""

from __future__ import annotations

import asyncio
import os
import resource
from datetime import datetime
from importlib.metadata import version

import aiohttp
import pytest

from zhixiao_async import (
    BadReply,
    Client,
    Connections,
    Effect,
    Mask,
    NoReply,
    NotSent,
    OutcomeUnknown,
    RequestFailed,
    RetryPolicy,
)

effects = pytest.mark.parametrize("effect", Effect, ids=lambda effect: effect.value)
changing = pytest.mark.parametrize(
    "effect", [Effect.KEYED, Effect.MONEY], ids=lambda effect: effect.value
)
ONCE = RetryPolicy(attempts=1)
UNPAID = {"out_trade_no": "20881", "order_id": "0166", "status": "1"}
ANOTHER = {"out_trade_no": "1", "order_id": "1", "status": "2"}


async def test_reads_share_a_connection(client, gateway, call) -> None:
    """A second read saves the handshake."""
    await call(client, Effect.READ)
    await call(client, Effect.READ)

    assert (len(gateway.peers), len(gateway.requests)) == (1, 2)


@changing
async def test_each_change_has_a_connection_to_itself(client, gateway, call, effect) -> None:
    """Nothing stale can lie on a connection that nobody has used."""
    await call(client, Effect.READ)
    await call(client, effect)
    await call(client, effect)

    assert (len(gateway.peers), len(gateway.requests)) == (3, 3)


async def test_read_that_names_no_number_has_a_connection_to_itself(client, gateway, play) -> None:
    """Its reply can't be checked against the question, so it mustn't be a stale one."""
    gateway.plays(play.reply({"user_no": "1"}))

    await client.user_identity(uid="2088")
    await client.user_identity(uid="2088")

    assert len(gateway.peers) == 2


async def test_read_that_is_narrowed_has_a_connection_to_itself(client, gateway, play) -> None:
    """Nor can what a reply needn't repeat: the school, or the fields of a form."""
    gateway.plays(play.reply({"user_no": "1"}), play.reply({"user_no": "1"}), play.reply([]))

    await client.user_card(user_no="1", school_id="A")
    await client.user_card(user_no="1", school_id="B")
    await client.order_query_form(out_trade_no="20881", form_data={"学号": "1"})

    assert len(gateway.peers) == 3


def listing(*rows: str) -> dict[str, object]:
    """A window of a day that holds these orders."""
    day = {"begin_time": "2026-03-01 00:00:00", "end_time": "2026-03-02 00:00:00"}
    data = [{"id": one, "order_id": one, "fee": 1} for one in rows]
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
    """What lies unasked on an idle connection isn't the answer to the next call."""
    await call(client, Effect.READ)
    await gateway.peers[0].send(play.http(stale(play)))

    assert (await call(client, effect)).order_id == "0166"


async def test_connection_that_held_a_stale_reply_is_given_up(client, gateway, play, call) -> None:
    """The reply that the stale one pushed back would be the next read's: yesterday's news."""
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
    """Nothing stale can be there, so an empty answer is the answer."""
    gateway.plays(play.reply([]))

    assert await client.order_query_form(out_trade_no="20881") == []
    assert len(gateway.requests) == 1


async def test_refusal_of_a_read_on_a_kept_connection_comes_out(
    client, gateway, play, call
) -> None:
    """Asked again on a fresh connection, a genuine refusal is said again, and believed."""
    await call(client, Effect.READ)
    gateway.plays(play.reply("订单不存在".encode(), -1))

    with pytest.raises(RequestFailed, match="订单不存在"):
        await call(client, Effect.READ)


@effects
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(
    client, gateway, new_gateway, play, call, effect, status
) -> None:
    """Whoever answers with a redirect doesn't get the request carried to a place he names."""
    elsewhere = new_gateway()
    elsewhere.plays(play.reply())
    await elsewhere.listen()
    gateway.plays(
        play.answer(play.http(b"", f"Location: {elsewhere.url}/", status=f"{status} Moved"))
    )

    with pytest.raises((BadReply, OutcomeUnknown)):
        await call(client, effect)

    assert not elsewhere.peers


@effects
async def test_cookies_are_not_sent_back(new_client, gateway, play, call, effect) -> None:
    """A merchant's calls aren't a session, and an answer can't make them one."""
    # A name, because aiohttp keeps no cookies of bare addresses anyway.
    client = new_client(base_url=f"http://localhost:{gateway.port}")
    gateway.plays(play.answer(play.http(play.sealed(), "Set-Cookie: session=1; Path=/")))
    await call(client, effect)
    await call(client, effect)

    assert gateway.requests[1].header("cookie") == []


@effects
async def test_headers(client, gateway, call, effect) -> None:
    """Each request says what it is, as the document wants it, and who sends it, once."""
    await call(client, effect)

    (request,) = gateway.requests
    assert request.line.startswith("POST /pay_api/order_")
    assert request.header("content-type") == ["application/x-www-form-urlencoded;charset=utf-8"]
    assert request.header("user-agent") == [f"zhixiao/{version('zhixiao')}"]
    assert request.header("host") == [f"127.0.0.1:{gateway.port}"]
    assert request.header("content-length") == [str(len(request.body))]


async def test_headers_of_your_own_are_sent(new_client, gateway, call) -> None:
    """Connections(headers=…) adds to every request."""
    client = new_client(connections=Connections(headers={"X-School": "10086"}))
    await call(client, Effect.READ)

    assert gateway.requests[0].header("x-school") == ["10086"]


async def test_user_agent_of_your_own_replaces_the_default(new_client, gateway, call) -> None:
    """Connections(user_agent=…) is sent as it is."""
    await call(new_client(connections=Connections(user_agent="school/1")), Effect.READ)

    assert gateway.requests[0].header("user-agent") == ["school/1"]


@pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
async def test_content_type_stays_the_documented_one(new_client, gateway, call, name) -> None:
    """A header of one's own, in whatever case, neither replaces nor doubles it."""
    await call(new_client(connections=Connections(headers={name: "text/plain"})), Effect.READ)

    assert gateway.requests[0].header("content-type") == [
        "application/x-www-form-urlencoded;charset=utf-8"
    ]


async def forward(peer) -> None:
    """Be a small forward proxy for one request: plain, or tunnelled after CONNECT."""
    request = await peer.rest()
    method, target, _ = request.line.split()
    address = target.removeprefix("http://").partition("/")[0]
    reader, writer = await asyncio.open_connection(*address.split(":"))

    async def pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            sink.write(data)
        sink.close()

    if method == "CONNECT":
        await peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
    else:
        writer.write(request.raw)
    try:
        await asyncio.gather(pipe(reader, peer.writer), pipe(peer.reader, writer))
    finally:
        writer.transport.abort()


@effects
async def test_proxy(new_client, gateway, new_gateway, call, effect) -> None:
    """With a proxy every request goes through it, and arrives whole."""
    proxy = new_gateway()
    proxy.plays(forward)
    await proxy.listen()
    client = new_client(connections=Connections(proxy=proxy.url))

    assert (await call(client, effect)).order_id == "0166"
    assert proxy.requests[0].line.startswith(f"POST {gateway.url}/pay_api/")
    assert proxy.requests[0].body == gateway.requests[0].body


@pytest.mark.parametrize("face", ["async", "sync"])
@pytest.mark.parametrize("effect", [Effect.READ], ids=["read"])
async def test_proxy_of_the_environment(scene, monkeypatch, effect) -> None:
    """Who asks for it goes through it; who doesn't, and reaches nobody, is told of it."""
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("http_proxy", scene.gateway.url)
    nowhere = {"base_url": "http://127.0.0.1:9", "retry": ONCE}
    through = scene.new_client(connections=Connections(proxy="environment"), **nowhere)
    past = scene.new_client(**nowhere)

    assert (await scene.calls(through, effect)).order_id == "0166"
    assert scene.gateway.requests[0].line.startswith("POST http://127.0.0.1:9/pay_api/")
    with pytest.raises(NotSent, match="HTTP_PROXY is set, and used only with"):
        await scene.calls(past, effect)


@pytest.mark.parametrize("face", ["async", "sync"])
@pytest.mark.parametrize("effect", [Effect.READ], ids=["read"])
async def test_proxy_that_is_not_to_blame(scene, monkeypatch, effect) -> None:
    """A gateway that was reached without the environment's proxy hangs up for another reason."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    scene.gateway.plays(scene.play.answer(b"", "close"))

    with pytest.raises(NoReply) as caught:
        await scene.calls(scene.new_client(retry=ONCE), effect)
    assert "PROXY" not in str(caught.value)


@effects
async def test_https_through_a_proxy(new_client, new_gateway, play, call, tls, effect) -> None:
    """A proxy that tunnels learns the address and nothing else."""
    secure, proxy = new_gateway(tls[0]), new_gateway()
    secure.plays(play.reply())
    proxy.plays(forward)
    await secure.listen()
    await proxy.listen()
    client = new_client(base_url=secure.url, connections=Connections(proxy=proxy.url, ssl=tls[1]))

    assert (await call(client, effect)).order_id == "0166"
    assert proxy.requests[0].line == f"CONNECT 127.0.0.1:{secure.port} HTTP/1.1"


@effects
async def test_https_with_a_context_of_your_own(
    new_client, new_gateway, play, call, tls, effect
) -> None:
    """Connections(ssl=…) says whom to trust."""
    secure = new_gateway(tls[0])
    secure.plays(play.reply())
    await secure.listen()
    client = new_client(base_url=secure.url, connections=Connections(ssl=tls[1]))

    assert (await call(client, effect)).order_id == "0166"


async def test_your_traces_fire(new_client, call) -> None:
    """Connections(trace_configs=…) sees the requests beside the library's own trace."""
    seen: list[str] = []

    async def note(_: object, __: object, params: aiohttp.TraceRequestEndParams) -> None:
        seen.append(params.url.path)

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(note)
    await call(new_client(connections=Connections(trace_configs=[trace])), Effect.MONEY)

    assert seen == ["/pay_api/order_refund"]


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
    """There the wait for a free connection would count as one for the gateway."""
    queued: list[object] = []

    async def note(*event: object) -> None:
        queued.append(event)

    trace = aiohttp.TraceConfig()
    trace.on_connection_queued_start.append(note)
    client = new_client(connections=Connections(limit=2, trace_configs=[trace]))

    await asyncio.gather(*(call(client, effect) for _ in range(20)))

    assert (len(gateway.requests), gateway.most_open, queued) == (20, 2, [])


@effects
async def test_closed_client_refuses(client, gateway, call, effect) -> None:
    """Using a client after close() is a mistake in the program, and nothing is sent."""
    await client.close()

    with pytest.raises(RuntimeError, match="closed"):
        await call(client, effect)
    assert not gateway.peers


async def test_closing_twice_is_fine(client, call) -> None:
    """close() may be called again, also on a client that has been used."""
    await call(client, Effect.READ)
    await client.close()

    await client.close()


async def test_leaving_the_block_hangs_up(gateway, play, call) -> None:
    """Leaving ``async with`` closes the connection that a read has kept."""
    async with Client(play.credentials, base_url=gateway.url) as client:
        await call(client, Effect.READ)

    assert await gateway.peers[0].reader.read() == b""


async def test_connection_in_use_outlives_the_others(new_client, gateway, play, call) -> None:
    """A stale reply on one kept connection ends none that a call is waiting on."""
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


@changing
async def test_closing_during_a_change_leaves_its_outcome_unknown(
    new_client, gateway, play, call, effect
) -> None:
    """The request had been sent when the client was closed, and the error still says so."""
    gateway.plays(play.answer(b"", "stall"))
    client = new_client(retry=RetryPolicy(attempts=2, backoff=0, resend_keyed=True))
    task = asyncio.create_task(call(client, effect))
    await gateway.arrived.wait()

    await client.close()

    with pytest.raises(OutcomeUnknown):
        await task


@pytest.mark.parametrize(
    ("proxy", "peer"),
    [(None, "http://127.0.0.1:9"), ("http://user:geheim@127.0.0.1:9", "the proxy")],
    ids=["gateway", "proxy"],
)
async def test_who_could_not_be_reached_is_named(new_client, proxy, peer) -> None:
    """The base URL shows where the client looked; of a proxy it shows no more than that."""
    client = new_client(
        base_url="http://127.0.0.1:9", connections=Connections(proxy=proxy), retry=ONCE
    )

    with pytest.raises(NotSent, match=f"no connection to {peer} could be made"):
        await client.order_query(order_id="1")


@effects
async def test_out_of_descriptors(new_client, gateway, call, effect) -> None:
    """A process with none left for a socket has sent nothing, and is told why."""
    client = new_client(retry=ONCE)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.close(lowest := os.dup(0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        with pytest.raises(NotSent, match="no file descriptor is left"):
            await call(client, effect)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert not gateway.peers
    assert (await call(client, effect)).order_id == "0166"


def test_client_belongs_to_one_loop(play) -> None:
    """A client that one event loop has used is refused by another, before anything is sent."""
    client = Client(play.credentials, base_url="http://127.0.0.1:9", retry=ONCE)

    async def call() -> None:
        with pytest.raises(NotSent):
            await client.order_query(order_id="1")

    with asyncio.Runner() as first, asyncio.Runner() as second:
        first.run(call())
        with pytest.raises(RuntimeError, match="another event loop"):
            second.run(call())
        first.run(client.close())


def test_busy_client_belongs_to_one_loop(play) -> None:
    """It is refused by another also while no connection is free, and waits for none there."""
    client = Client(play.credentials, base_url="http://127.0.0.1:9", retry=ONCE)

    async def no_place_left() -> None:
        places = client._exchange._transport.sessions.places("")
        while not places.locked():
            await places.acquire()

    async def call() -> None:
        await client.order_query(order_id="1")

    with asyncio.Runner() as first, asyncio.Runner() as second:
        first.run(no_place_left())
        with pytest.raises(RuntimeError, match="this Client belongs to another event loop"):
            second.run(call())
        first.run(client.close())
