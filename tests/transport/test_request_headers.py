"""Each request's headers, and what an answer can't change: no redirects, no cookies."""

from __future__ import annotations

from importlib.metadata import version

import aiohttp
import pytest

from zhixiao_async import (
    BadReply,
    Connections,
    Effect,
    OutcomeUnknown,
)

from .effects import effects


@effects
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(
    client, gateway, new_gateway, play, call, effect, status
) -> None:
    """A redirect's target doesn't get the request."""
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
    """An answer's cookies aren't sent back."""
    # A name, because aiohttp keeps no cookies of bare addresses anyway.
    client = new_client(base_url=f"http://localhost:{gateway.port}")
    gateway.plays(play.answer(play.http(play.sealed(), "Set-Cookie: session=1; Path=/")))
    await call(client, effect)
    await call(client, effect)

    assert gateway.requests[1].header("cookie") == []


@effects
async def test_headers(client, gateway, call, effect) -> None:
    """Each request has the documented content type and the user agent, once."""
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
    """A caller's own content type, in whatever case, neither replaces nor doubles it."""
    await call(new_client(connections=Connections(headers={name: "text/plain"})), Effect.READ)

    assert gateway.requests[0].header("content-type") == [
        "application/x-www-form-urlencoded;charset=utf-8"
    ]


async def test_your_traces_fire(new_client, call) -> None:
    """Connections(trace_configs=…) sees the requests beside the library's own trace."""
    seen: list[str] = []

    async def note(_: object, __: object, params: aiohttp.TraceRequestEndParams) -> None:
        seen.append(params.url.path)

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(note)
    await call(new_client(connections=Connections(trace_configs=[trace])), Effect.MONEY)

    assert seen == ["/pay_api/order_refund"]
