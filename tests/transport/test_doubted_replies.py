"""A reply on a kept connection may be an older call's: when and where it is asked for again."""

from __future__ import annotations

import pytest

from zhixiao_async import BadEnvelope, BadSignature, Effect, NoReply, RetryPolicy

from .effects import ONCE


@pytest.fixture
async def kept(new_client, call):
    """Make a client that tries once, and has kept the connection of a read."""
    client = new_client(retry=ONCE)
    await call(client, Effect.READ)
    return client


async def test_reply_that_is_not_believed(kept, gateway, play, call) -> None:
    """A doubted reply is asked for again on a fresh connection."""
    gateway.plays(play.answer(play.http(play.signed("", sign="0" * 32))), play.reply())
    assert (await call(kept, Effect.READ)).order_id == "0166"
    assert (len(gateway.peers), len(gateway.requests)) == (2, 3)


async def test_reply_that_is_not_believed_there_either(kept, gateway, play, call) -> None:
    """A reply on the fresh connection is taken as it is."""
    gateway.plays(play.answer(play.http(play.signed("", sign="0" * 32))))
    with pytest.raises(BadSignature):
        await call(kept, Effect.READ)
    assert len(gateway.requests) == 3


@pytest.mark.parametrize(
    ("status", "error"), [("200 OK", BadEnvelope), ("503 Busy", NoReply)], ids=["garbled", "503"]
)
async def test_reply_that_is_none(kept, gateway, play, call, status, error) -> None:
    """An answer without an envelope isn't stale; only the policy decides about another attempt."""
    gateway.plays(play.answer(play.http(b"<html>", status=status)))
    with pytest.raises(error):
        await call(kept, Effect.READ)
    assert len(gateway.requests) == 2


async def test_passing_refusal(kept, gateway, play, call) -> None:
    """After a refusal for the moment the next attempt, after its pause, has a fresh connection."""
    gateway.plays(play.reply("系统繁忙".encode(), -1), play.reply())
    twice = kept.with_options(retry=RetryPolicy(attempts=2, backoff=0))
    assert (await call(twice, Effect.READ)).order_id == "0166"
    assert (len(gateway.peers), len(gateway.requests)) == (2, 3)
