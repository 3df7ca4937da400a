"""One attempt over HTTP, and whether anything left this machine."""

from __future__ import annotations

import errno
from asyncio import CancelledError
from functools import lru_cache
from io import BytesIO

import aiohttp
import attrs
from yarl import URL

from ._outcome import Failure, Stage
from ._proxies import proxy_for, unused_proxy
from ._retry_after import retry_after
from ._sessions import Progress, Sessions, Unusable
from ._under_way import UnderWay
from ._urls import gateway_url, origin
from .config import Timeouts
from .connections import Connections
from .registry import MIB


@attrs.frozen
class HttpReply:
    """An answer as HTTP gave it.

    Attributes:
        status: HTTP's; means little, since the gateway's word is in the envelope.
        body: All of it, unpacked.
        retry_after: Seconds the server asks to wait, 0 if it doesn't.
        redirect: Scheme, host and port of where it sends, if it is a redirect that says so.
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
        self._urls: dict[str, URL] = {}
        self.sessions = Sessions(connections)
        self.under_way = UnderWay()

    async def post(
        self,
        path: str,
        form: bytes,
        *,
        lane: str | None,
        limits: aiohttp.ClientTimeout,
        max_reply: int,
        progress: Progress,
    ) -> HttpReply:
        """Post a form once and read the answer, whatever its status.

        Args:
            path: Under the base URL.
            form: The body.
            lane: The kept connections that may be used, None for none.
            limits: Of this attempt, in seconds.
            max_reply: Bytes; a longer answer is refused.
            progress: Learns how far the attempt got.

        Raises:
            Failure: UNSENT, UNANSWERED, or UNTRUSTED for an answer over ``max_reply`` bytes.
        """
        session = self._session(lane)
        progress.begin()
        try:
            async with session.post(
                self._url(path),
                # As a stream where it is large: aiohttp warns of a large one in one piece.
                data=form if len(form) < MIB else BytesIO(form),
                timeout=limits,
                allow_redirects=False,
                proxy=self._proxy,
                ssl=self._ssl,
                trace_request_ctx=progress,
            ) as response:
                body = await _read_capped(response, max_reply)
                return HttpReply(
                    response.status, body, retry_after(response.headers), self._redirect(response)
                )
        except Failure:
            raise
        except CancelledError as cancelled:
            if self._proxy:
                _without_frames(cancelled)
            raise
        except Exception as error:  # whatever it is, it is known how far the request got
            failure = self._failure(error, _stage(progress))
        finally:
            progress.end()
            await self.sessions.release(session)
        raise failure  # out here, so that its context isn't the error

    def _session(self, lane: str | None) -> aiohttp.ClientSession:
        try:
            return self.sessions.take(lane)
        except Unusable:
            raise
        except Exception as error:  # a session's making opens files
            failure = self._failure(error, Stage.UNSENT)
        raise failure

    def _failure(self, error: Exception, stage: Stage) -> Failure:
        peer = "the proxy" if self._proxy else self._base_url
        unused = stage is Stage.UNSENT and not self._proxy
        remark = unused_proxy(self._base_url) if unused else ""
        failure = Failure(stage, _reason(error, stage, peer) + remark)
        # A proxy's error, and every frame that it comes from, repeats its URL and password.
        failure.__cause__ = None if self._proxy else error
        return failure

    async def close(self) -> None:
        """End every call, and close every connection. Safe to call twice."""
        self.sessions.shut()
        try:
            await self.under_way.end()
        finally:
            await self.sessions.close()

    def _redirect(self, response: aiohttp.ClientResponse) -> str:
        location = response.headers.get("Location", "")
        return origin(self._base_url, location) if location else ""

    def _url(self, path: str) -> URL:
        url = self._urls.get(path)
        if url is None:
            url = self._urls[path] = URL(self._base_url + path)
        return url


def _without_frames(error: BaseException) -> None:
    error.__traceback__ = error.__context__ = error.__cause__ = None


def _stage(progress: Progress) -> Stage:
    return Stage.UNSENT if progress.unsent() else Stage.UNANSWERED


def client_timeout(timeouts: Timeouts, remaining: float | None) -> aiohttp.ClientTimeout:
    """One attempt's limits, cut to what is left of the call's deadline."""
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


async def _read_capped(response: aiohttp.ClientResponse, max_reply: int) -> bytes:
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


def _too_long(max_reply: int) -> Failure:
    return Failure(Stage.UNTRUSTED, f"the answer is longer than {max_reply} bytes")


def _reason(error: Exception, stage: Stage, peer: str) -> str:
    """A phrase that repeats nothing of the request, nor of a proxy's address."""
    if isinstance(error, TimeoutError):
        unsent = stage is Stage.UNSENT
        return f"timed out connecting to {peer}" if unsent else "timed out waiting for the reply"
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return f"no file descriptor is left for a connection to {peer}"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"the host name of {peer} can't be resolved"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "the gateway's certificate isn't valid"
    if isinstance(error, aiohttp.ClientSSLError):
        return "the TLS handshake failed"
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"the proxy refused with HTTP {error.status}"
    if stage is Stage.UNSENT:
        return f"no connection to {peer} could be made"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "the reply was cut off"
    if isinstance(error, aiohttp.ClientResponseError | ValueError):
        return "the reply isn't valid HTTP"
    return "the connection was lost before the reply"
