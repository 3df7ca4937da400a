"""The logger ``zhixiao.calls``: a line for each call, and at DEBUG one for each attempt."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from zhixiao_async import BadReply, Effect, NoReply, OutcomeUnknown, ZhixiaoError
from zhixiao_async.telemetry import observers

from .raw_gateway import CREDENTIALS

NAME = "zhixiao.calls"
APP = CREDENTIALS.app_id
BUSY = {"status": "503 Service Unavailable"}


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """Return a function that takes the lines so far: of each its level, text and fields."""
    caplog.set_level(logging.DEBUG, NAME)

    def take(level: int = logging.INFO) -> list[tuple[str, str, dict[str, Any]]]:
        records = [one for one in caplog.records if one.name == NAME and one.levelno >= level]
        return [(one.levelname, one.getMessage(), told(one)) for one in records]

    return take


def told(line: logging.LogRecord) -> dict[str, Any]:
    """Return the fields that a log handler can look up without reading a line's text."""
    fields = {name: value for name, value in vars(line).items() if name.startswith("zhixiao_")}
    assert 0 < fields.pop("zhixiao_ms") < 60_000
    return {name.removeprefix("zhixiao_"): value for name, value in fields.items()}


async def test_success(client, call, lines):
    """A call that succeeds is one line, as text and as typed fields."""
    await call(client, Effect.KEYED)
    ((level, text, fields),) = lines()
    start = f"call endpoint=order_create app_id={APP} out_trade_no=20881 outcome=ok attempts=1"
    assert level == "INFO"
    assert text.startswith(f"{start} status=200 ms=")
    assert fields == {
        "endpoint": "order_create",
        "app_id": APP,
        "out_trade_no": "20881",
        "outcome": "ok",
        "attempts": 1,
        "status": 200,
    }


async def test_nothing_personal(client, call, lines, caplog):
    """A payer's number is in no line and no field."""
    await call(client, Effect.KEYED)
    await client.user_card(user_no="2013141516")
    assert lines()[1][1].startswith(f"call endpoint=user_card app_id={APP} outcome=")
    assert "2013141516" not in "".join(str(vars(record)) for record in caplog.records)


async def test_raw_names_its_path(client, lines):
    """A line of ``raw()`` names the path, and the numbers that its parameters name."""
    await client.raw("/pay_api/order_query", {"out_trade_no": 20881, "user_no": "2013141516"})
    fields = lines()[0][2]
    assert fields["path"] == "/pay_api/order_query"
    assert (fields["endpoint"], fields["out_trade_no"]) == ("raw", "20881")


async def test_number_that_breaks_the_line(client, lines):
    """A number that could pass for another line is quoted in the text."""
    with pytest.raises(BadReply):  # it is about another order
        await client.raw("/pay_api/order_query", {"out_trade_no": "1\ncall endpoint=x"})
    ((_, text, fields),) = lines()
    assert r"out_trade_no='1\ncall endpoint=x' " in text
    assert fields["out_trade_no"] == "1\ncall endpoint=x"


REFUSAL = {"error": "RequestFailed", "ret_code": -1, "status": 200}
LOST = {"error": "OutcomeUnknown", "status": 503}


@pytest.mark.parametrize(
    ("effect", "plays", "level", "outcome", "more"),
    [
        (Effect.READ, lambda play: play.reply("没有", -1), "INFO", "refused", REFUSAL),
        (
            Effect.READ,
            lambda play: play.answer(play.http(b"", **BUSY)),
            "INFO",
            "no_reply",
            {"error": "NoReply", "status": 503, "attempts": 2},
        ),
        (
            Effect.READ,
            lambda play: play.answer(play.http(play.signed("AAAA", sign="0"))),
            "INFO",
            "bad_reply",
            {"error": "BadSignature", "status": 200},
        ),
        (Effect.MONEY, lambda play: play.reply("没有", -1), "INFO", "refused", REFUSAL),
        (
            Effect.KEYED,
            lambda play: play.answer(play.http(b"", **BUSY)),
            "WARNING",
            "unknown",
            LOST,
        ),
        (
            Effect.MONEY,
            lambda play: play.answer(play.http(b"", **BUSY)),
            "WARNING",
            "unknown",
            LOST,
        ),
        (
            Effect.MONEY,
            lambda play: play.reply(b"\xff"),
            "WARNING",
            "applied",
            {"error": "OutcomeUnknown", "status": 200},
        ),
    ],
)
async def test_failure(client, gateway, play, call, lines, effect, plays, level, outcome, more):
    """A failure is at INFO unless the money is in doubt, and has the outcome and the error."""
    gateway.plays(plays(play))
    with pytest.raises(ZhixiaoError):
        await call(client, effect)
    ((at, _, fields),) = lines()
    assert (at, fields["outcome"]) == (level, outcome)
    assert more.items() <= fields.items()
    assert ("resolve_by" in fields) is (level == "WARNING")


