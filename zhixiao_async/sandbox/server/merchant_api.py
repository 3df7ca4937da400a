"""The documented paths over HTTP, with the injected faults."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import attrs
from aiohttp import web

from ...config import Credentials
from ...protocol import json_text, writing
from ...protocol.reply_match import NUMBERS
from ...registry import ENDPOINTS, Endpoint
from ..faults import Faults
from ..injections import Fault, FaultKind
from ..services.context import GatewayContext
from ..services.refusals import Refusal
from . import wire
from .dialect import Dialect
from .dialect_writer import replace_fields, write_reply
from .request_log import RequestLog
from .serving import ServedRequest, serve

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class MerchantApi:
    """Answers merchants' requests."""

    def __init__(
        self,
        context: GatewayContext,
        credentials: Credentials,
        request_log: RequestLog,
        faults: Faults,
    ) -> None:
        self._context = context
        self._credentials = credentials
        self._request_log = request_log
        self._faults = faults
        self._closing = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """Return a route for every registered endpoint."""
        return [web.post(endpoint.path, self._handler(endpoint)) for endpoint in ENDPOINTS.values()]

    def close(self) -> None:
        """Send the replies that are held back."""
        self._closing.set()

    def _handler(self, endpoint: Endpoint) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await self._read(request, endpoint.path)
            faults, dialect = self._faults.draw(endpoint.path)
            names = [kind.name.lower() for kind in faults]
            if FaultKind.RESET_BEFORE in faults or FaultKind.HTTP_ERROR in faults:
                self._request_log.record(endpoint.path, body, None, names)
                if FaultKind.RESET_BEFORE in faults:
                    return wire.reset(request)
                return _error_page(faults[FaultKind.HTTP_ERROR])
            served = self._served(endpoint, body, faults)
            self._request_log.record(endpoint.path, body, served, names)
            if FaultKind.DELAY in faults:
                await self._hold_back(faults[FaultKind.DELAY].amount)
            reply = self._reply(endpoint, served, dialect, faults)
            return await _send(request, reply, faults)

        return handle

    async def _read(self, request: web.Request, path: str) -> bytes:
        try:
            return await request.read()
        except web.HTTPRequestEntityTooLarge as refused:
            self._request_log.record_unread(path, f"HTTP {refused.status}: {refused.text}")
            raise

    def _served(
        self, endpoint: Endpoint, body: bytes, faults: dict[FaultKind, Fault]
    ) -> ServedRequest:
        before = _refusal(faults, FaultKind.PASSING_REFUSAL)
        served = serve(self._context, self._credentials, endpoint, body, instead=before)
        after = _refusal(faults, FaultKind.PASSING_REFUSAL_AFTER)
        if after is None or served.ret_code != 0:
            return served
        sentence = after.sentence.encode()
        return attrs.evolve(served, ret_code=after.ret_code, content=sentence, is_json=False)

    def _reply(
        self,
        endpoint: Endpoint,
        served: ServedRequest,
        dialect: Dialect,
        faults: dict[FaultKind, Fault],
    ) -> web.Response:
        if FaultKind.OTHER_ORDER in faults:
            served = _about_another_order(served)
        body = write_reply(dialect, self._credentials, endpoint, served)
        if FaultKind.WRONG_SIGN in faults:
            body = replace_fields(body, sign="0" * 32)
        return web.Response(body=body, content_type=dialect.content_type, charset="utf-8")

    async def _hold_back(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return


async def _send(
    request: web.Request, reply: web.Response, faults: dict[FaultKind, Fault]
) -> web.StreamResponse:
    if FaultKind.RESET_AFTER in faults:
        return wire.reset(request)
    if FaultKind.HTTP_ERROR_AFTER in faults:
        return _error_page(faults[FaultKind.HTTP_ERROR_AFTER])
    if FaultKind.TRUNCATE in faults:
        return await wire.truncated(request, reply)
    if FaultKind.OVERSIZE in faults:
        return await wire.oversized(request, reply, int(faults[FaultKind.OVERSIZE].amount))
    return reply


def _refusal(faults: dict[FaultKind, Fault], kind: FaultKind) -> Refusal | None:
    fault = faults.get(kind)
    return Refusal(int(fault.amount), fault.sentence) if fault else None


def _error_page(fault: Fault) -> web.Response:
    status = int(fault.amount)
    text = f"<html><body><h1>{status}</h1><hr>nginx</body></html>"
    return web.Response(status=status, text=text, content_type="text/html")


def _about_another_order(served: ServedRequest) -> ServedRequest:
    """Change the numbers in an answer, as a connection that mixes replies up would."""
    if not served.is_json:
        return served
    content = json_text.parse_json(served.content)
    for row in content if isinstance(content, list) else [content]:
        if isinstance(row, dict):
            row.update({name: f"{row[name]}9" for name in NUMBERS if row.get(name)})
    return attrs.evolve(served, content=writing.to_json(content))  # type: ignore[arg-type]
