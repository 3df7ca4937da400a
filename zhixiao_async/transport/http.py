"""One attempt over HTTP: a form is posted, and the answer read."""

from __future__ import annotations

from asyncio import CancelledError
from functools import lru_cache
from io import BytesIO

import aiohttp
import attrs
from yarl import URL

from ..config import Timeouts
from ..config.connections import Connections
from ..config.proxies import proxy_for, unused_proxy
from ..config.urls import gateway_url, origin
from ..messages.text import Text
from ..registry import MIB
from ..telemetry.call_record import Target
from .attempt_trace import AttemptTrace
from .failures import AttemptFailed, FailureStage
from .in_flight import InFlightCalls
from .prepared_call import PreparedCall
from .reasons import reason
from .retry import Deadline
from .retry_after import retry_after
from .sessions import Sessions, Unusable


@attrs.frozen
class HttpReply:
    """An HTTP answer, whatever its status.

    Attributes:
        status: The status code; only the envelope tells what the gateway says.
        body: The whole body, unpacked.
        retry_after: Seconds that the server asks to wait, 0 if it doesn't.
        redirect: Scheme, host and port of a redirect's target; else empty.
    """

    status: int
    body: bytes
    retry_after: float
    redirect: str = ""


class Transport:
    """Posts forms to the gateway's paths."""

    def __init__(self, base_url: str, connections: Connections) -> None:
        self._base_url = gateway_url(base_url)
        self._proxy = proxy_for(self._base_url, connections.proxy)
        self._ssl = True if connections.ssl is None else connections.ssl
        self._targets: dict[str, Target] = {}
        self.sessions = Sessions(connections)
        self.in_flight = InFlightCalls()

    async def post(
        self,
        call: PreparedCall,
        pool_key: str | None,
        timeouts: Timeouts,
        deadline: Deadline,
        trace: AttemptTrace,
    ) -> HttpReply:
        """Post a call's form once and read the answer, whatever its status.

        Args:
            call: What is sent, and where.
            pool_key: The pool of connections that may be used; None keeps no connection.
            timeouts: Of this attempt.
            deadline: Of the call.
            trace: Learns how far the attempt got.

        Raises:
            Unusable: The client is closed, or belongs to another event loop.
            AttemptFailed: UNSENT, WITHHELD, UNANSWERED, or UNTRUSTED for an answer that is longer
                than the endpoint's ``max_reply``.
        """
        trace.queue()
        async with self.sessions.slot(pool_key, deadline, prefetched=call.prefetched):
            session = self._session(pool_key)
            trace.begin()
            try:
                return await self._post(
                    session, call, client_timeout(timeouts, deadline.remaining()), trace
                )
            finally:
                trace.end()
                await self.sessions.release(session)

    async def _post(
        self,
        session: aiohttp.ClientSession,
        call: PreparedCall,
        limits: aiohttp.ClientTimeout,
        trace: AttemptTrace,
    ) -> HttpReply:
        try:
            async with session.post(
                self.target(call.endpoint.path).url,
                # A large form goes as a stream: aiohttp warns of a large one in one piece.
                data=call.form if len(call.form) < MIB else BytesIO(call.form),
                timeout=limits,
                allow_redirects=False,
                proxy=self._proxy,
                ssl=self._ssl,
                trace_request_ctx=trace,
            ) as response:
                body = await read_capped(response, call.endpoint.max_reply)
                return HttpReply(
                    response.status, body, retry_after(response.headers), self._redirect(response)
                )
        except AttemptFailed:
            raise
        except CancelledError as cancelled:
            if self._proxy:
                _without_frames(cancelled)
            raise
        except Exception as error:  # of any kind: the trace knows how far the request got
            failure = self._failure(error, trace.stage)
        raise failure  # outside, so that its context isn't the error

    def _session(self, pool_key: str | None) -> aiohttp.ClientSession:
        try:
            return self.sessions.take(pool_key)
        except Unusable:
            raise
        except Exception as error:  # making a session opens files
            failure = self._failure(error, FailureStage.UNSENT)
        raise failure

    def _failure(self, error: Exception, stage: FailureStage) -> AttemptFailed:
        peer = Text("noun.proxy") if self._proxy else Text("noun.gateway_at", url=self._base_url)
        unused = stage is FailureStage.UNSENT and not self._proxy
        why, remark = reason(error, stage, peer), unused and unused_proxy(self._base_url)
        if remark:
            why = Text("reason.with_remark", reason=why, remark=remark)
        failure = AttemptFailed(stage, why)
        # A proxy's error, and every frame of its traceback, repeats the proxy's URL and password.
        failure.__cause__ = None if self._proxy else error
        return failure

    def target(self, path: str) -> Target:
        """Return where calls of a path go."""
        target = self._targets.get(path)
        if target is None:
            target = self._targets[path] = Target(URL(self._base_url + path))
        return target

    async def close(self) -> None:
        """End every call, and close every connection. Safe to call twice."""
        self.sessions.shut()
        try:
            await self.in_flight.end()
        finally:
            await self.sessions.close()

    def _redirect(self, response: aiohttp.ClientResponse) -> str:
        location = response.headers.get("Location", "")
        return origin(self._base_url, location) if location else ""


def _without_frames(error: BaseException) -> None:
    error.__traceback__ = error.__context__ = error.__cause__ = None


def client_timeout(timeouts: Timeouts, remaining: float | None) -> aiohttp.ClientTimeout:
    """Return one attempt's limits, cut to the seconds that are left of the call's deadline."""
    total = timeouts.total
    if remaining is not None and (total is None or remaining < total):
        return attrs.evolve(_limits(timeouts), total=remaining)
    return _limits(timeouts)


@lru_cache(maxsize=8)
def _limits(timeouts: Timeouts) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=timeouts.total,
        connect=timeouts.connect,
        sock_connect=timeouts.sock_connect,
        sock_read=timeouts.sock_read,
    )


async def read_capped(response: aiohttp.ClientResponse, max_reply: int) -> bytes:
    """Read a body, unpacked, as long as it isn't too long.

    Raises:
        AttemptFailed: UNTRUSTED: it is longer than ``max_reply`` bytes.
    """
    if (response.content_length or 0) > max_reply:
        raise _too_long(max_reply)
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > max_reply:
            raise _too_long(max_reply)
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_long(max_reply: int) -> AttemptFailed:
    reason = Text("reason.answer_too_long", maximum=max_reply)
    return AttemptFailed(FailureStage.UNTRUSTED, reason)
