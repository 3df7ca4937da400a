"""The table of DESIGN section 3: what can go wrong, and what each kind of call makes of it."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

import attrs
import pytest

from zhixiao_async import (
    BadEnvelope,
    BadSignature,
    Connections,
    Effect,
    NoReply,
    NotSent,
    OutcomeUnknown,
    RequestFailed,
    Timeouts,
    Undecryptable,
    UnexpectedContent,
    ZhixiaoError,
)

QUICK = Timeouts(connect=0.1, sock_connect=0.1, sock_read=0.1, total=0.15, deadline=2)
CAP = 4 * 1024 * 1024


@attrs.define
class Scene:
    """What a fault may set up before the call is made."""

    play: Any
    gateway: Any
    settings: dict[str, Any]
    new_gateway: Callable[..., Any]
    new_client: Callable[..., Any]
    call: Callable[..., Any]
    effect: Effect
    tls: Any
    stack: AsyncExitStack
    monkeypatch: pytest.MonkeyPatch


@pytest.fixture
def scene(play, gateway, new_gateway, new_client, call, effect, tls, stack, monkeypatch) -> Scene:
    return Scene(
        play,
        gateway,
        {"timeouts": QUICK},
        new_gateway,
        new_client,
        call,
        effect,
        tls,
        stack,
        monkeypatch,
    )


async def refused(scene: Scene) -> None:
    scene.settings["base_url"] = scene.new_gateway().url


async def no_such_host(scene: Scene) -> None:
    def resolve(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"{host}: name or service not known")

    scene.monkeypatch.setattr(socket, "getaddrinfo", resolve)
    scene.settings["base_url"] = "http://gateway.invalid"


async def no_tls_there(scene: Scene) -> None:
    scene.gateway.plays(scene.play.at_accept(b"HTTP/1.1 400 Bad Request\r\n\r\n", "close"))
    scene.settings["base_url"] = scene.gateway.url.replace("http:", "https:")


async def endless_handshake(scene: Scene) -> None:
    scene.gateway.plays(scene.play.at_accept(then="stall"))
    scene.settings["base_url"] = scene.gateway.url.replace("http:", "https:")


async def untrusted_certificate(scene: Scene) -> None:
    scene.gateway = scene.new_gateway(scene.tls[0])
    scene.gateway.plays(scene.play.reply())
    await scene.gateway.listen()
    scene.settings["base_url"] = scene.gateway.url


async def all_connections_busy(scene: Scene) -> None:
    scene.gateway.plays(scene.play.answer(b"", "stall"))
    client = scene.new_client(connections=Connections(limit=1))
    patient = client.with_options(timeouts=Timeouts())
    hog = asyncio.create_task(scene.call(patient, scene.effect))
    await scene.gateway.arrived.wait()
    scene.gateway.requests.clear()

    async def hang_up() -> None:
        hog.cancel()
        with suppress(asyncio.CancelledError):
            await hog

    scene.stack.push_async_callback(hang_up)
    scene.settings["client"] = client.with_options(timeouts=QUICK)


def plays(make: Callable[[Any], Any]) -> Callable[[Scene], Awaitable[None]]:
    """The gateway behaves like this."""

    async def arrange(scene: Scene) -> None:
        scene.gateway.plays(make(scene.play))

    return arrange


def answers(
    body: Callable[[Any], bytes], *headers: str, status: str = "200 OK"
) -> Callable[[Scene], Awaitable[None]]:
    """The gateway answers with this body."""
    return plays(lambda play: play.answer(play.http(body(play), *headers, status=status)))


def until_closed(body: Callable[[Any], bytes], head: bytes = b"") -> Any:
    """The gateway sends a body without its length, or with the one in ``head``, and closes."""
    start = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n"
    return plays(lambda play: play.answer(start + body(play), "close"))


@attrs.frozen
class Verdict:
    """What becomes of a read and of a write: error, attempts; how many bytes may have left."""

    read: type[ZhixiaoError]
    write: type[ZhixiaoError]
    read_tries: int
    write_tries: int
    sent: bool = True
    applied: bool = False


UNSENT = Verdict(NotSent, NotSent, 2, 2, sent=False)
LOST = Verdict(NoReply, OutcomeUnknown, 2, 1)
NO_ENVELOPE = Verdict(BadEnvelope, OutcomeUnknown, 2, 1)
STRANGE_STATUS = Verdict(BadEnvelope, OutcomeUnknown, 1, 1)
NOT_SIGNED = Verdict(BadSignature, OutcomeUnknown, 1, 1)
NOT_BELIEVED = Verdict(UnexpectedContent, OutcomeUnknown, 1, 1)
APPLIED = Verdict(UnexpectedContent, OutcomeUnknown, 1, 1, applied=True)
SHUT = Verdict(Undecryptable, OutcomeUnknown, 1, 1, applied=True)
REFUSED = Verdict(RequestFailed, RequestFailed, 1, 1)

FAULTS: dict[str, tuple[Callable[[Scene], Awaitable[None]], Verdict]] = {
    "connection refused": (refused, UNSENT),
    "host name unknown": (no_such_host, UNSENT),
    "no TLS there": (no_tls_there, UNSENT),
    "endless TLS handshake": (endless_handshake, UNSENT),
    "untrusted certificate": (untrusted_certificate, UNSENT),
    "all connections busy": (all_connections_busy, UNSENT),
    "reset at accept": (plays(lambda play: play.at_accept()), LOST),
    "reset mid-request": (plays(lambda play: play.interrupt()), LOST),
    "closed mid-request": (plays(lambda play: play.interrupt(then="close")), LOST),
    "closed without a reply": (plays(lambda play: play.answer(b"", "close")), LOST),
    "no reply": (plays(lambda play: play.answer(b"", "stall")), LOST),
    "slow drip": (plays(lambda play: play.drip(play.http(play.sealed()), 0.02)), LOST),
    "stalled head": (plays(lambda play: play.answer(b"HTTP/1.1 200 OK\r\nX", "stall")), LOST),
    "stalled body": (
        plays(lambda play: play.answer(play.http(play.sealed())[:-9], "stall")),
        LOST,
    ),
    "reset in the body": (
        plays(lambda play: play.answer(play.http(play.sealed())[:-9], "reset")),
        LOST,
    ),
    "body shorter than its length": (
        plays(lambda play: play.answer(play.http(play.sealed())[:-9], "close")),
        LOST,
    ),
    "body longer than its length": (
        until_closed(lambda play: play.sealed(), b"Content-Length: 20\r\n"),
        LOST,
    ),
    "two lengths": (answers(lambda play: play.sealed(), "Content-Length: 3"), LOST),
    "negative length": (
        until_closed(lambda play: play.sealed(), b"Content-Length: -1\r\n"),
        LOST,
    ),
    "broken chunks": (
        until_closed(lambda play: b"zz\r\nhello", b"Transfer-Encoding: chunked\r\n"),
        LOST,
    ),
    "garbage for a status line": (plays(lambda play: play.answer(b"\0garbage\r\n\r\n")), LOST),
    "header over 8 KB": (answers(lambda play: play.sealed(), f"X: {'x' * 9000}"), LOST),
    "gzip that is none": (answers(lambda play: b"{}", "Content-Encoding: gzip"), LOST),
    "429": (answers(lambda play: b"", status="429 Too Many Requests"), LOST),
    "500": (answers(lambda play: b"oops", status="500 Internal Server Error"), LOST),
    "502 in HTML": (answers(lambda play: b"<html>", status="502 Bad Gateway"), LOST),
    "503": (answers(lambda play: b"", status="503 Service Unavailable"), LOST),
    "cut off without a length": (until_closed(lambda play: play.sealed()[:-9]), NO_ENVELOPE),
    "empty 200": (answers(lambda play: b""), NO_ENVELOPE),
    "HTML 200": (answers(lambda play: b"<html>", "Content-Type: text/html"), NO_ENVELOPE),
    "JSON that is no envelope": (answers(lambda play: b'{"status":"2"}'), NO_ENVELOPE),
    "code that is no integer": (answers(lambda play: play.signed("", "0.0")), NO_ENVELOPE),
    "302": (answers(lambda play: b"", "Location: /elsewhere", status="302 Found"), STRANGE_STATUS),
    "307": (
        answers(lambda play: b"", "Location: /elsewhere", status="307 Temporary Redirect"),
        STRANGE_STATUS,
    ),
    "400": (answers(lambda play: b"", status="400 Bad Request"), STRANGE_STATUS),
    "404": (answers(lambda play: b"<html>", status="404 Not Found"), STRANGE_STATUS),
    "no sign": (answers(lambda play: play.signed("", sign=None)), NOT_SIGNED),
    "wrong sign": (answers(lambda play: play.signed("", sign="0" * 32)), NOT_SIGNED),
    "sign not in ASCII": (answers(lambda play: play.signed("", sign="签名")), NOT_SIGNED),
    "code changed": (answers(lambda play: play.signed("", "-1", ret_code="0")), NOT_SIGNED),
    "another order": (
        plays(lambda play: play.reply({"out_trade_no": "1", "order_id": "1", "status": "2"})),
        NOT_BELIEVED,
    ),
    "oversize": (answers(lambda play: b" " * (CAP + 1)), NOT_BELIEVED),
    "oversize without a length": (until_closed(lambda play: b" " * (CAP + 1)), NOT_BELIEVED),
    "oversize announced": (
        plays(
            lambda play: play.answer(
                b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (CAP + 1), "stall"
            )
        ),
        NOT_BELIEVED,
    ),
    "gzip bomb": (
        answers(lambda play: gzip.compress(b" " * (4 * CAP)), "Content-Encoding: gzip"),
        NOT_BELIEVED,
    ),
    "success without a number": (plays(lambda play: play.reply({"status": "2"})), APPLIED),
    "success with a list": (plays(lambda play: play.reply([])), APPLIED),
    "success with a number that is none": (
        plays(lambda play: play.reply({"order_id": ["1"], "status": "2"})),
        APPLIED,
    ),
    "success in plain text": (plays(lambda play: play.reply("成功".encode())), APPLIED),
    "success that isn't text": (plays(lambda play: play.reply(b"\xff\xfe")), SHUT),
    "success that doesn't open": (answers(lambda play: play.signed("x" * 32)), SHUT),
    "success without content": (answers(lambda play: play.signed("")), SHUT),
    "refusal": (plays(lambda play: play.reply("订单不存在".encode(), -1)), REFUSED),
    "refusal with HTTP 500": (
        answers(lambda play: play.sealed(b"no", -1), status="500 Internal Server Error"),
        REFUSED,
    ),
    "refusal in plain text": (answers(lambda play: play.signed("订单不存在", "-1")), REFUSED),
}


@pytest.mark.parametrize("effect", Effect, ids=lambda effect: effect.value)
@pytest.mark.parametrize(("arrange", "verdict"), FAULTS.values(), ids=FAULTS)
async def test_fault(
    scene: Scene,
    attempts,
    effect: Effect,
    arrange: Callable[[Scene], Awaitable[None]],
    verdict: Verdict,
) -> None:
    """Each fault gives the error that says what is known, after as many attempts as are safe."""
    await arrange(scene)
    client = scene.settings.pop("client", None) or scene.new_client(**scene.settings)
    attempts.count = 0
    is_read = effect is Effect.READ

    with pytest.raises(ZhixiaoError) as caught:
        await scene.call(client, effect)

    tries = verdict.read_tries if is_read else verdict.write_tries
    assert type(caught.value) is (verdict.read if is_read else verdict.write)
    assert attempts.count == tries
    assert len(scene.gateway.requests) <= (tries if verdict.sent else 0)
    assert getattr(caught.value, "applied", False) is (verdict.applied and not is_read)
    assert caught.value.out_trade_no == "20881"
    assert caught.value.path


NO_LIMITS = Timeouts(connect=None, sock_connect=None, sock_read=None, total=None, deadline=None)
LIMITS = {
    "connect": (all_connections_busy, NotSent),
    "sock_connect": (endless_handshake, NotSent),
    "sock_read": (plays(lambda play: play.answer(b"", "stall")), OutcomeUnknown),
    "total": (plays(lambda play: play.drip(play.http(b" " * 1000), 0.02)), OutcomeUnknown),
    "deadline": (plays(lambda play: play.drip(play.http(b" " * 1000), 0.02)), OutcomeUnknown),
}


@pytest.mark.parametrize("effect", [Effect.MONEY], ids=["money"])
@pytest.mark.parametrize("limit", LIMITS)
async def test_each_limit_ends_its_own_wait(scene: Scene, effect: Effect, limit: str) -> None:
    """No limit leans on another: each alone ends the kind of wait that it is for."""
    arrange, error = LIMITS[limit]
    await arrange(scene)
    client = scene.settings.pop("client", None) or scene.new_client(**scene.settings)
    client = client.with_options(timeouts=attrs.evolve(NO_LIMITS, **{limit: 0.1}))

    with pytest.raises(error):
        await asyncio.wait_for(scene.call(client, effect), 5)


@pytest.mark.parametrize("effect", Effect, ids=lambda effect: effect.value)
@pytest.mark.parametrize("status", ["201 Created", "302 Found", "404 Not Found", "500 Oops"])
async def test_signed_success_is_believed_whatever_the_status(
    client, gateway, play, call, effect, status
) -> None:
    """The gateway's word is in the envelope: a proxy's idea of a status changes nothing."""
    gateway.plays(play.answer(play.http(play.sealed(), status=status)))

    result = await call(client, effect)

    assert result.order_id == "0166"
