"""One notification posted once: may it be, what was answered, and does that end it?"""

from __future__ import annotations

import ipaddress
from enum import StrEnum
from urllib.parse import urlsplit

import aiohttp
import attrs
import msgspec

from .. import _envelope
from ..config import Credentials
from ..errors import BadReply

SECONDS = 5.0
"""How long a merchant may take to answer."""

_LONGEST_ANSWER = 64 * 1024
_CONTENT_TYPE = "application/x-www-form-urlencoded;charset=utf-8"


class Verdict(StrEnum):
    """What came of a delivery. The first three end the series."""

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
        """Whether the gateway stops here."""
        return self in (Verdict.SEALED, Verdict.PLAIN, Verdict.CODE_ONLY)


@attrs.frozen(kw_only=True)
class Answer:
    """What a merchant's server said.

    Attributes:
        status: HTTP's, None if there was no answer.
        body: Text of the answer, or the reason why there is none.
        verdict: What it means.
    """

    status: int | None
    body: str
    verdict: Verdict


def is_local(url: str) -> bool:
    """Whether a URL leads to this machine. Names other than ``localhost`` aren't looked up."""
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
) -> Answer:
    """Post a notification and judge the answer. Redirects aren't followed."""
    try:
        async with session.post(
            url,
            data=form,
            headers={"Content-Type": _CONTENT_TYPE},
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=SECONDS),
        ) as response:
            body = await _read(response)
            verdict = judge(credentials, body) if response.status == 200 else Verdict.HTTP_ERROR
            return Answer(
                status=response.status, body=body.decode(errors="replace"), verdict=verdict
            )
    except (aiohttp.ClientError, OSError, ValueError) as error:
        reason = str(error) or type(error).__name__
        return Answer(status=None, body=reason, verdict=Verdict.UNREACHABLE)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The answer to its end, or as much of it as is looked at."""
    body = bytearray()
    # A read gives what has come so far: a server may well write an answer in several pieces.
    while len(body) < _LONGEST_ANSWER:
        piece = await response.content.read(_LONGEST_ANSWER - len(body))
        if not piece:
            break
        body += piece
    return bytes(body)


def judge(credentials: Credentials, body: bytes) -> Verdict:
    """What an answer means, by the most generous reading that partners have met."""
    if body.strip().lower() == b"success":
        return Verdict.PLAIN
    try:
        reply = _envelope.open_reply(credentials, body)
    except BadReply:
        return _judge_unsigned(body)
    if reply.ret_code != 0:
        return Verdict.REFUSED
    # Nothing inside is how section 2.5 can be read as well: it asks for no ret_content.
    content = bytes(reply.content).strip().lower()
    return Verdict.SEALED if content in (b"success", b"") else Verdict.CODE_ONLY


def _judge_unsigned(body: bytes) -> Verdict:
    try:
        parsed = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return Verdict.UNREADABLE
    code = parsed.get("ret_code") if isinstance(parsed, dict) else None
    if code is None or isinstance(code, bool):
        return Verdict.UNREADABLE
    return Verdict.CODE_ONLY if str(code) == "0" else Verdict.REFUSED
