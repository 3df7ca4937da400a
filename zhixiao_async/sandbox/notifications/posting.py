"""Posting one notification, and judging the merchant's answer."""

from __future__ import annotations

import ipaddress
from enum import StrEnum
from urllib.parse import urlsplit

import aiohttp
import attrs
import msgspec

from ...config import Credentials
from ...errors import BadReply
from ...protocol import envelope
from ...protocol.text import BOM

ANSWER_SECONDS = 5.0
"""Seconds that a merchant has for an answer."""

_LONGEST_ANSWER = 64 * 1024
_CONTENT_TYPE = "application/x-www-form-urlencoded;charset=utf-8"


class DeliveryVerdict(StrEnum):
    """Outcome of a delivery. The first three, and ``NOT_ALLOWED``, end the series of attempts."""

    SEALED = "success, sealed and signed"
    PLAIN = "success, as bare text"
    CODE_ONLY = "success by its ret_code alone: the sign or the content doesn't fit"
    REFUSED = "the merchant answered with a refusal"
    UNREADABLE = "the answer is neither an envelope nor the word success"
    HTTP_ERROR = "the answer's HTTP status isn't 200"
    UNREACHABLE = "no answer"
    DROPPED = "lost on the way, as a test had ordered"
    NOT_ALLOWED = "not posted: notify_url isn't on this machine, and allow_remote_notify is off"

    @property
    def success(self) -> bool:
        """True if the merchant has confirmed."""
        return self in (DeliveryVerdict.SEALED, DeliveryVerdict.PLAIN, DeliveryVerdict.CODE_ONLY)


@attrs.frozen(kw_only=True)
class PostResult:
    """A merchant's answer to one post.

    Attributes:
        status: HTTP status; None if there was no answer, or nothing was posted.
        answer: Text of the answer, or the reason why there is none.
        verdict: What it means.
    """

    status: int | None = None
    answer: str = ""
    verdict: DeliveryVerdict


def is_local(url: str) -> bool:
    """Return whether a URL leads to this machine; of names only ``localhost`` does."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            return False
        host = parts.hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def post(
    session: aiohttp.ClientSession, credentials: Credentials, url: str, form: bytes
) -> PostResult:
    """Post a notification and judge the answer. Redirects aren't followed."""
    try:
        async with session.post(
            url,
            data=form,
            headers={"Content-Type": _CONTENT_TYPE},
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
        ) as response:
            body = await _read(response)
            verdict = (
                judge(credentials, body) if response.status == 200 else DeliveryVerdict.HTTP_ERROR
            )
            answer = body.decode(errors="replace")
            return PostResult(status=response.status, answer=answer, verdict=verdict)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        reason = str(error) or type(error).__name__
        return PostResult(answer=reason, verdict=DeliveryVerdict.UNREACHABLE)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Read the answer to its end, or as much of it as is looked at."""
    body = bytearray()
    # A read returns what has come so far: a server may write an answer in several pieces.
    while len(body) < _LONGEST_ANSWER:
        piece = await response.content.read(_LONGEST_ANSWER - len(body))
        if not piece:
            break
        body += piece
    return bytes(body)


def judge(credentials: Credentials, body: bytes) -> DeliveryVerdict:
    """Judge an answer by the most generous reading that partners have met."""
    if body.strip().lower() == b"success":
        return DeliveryVerdict.PLAIN
    try:
        reply = envelope.open_reply(credentials, body)
    except BadReply:
        return _judge_unsigned(body)
    if reply.ret_code != 0:
        return DeliveryVerdict.REFUSED
    # Section 2.5 asks for no ret_content, so an empty one counts as well.
    content = bytes(reply.content).strip().lower()
    return DeliveryVerdict.SEALED if content in (b"success", b"") else DeliveryVerdict.CODE_ONLY


def _judge_unsigned(body: bytes) -> DeliveryVerdict:
    try:
        parsed = msgspec.json.decode(body.removeprefix(BOM))
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return DeliveryVerdict.UNREADABLE
    code = parsed.get("ret_code") if isinstance(parsed, dict) else None
    if code is None or isinstance(code, bool):
        return DeliveryVerdict.UNREADABLE
    return DeliveryVerdict.CODE_ONLY if str(code) == "0" else DeliveryVerdict.REFUSED
