"""One GET for a receipt's file, with a session of its own.

It sends neither the client's headers nor any cookie, and follows nothing.
"""

from __future__ import annotations

from asyncio import CancelledError

import aiohttp
import attrs
from yarl import URL

from ..config.connections import Connections
from ..config.proxies import proxy_for
from ..config.urls import origin
from ..messages.text import Text
from ..transport.attempt_trace import AttemptTrace, first_trace_config
from ..transport.failures import AttemptFailed, FailureStage
from ..transport.headers import user_agent
from ..transport.http import read_capped
from ..transport.reasons import reason
from ..transport.retry_after import retry_after
from .addresses import PublicSockets
from .files import pdf_problem

_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class NotPublic(Exception):
    """The host has no address of the public internet."""


@attrs.frozen
class Answer:
    """A file, or the place that was named instead."""

    body: bytes = b""
    location: str = ""


@attrs.frozen
class Get:
    """One GET, which follows nothing."""

    url: str = attrs.field(repr=False)
    max_bytes: int
    allow_private: bool
    connections: Connections

    async def send(self, limits: aiohttp.ClientTimeout, trace: AttemptTrace) -> Answer:
        """Send it, and read the answer.

        Raises:
            NotPublic: It isn't connected to such an address.
            AttemptFailed: There is no file.
        """
        proxy = proxy_for(self.url, self.connections.proxy)
        sockets = PublicSockets(allow_private=self.allow_private or proxy is not None)
        trace.begin()
        try:
            return await self._send(sockets, proxy, limits, trace)
        except AttemptFailed:
            raise
        except CancelledError as cancelled:
            cancelled.__traceback__ = cancelled.__context__ = cancelled.__cause__ = None
            raise
        except Exception as error:  # of any kind: the trace knows how far the request got
            failure = self._failure(error, trace.stage, proxied=proxy is not None)
        finally:
            trace.end()
            await sockets.end()
        if sockets.refused and failure.stage is FailureStage.UNSENT:
            raise NotPublic
        raise failure

    async def _send(
        self,
        sockets: PublicSockets,
        proxy: str | None,
        limits: aiohttp.ClientTimeout,
        trace: AttemptTrace,
    ) -> Answer:
        context = self.connections.ssl
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True, socket_factory=sockets.make),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={
                    "Accept": "application/pdf",
                    "Accept-Encoding": "identity",
                    "User-Agent": user_agent(self.connections),
                },
                trace_configs=[first_trace_config()],
            ) as session,
            session.get(
                URL(self.url),
                timeout=limits,
                allow_redirects=False,
                proxy=proxy,
                ssl=True if context is None else context,
                trace_request_ctx=trace,
            ) as response,
        ):
            location = response.headers.get("Location", "")
            if response.status in _REDIRECTS and location:
                return Answer(location=location)
            if response.status != 200:
                raise _refused(self.url, response)
            try:
                body = await read_capped(response, self.max_bytes)
            except AttemptFailed:
                why = Text("reason.receipt_too_long", maximum=self.max_bytes)
                raise untrusted(why) from None
            if problem := pdf_problem(body):
                raise untrusted(problem)
            return Answer(body)

    def _failure(self, error: Exception, stage: FailureStage, *, proxied: bool) -> AttemptFailed:
        host = Text("noun.receipt_host", url=origin(self.url, ""))
        if isinstance(error, aiohttp.ClientConnectorCertificateError):
            return AttemptFailed(stage, Text("reason.receipt_certificate", peer=host))
        return AttemptFailed(stage, reason(error, stage, Text("noun.proxy") if proxied else host))


def _refused(url: str, response: aiohttp.ClientResponse) -> AttemptFailed:
    """Return the failure of an answer that is no file, by its status."""
    said = Text("reason.receipt_status", url=origin(url, ""), status=response.status)
    if response.status >= 500 or response.status == 429:
        wait = retry_after(response.headers)
        return AttemptFailed(FailureStage.UNANSWERED, said, retry_after=wait)
    return untrusted(said)


def untrusted(why: Text) -> AttemptFailed:
    """Return the failure of an answer that isn't a receipt's file."""
    return AttemptFailed(FailureStage.UNTRUSTED, why, advice=Text("next.receipt_file"))
