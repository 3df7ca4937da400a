"""The pause before another attempt, and the deadline that ends the attempts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zhixiao_async import (
    Effect,
    NoReply,
    OutcomeUnknown,
    RetryPolicy,
    Timeouts,
)


def busy(play, wish: str):
    """Answer with a 503 that says when to come again."""
    return play.answer(play.http(b"", f"Retry-After: {wish}", status="503 Busy"))


def unsigned(play, wish: str):
    """Answer with a 429 and a sentence that nobody signed."""
    body = play.signed("请求过于频繁", "-1", sign=None)
    return play.answer(play.http(body, f"Retry-After: {wish}", status="429 Too Many Requests"))


def refused_for(play, wish: str):
    """Answer with a signed refusal that says when to come again."""
    sealed = play.sealed("系统繁忙".encode(), -1)
    return play.answer(play.http(sealed, f"Retry-After: {wish}", status="503 Busy"))


@pytest.mark.parametrize(("wish", "pause"), [("3", 3.0), ("1.5", 1.5), ("soon", 1.0), ("１", 1.0)])
@pytest.mark.parametrize(
    "busy_with",
    [
        lambda play, wish: busy(play, wish),
        lambda play, wish: unsigned(play, wish),
        lambda play, wish: refused_for(play, wish),
    ],
    ids=["503", "unsigned", "passing refusal"],
)
async def test_retry_after_is_honoured(
    new_client, gateway, play, call, monkeypatch, wish, pause, busy_with
) -> None:
    """The pause is as long as the gateway asks for, if that is longer than the policy's."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("zhixiao_async.transport.retry.asyncio", SimpleNamespace(sleep=sleep))
    client = new_client(timeouts=Timeouts(total=2, deadline=10))
    await call(client, Effect.READ)  # leaves a connection that the next call reuses
    gateway.plays(busy_with(play, wish.encode().decode("latin-1")), play.reply())

    await call(client, Effect.READ)

    assert pauses == [pause]


@pytest.mark.parametrize(
    "wish",
    ["60", "1234567", "9" * 400, "Wed, 21 Oct 2065 07:28:00 GMT", "Wed Oct 21 07:28:00 2065"],
)
async def test_retry_after_beyond_the_deadline_is_not_waited_for(
    new_client, gateway, play, call, attempts, wish
) -> None:
    """A call with a second left doesn't wait for a minute."""
    gateway.plays(busy(play, wish), play.reply())

    with pytest.raises(NoReply):
        await call(new_client(timeouts=Timeouts(total=1, deadline=1)), Effect.READ)

    assert attempts.count == 1


async def test_retry_after_is_named(new_client, gateway, play, call) -> None:
    """A call that doesn't wait says in its error how long the gateway asked to wait."""
    gateway.plays(busy(play, "99999"))

    with pytest.raises(NoReply, match="HTTP 503 and asks to wait 99999 s") as caught:
        await call(new_client(timeouts=Timeouts(deadline=None)), Effect.READ)
    assert caught.value.retry_after == 99999


async def test_deadline_ends_the_retries(new_client, gateway, play, call, attempts) -> None:
    """Attempts that time out are repeated within the call's deadline only."""
    gateway.plays(play.answer(b"", "stall"))
    client = new_client(
        timeouts=Timeouts(total=0.1, deadline=0.25),
        retry=RetryPolicy(attempts=1000, backoff=0, budget=1000),
    )

    with pytest.raises(NoReply):
        await call(client, Effect.READ)

    assert 2 <= attempts.count <= 4


async def test_deadline_cuts_an_attempt_short(new_client, gateway, play, call, attempts) -> None:
    """An attempt may not outlast the call, whatever its own limits are."""
    gateway.plays(play.answer(b"", "stall"))
    client = new_client(timeouts=Timeouts(sock_read=None, total=None, deadline=0.1))

    with pytest.raises(OutcomeUnknown, match="timed out"):
        await call(client, Effect.MONEY)
