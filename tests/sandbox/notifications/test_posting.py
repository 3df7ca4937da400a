"""The verdict on a merchant's answer, and the URLs of this machine."""

import asyncio
import json

import pytest
from aiohttp import ClientTimeout

from tests.sandbox.conftest import order_fields
from zhixiao_async.protocol.envelope import seal_reply
from zhixiao_async.sandbox import TEST_CREDENTIALS, Verdict
from zhixiao_async.sandbox.notifications.posting import is_local, judge

from .test_delivery_tasks import paid

KIB = 1024


@pytest.mark.parametrize(
    ("before", "verdict"), [(64 * KIB - 7, Verdict.PLAIN), (64 * KIB - 6, Verdict.UNREADABLE)]
)
async def test_long_answer(gateway, create, merchant, before, verdict):
    """An answer of 64 KiB is read to its end, and a longer one is cut off."""
    merchant.say(b" " * before + b"success")
    await paid(gateway, create)
    (attempt,) = gateway.notifications
    assert attempt.verdict is verdict
    assert len(attempt.answer) == min(before + 7, 64 * KIB)


async def test_answer_that_is_no_text(gateway, create, merchant):
    """An answer that isn't text is recorded as far as it can be decoded."""
    merchant.say(b"\xffno")
    await paid(gateway, create)
    assert gateway.notifications[0].answer == "\ufffdno"


async def test_silent_merchant(gateway, create, merchant, monkeypatch):
    """Silence for five seconds is UNREACHABLE, with a timeout as the reason."""
    limits = []

    def limited(total: float, **more: float) -> ClientTimeout:
        if more:  # the client's own
            return ClientTimeout(total=total, **more)
        limits.append(total)
        return ClientTimeout(total=0.05)

    monkeypatch.setattr("aiohttp.ClientTimeout", limited)
    merchant.slow = True
    await paid(gateway, create)
    (attempt,) = gateway.notifications
    assert limits == [5.0]
    assert (attempt.verdict, attempt.status) == (Verdict.UNREACHABLE, None)
    assert "Timeout" in attempt.answer


SECRET = TEST_CREDENTIALS


def unsigned(ret_code: object) -> bytes:
    return json.dumps({"ret_code": ret_code}).encode()


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (b"success", Verdict.PLAIN),
        (b"\tSuccess\n", Verdict.PLAIN),
        (b"successful", Verdict.UNREADABLE),
        (seal_reply(SECRET, 0, b"success"), Verdict.SEALED),
        (seal_reply(SECRET, 0, b" SUCCESS "), Verdict.SEALED),
        (seal_reply(SECRET, 0, b""), Verdict.SEALED),
        (seal_reply(SECRET, 0, b"ok"), Verdict.CODE_ONLY),
        (seal_reply(SECRET, -1, b"success"), Verdict.REFUSED),
        (unsigned(0), Verdict.CODE_ONLY),
        (unsigned("0"), Verdict.CODE_ONLY),
        (b"\xef\xbb\xbf" + unsigned(0), Verdict.CODE_ONLY),
        (unsigned(-1), Verdict.REFUSED),
        (unsigned("x"), Verdict.REFUSED),
        (unsigned(None), Verdict.UNREADABLE),
        (unsigned(False), Verdict.UNREADABLE),
        (b"{}", Verdict.UNREADABLE),
        (b"0", Verdict.UNREADABLE),
        (b"\xff", Verdict.UNREADABLE),
        (b'{"ret_code":"\xff"}', Verdict.UNREADABLE),
        (b"[" * 5000, Verdict.UNREADABLE),
    ],
)
def test_judgement(answer, verdict):
    """An answer is judged by the most generous reading that partners have met."""
    assert judge(SECRET, answer) is verdict


def test_verdicts_that_end_the_series():
    """Exactly the successes end the series."""
    ending = {verdict for verdict in Verdict if verdict.success}
    assert ending == {Verdict.SEALED, Verdict.PLAIN, Verdict.CODE_ONLY}


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost/n", True),
        ("https://localhost:8080/n", True),
        ("http://127.0.0.9/n", True),
        ("http://[::1]:80/n", True),
        ("ftp://127.0.0.1/n", False),
        ("127.0.0.1", False),
        ("//127.0.0.1/n", False),
        ("http://10.0.0.1/n", False),
        ("http://[::2]/n", False),
        ("http://[::1/n", False),
        ("http:///n", False),
        ("http://localhost.example.com/n", False),
    ],
)
def test_urls_of_this_machine(url, local):
    """Loopback addresses and localhost are this machine, and no name is looked up."""
    assert is_local(url) is local


async def test_merchant_that_hangs_up(gateway, client):
    """A merchant that hangs up is UNREACHABLE."""

    def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        await gateway.pay((await client.order_create(**order_fields(url))).order_id)
        attempt = await asyncio.wait_for(gateway.notifier.next_attempt(), 30)
    assert (attempt.verdict, attempt.answer) == (Verdict.UNREACHABLE, "Server disconnected")