async def test_not_sent(new_gateway, new_client, call, lines):
    """A call that never left says so, without a status."""
    with pytest.raises(ZhixiaoError):
        await call(new_client(base_url=new_gateway().url), Effect.MONEY)
    ((level, _, fields),) = lines()
    assert (level, fields["outcome"], fields["attempts"]) == ("INFO", "not_sent", 2)
    assert "status" not in fields


async def test_fault_of_ours(client, call, lines, monkeypatch):
    """An exception that isn't foreseen is named by its type alone."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("小明")

    monkeypatch.setattr("zhixiao_async.transport.verify.open_reply", fail)
    with pytest.raises(RuntimeError):
        await call(client, Effect.READ)
    (_, _, attempt), (_, text, fields) = lines(logging.DEBUG)
    assert (attempt["stage"], fields["outcome"]) == ("error", "error")
    assert fields["error"] == "RuntimeError"
    assert "小明" not in text


async def test_cancelled_read(client, gateway, play, call, lines):
    """A read that its caller cancels is told of, and leaves nothing in doubt."""
    gateway.plays(play.answer(b"", "stall"))
    task = asyncio.create_task(call(client, Effect.READ))
    await gateway.arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (_, _, attempt), (level, _, fields) = lines(logging.DEBUG)
    assert (attempt["stage"], level) == ("interrupted", "INFO")
    assert (fields["outcome"], fields["error"]) == ("cancelled", "CancelledError")


async def test_attempts(client, gateway, play, call, lines):
    """Each attempt is a line at DEBUG, with its stage, status and what is known of a silent one."""
    gateway.plays(play.answer(b"", "close"), play.reply())
    await call(client, Effect.READ)
    (first_at, _, first), (_, text, second), (_, _, whole) = lines(logging.DEBUG)
    subject = {"endpoint": "order_query", "app_id": APP, "out_trade_no": "20881"}
    reason = {"reason": "the connection was lost while waiting for the reply"}
    assert (first_at, first.pop("reason")[:14]) == ("DEBUG", reason["reason"][:14])
    assert first == {**subject, "attempt": 1, "stage": "unanswered"}
    assert second == {**subject, "attempt": 2, "stage": "answered", "status": 200}
    assert text.startswith(
        f"attempt endpoint=order_query app_id={APP} out_trade_no=20881 attempt=2"
    )
    assert (whole["attempts"], whole["status"]) == (2, 200)


async def test_attempt_says_nothing_of_an_answer(client, gateway, play, call, lines):
    """An attempt's reason quotes no answer, which may be personal."""
    gateway.plays(play.reply("小明:系统繁忙", -1))
    with pytest.raises(ZhixiaoError):
        await call(client, Effect.READ)
    attempts = [fields for level, _, fields in lines(logging.DEBUG) if level == "DEBUG"]
    assert [fields["stage"] for fields in attempts] == ["put_off", "put_off"]
    assert "小明" not in str(lines(logging.DEBUG))


async def test_silence_by_default(client, gateway, play, call, caplog):
    """At Python's own level only doubt is told."""
    await call(client, Effect.READ)
    assert not caplog.records
    gateway.plays(play.answer(play.http(b"", **BUSY)))
    with pytest.raises(NoReply):
        await call(client, Effect.READ)
    assert not caplog.records
    with pytest.raises(OutcomeUnknown):
        await call(client, Effect.MONEY)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_observer_that_fails(client, call, monkeypatch, caplog):
    """A broken observer costs no payment, at whichever point it breaks."""

    class Broken:
        wants_attempts = True

        def idle(self) -> bool:
            return False

        def call(self, call: Any) -> Any:
            if call.endpoint.effect is Effect.READ:
                raise RuntimeError("小明")
            return self

        def attempt(self, attempt: Any) -> None:
            raise RuntimeError("小明")

        def end(self) -> None:
            raise RuntimeError("小明")

    monkeypatch.setattr(observers, "observers", [Broken()])
    caplog.set_level(logging.DEBUG, "zhixiao")
    assert (await call(client, Effect.READ)).order_id == "0166"
    assert (await call(client, Effect.MONEY)).order_id == "0166"
    failed = [record.getMessage() for record in caplog.records if record.name == "zhixiao"]
    assert failed == ["telemetry failed: RuntimeError"] * 3


async def test_doubt_without_logging(client, gateway, play, call, capsys, monkeypatch):
    """A program that has set up no logging is told of a doubt by the exception alone."""
    monkeypatch.setattr(logging.getLogger("zhixiao"), "propagate", False)
    gateway.plays(play.answer(play.http(b"", **BUSY)))
    with pytest.raises(OutcomeUnknown):
        await call(client, Effect.MONEY)
    assert capsys.readouterr().err == ""
