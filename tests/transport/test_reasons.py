"""What is said of an attempt that failed, and which limits an attempt has: without any network."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from zhixiao_async import BadEnvelope, BadSignature, Timeouts, UnexpectedContent
from zhixiao_async._exchange import _not_genuine
from zhixiao_async._outcome import Failure, Stage
from zhixiao_async._transport import HttpReply, _read_capped, _reason, client_timeout

UNSENT, UNANSWERED = Stage.UNSENT, Stage.UNANSWERED
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
    assert _reason(error, stage, PEER) == said


TIMEOUTS = Timeouts(connect=1, sock_connect=2, sock_read=3, total=4)


@pytest.mark.parametrize(("remaining", "total"), [(None, 4), (5.0, 4), (3.5, 3.5)])
def test_limits_of_an_attempt(remaining, total) -> None:
    """An attempt has each of its own limits, cut to what is left of the call."""
    assert client_timeout(TIMEOUTS, remaining) == aiohttp.ClientTimeout(
        total=total, connect=1, sock_connect=2, sock_read=3
    )


def test_attempt_without_a_total_of_its_own() -> None:
    """It may take as long as the call has left, or without end if the call may."""
    endless = Timeouts(total=None)
    assert client_timeout(endless, 7.0).total == 7.0
    assert client_timeout(endless, None).total is None


def response(*chunks: bytes, announced: int | None = None) -> Any:
    """An answer of aiohttp's whose body comes in these pieces."""

    async def pieces() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return SimpleNamespace(content_length=announced, content=SimpleNamespace(iter_any=pieces))


@pytest.mark.parametrize("chunks", [(), (b"12345",), (b"12", b"345"), (b"1", b"23", b"45")])
@pytest.mark.parametrize("announced", [None, 5])
async def test_answer_of_the_greatest_size(chunks, announced) -> None:
    """An answer is put together of its pieces, up to the last byte that it may have."""
    assert await _read_capped(response(*chunks, announced=announced), 5) == b"".join(chunks)


@pytest.mark.parametrize(
    ("chunks", "announced"),
    [((b"",), 6), ((b"123456",), None), ((b"123", b"456"), None), ((b"123", b"456"), 5)],
)
async def test_answer_that_is_a_byte_too_long(chunks, announced) -> None:
    """It is refused by what it announces, and else as soon as it is too long."""
    with pytest.raises(Failure, match="the answer is longer than 5 bytes") as caught:
        await _read_capped(response(*chunks, announced=announced), 5)
    assert caught.value.stage is Stage.UNTRUSTED


async def test_answer_is_not_announced() -> None:
    """An answer that says nothing of its length may be empty where nothing is taken."""
    assert await _read_capped(response(), 0) == b""


def no_envelope(status: int, **answer: Any) -> Failure:
    """The failure of an answer without an envelope."""
    reply = HttpReply(status=status, body=b"", **({"retry_after": 0.0} | answer))
    return _not_genuine(reply, BadEnvelope("the reply is no envelope"), met=False)


@pytest.mark.parametrize(
    ("status", "stage", "said"),
    [
        (200, Stage.GARBLED, "the reply is no envelope"),
        (201, Stage.UNTRUSTED, "the gateway answered HTTP 201"),
        (299, Stage.UNTRUSTED, "the gateway answered HTTP 299"),
        (300, Stage.UNTRUSTED, "the gateway answered HTTP 300, a redirect"),
        (399, Stage.UNTRUSTED, "the gateway answered HTTP 399, a redirect"),
        (400, Stage.UNTRUSTED, "the gateway answered HTTP 400"),
        (429, UNANSWERED, "the gateway answered HTTP 429"),
        (430, Stage.UNTRUSTED, "the gateway answered HTTP 430"),
        (499, Stage.UNTRUSTED, "the gateway answered HTTP 499"),
        (500, UNANSWERED, "the gateway answered HTTP 500"),
        (599, UNANSWERED, "the gateway answered HTTP 599"),
    ],
)
def test_status_without_an_envelope(status, stage, said) -> None:
    """A status that is worth another attempt is told from one that isn't, and is named."""
    failure = no_envelope(status)
    assert (failure.stage, failure.reason) == (stage, said)
    assert failure.bad is (UnexpectedContent if stage is UNANSWERED else BadEnvelope)
    assert ("change base_url" in failure.advice) is ("redirect" in said)


@pytest.mark.parametrize(
    ("status", "stage", "said"),
    [
        (200, Stage.UNTRUSTED, "it has no sign"),
        (302, Stage.UNTRUSTED, "the gateway answered HTTP 302, a redirect: it has no sign"),
        (401, Stage.UNTRUSTED, "the gateway answered HTTP 401: it has no sign"),
        (429, UNANSWERED, "the gateway answered HTTP 429: it has no sign"),
        (503, UNANSWERED, "the gateway answered HTTP 503: it has no sign"),
    ],
)
def test_status_of_an_envelope_without_a_sign(status, stage, said) -> None:
    """Whoever signs nothing is judged by the status as one who has no envelope."""
    reply = HttpReply(status=status, body=b"", retry_after=0.0)
    failure = _not_genuine(reply, BadSignature("it has no sign"), met=False)
    assert (failure.stage, failure.reason) == (stage, said)
    assert failure.bad is (UnexpectedContent if stage is UNANSWERED else BadSignature)
    assert ("change base_url" in failure.advice) is (status == 302)
    assert ("check app_id and app_secret" in failure.advice) is (status in (200, 401))


@pytest.mark.parametrize("status", [200, 429, 503])
def test_wish_to_be_left_alone(status) -> None:
    """Whoever is to be asked again keeps how long he asked to wait."""
    assert no_envelope(status, retry_after=7.0).retry_after == 7.0


def test_redirect_that_says_where_to() -> None:
    """Its target is named."""
    failure = no_envelope(302, redirect="https://pay.example.edu")
    assert failure.reason == "the gateway answered HTTP 302, a redirect to https://pay.example.edu"
