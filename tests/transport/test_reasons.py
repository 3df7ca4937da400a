"""The reason of a failed attempt, and the limits of an attempt: without any network."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from zhixiao_async import Timeouts
from zhixiao_async.transport.failures import AttemptFailed, FailureStage
from zhixiao_async.transport.http import client_timeout, read_capped
from zhixiao_async.transport.reasons import reason

UNSENT, UNANSWERED = FailureStage.UNSENT, FailureStage.UNANSWERED
PEER = "http://127.0.0.1:9"
KEY: Any = SimpleNamespace(host="127.0.0.1", port=9, ssl=True, is_ssl=True)
LOST = "the connection was lost before the reply"
BROKEN = "the reply isn't valid HTTP"

REASONS = {
    "too slow to connect": (TimeoutError(), UNSENT, f"timed out connecting to {PEER}"),
    "too slow to answer": (TimeoutError(), UNANSWERED, "timed out waiting for the reply"),
    "process out of descriptors": (
        OSError(errno.EMFILE, "too many"),
        UNSENT,
        f"no file descriptor is left for a connection to {PEER}",
    ),
    "machine out of descriptors": (
        OSError(errno.ENFILE, "too many"),
        UNSENT,
        f"no file descriptor is left for a connection to {PEER}",
    ),
    "unknown host": (
        aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "unknown")),
        UNSENT,
        f"the host name of {PEER} can't be resolved",
    ),
    "bad certificate": (
        aiohttp.ClientConnectorCertificateError(KEY, ValueError("self-signed")),
        UNSENT,
        "the gateway's certificate isn't valid",
    ),
    "no handshake": (
        aiohttp.ClientConnectorSSLError(KEY, OSError(1, "wrong version")),
        UNSENT,
        "the TLS handshake failed",
    ),
    "proxy that refuses": (
        aiohttp.ClientHttpProxyError(None, (), status=407),  # type: ignore[arg-type]
        UNSENT,
        "the proxy refused with HTTP 407",
    ),
    "refused": (ConnectionRefusedError(), UNSENT, f"no connection to {PEER} could be made"),
    "cut off": (aiohttp.ClientPayloadError(), UNANSWERED, "the reply was cut off"),
    "broken head": (aiohttp.ClientResponseError(None, ()), UNANSWERED, BROKEN),  # type: ignore[arg-type]
    "broken length": (ValueError("-1"), UNANSWERED, BROKEN),
    "reset": (ConnectionResetError(errno.ECONNRESET, "reset"), UNANSWERED, LOST),
    "anything else": (RuntimeError("?"), UNANSWERED, LOST),
}


@pytest.mark.parametrize(("error", "stage", "said"), REASONS.values(), ids=REASONS)
def test_reason(error, stage, said) -> None:
    """A phrase names what happened, and nothing of the request or of a proxy's address."""
    assert reason(error, stage, PEER) == said


TIMEOUTS = Timeouts(connect=1, sock_connect=2, sock_read=3, total=4)


@pytest.mark.parametrize(("remaining", "total"), [(None, 4), (5.0, 4), (3.5, 3.5)])
def test_limits_of_an_attempt(remaining, total) -> None:
    """An attempt has each of its own limits, cut to what is left of the call."""
    assert client_timeout(TIMEOUTS, remaining) == aiohttp.ClientTimeout(
        total=total, connect=1, sock_connect=2, sock_read=3
    )


def test_attempt_without_a_total_of_its_own() -> None:
    """Without a total an attempt may take as long as the call has left."""
    endless = Timeouts(total=None)
    assert client_timeout(endless, 7.0).total == 7.0
    assert client_timeout(endless, None).total is None


def response(*chunks: bytes, announced: int | None = None) -> Any:
    """Make an answer of aiohttp's whose body comes in these pieces."""

    async def pieces() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return SimpleNamespace(content_length=announced, content=SimpleNamespace(iter_any=pieces))


@pytest.mark.parametrize("chunks", [(), (b"12345",), (b"12", b"345"), (b"1", b"23", b"45")])
@pytest.mark.parametrize("announced", [None, 5])
async def test_answer_of_the_greatest_size(chunks, announced) -> None:
    """An answer is put together of its pieces, up to the last byte that it may have."""
    assert await read_capped(response(*chunks, announced=announced), 5) == b"".join(chunks)


@pytest.mark.parametrize(
    ("chunks", "announced"),
    [((b"",), 6), ((b"123456",), None), ((b"123", b"456"), None), ((b"123", b"456"), 5)],
)
async def test_answer_that_is_a_byte_too_long(chunks, announced) -> None:
    """An answer is refused by its announced length, or else as soon as it is too long."""
    with pytest.raises(AttemptFailed, match="the answer is longer than 5 bytes") as caught:
        await read_capped(response(*chunks, announced=announced), 5)
    assert caught.value.stage is FailureStage.UNTRUSTED


async def test_answer_is_not_announced() -> None:
    """An answer without a length may be empty where nothing more is allowed."""
    assert await read_capped(response(), 0) == b""
