"""The gateway's HTTP side: the documented paths, and the faults ordered for them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import attrs
from aiohttp import web

from .. import _codec
from .._identity import NUMBERS
from ..config import Credentials
from ..registry import ENDPOINTS, Endpoint
from . import wire
from .desk import Desk
from .dialect import Dialect, reworded, write_reply
from .faults import Fault, Faults, Kind
from .journal import Journal
from .refusals import Refusal
from .serving import Served, serve

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Counter:
    """Where merchants' requests are handed in."""

    def __init__(
        self, desk: Desk, credentials: Credentials, journal: Journal, faults: Faults
    ) -> None:
        self._desk = desk
        self._credentials = credentials
        self._journal = journal
        self._faults = faults
        self._closing = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """A route for every registered endpoint."""
        return [web.post(one.path, self._handler(one)) for one in ENDPOINTS.values()]

    def close(self) -> None:
        """Hold no reply back any longer."""
        self._closing.set()

    def _handler(self, endpoint: Endpoint) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await self._read(request, endpoint.path)
            faults, dialect = self._faults.draw(endpoint.path)
            names = [kind.name.lower() for kind in faults]
            if Kind.RESET_BEFORE in faults or Kind.HTTP_ERROR in faults:
                self._journal.record(endpoint.path, body, None, names)
                if Kind.RESET_BEFORE in faults:
                    return wire.reset(request)
                return _error_page(faults[Kind.HTTP_ERROR])
            served = self._served(endpoint, body, faults)
            self._journal.record(endpoint.path, body, served, names)
            if Kind.DELAY in faults:
                await self._hold_back(faults[Kind.DELAY].amount)
            reply = self._reply(endpoint, served, dialect, faults)
            return await _send(request, reply, faults)

        return handle

    async def _read(self, request: web.Request, path: str) -> bytes:
        try:
            return await request.read()
        except web.HTTPRequestEntityTooLarge as refused:
            self._journal.turned_away(path, f"HTTP {refused.status}: {refused.text}")
            raise

    def _served(self, endpoint: Endpoint, body: bytes, faults: dict[Kind, Fault]) -> Served:
        before = _refusal(faults, Kind.PASSING_REFUSAL)
        served = serve(self._desk, self._credentials, endpoint, body, instead=before)
        after = _refusal(faults, Kind.PASSING_REFUSAL_AFTER)
        if after is None or served.ret_code != 0:
            return served
        sentence = after.sentence.encode()
        return attrs.evolve(served, ret_code=after.ret_code, content=sentence, is_json=False)

    def _reply(
        self, endpoint: Endpoint, served: Served, dialect: Dialect, faults: dict[Kind, Fault]
    ) -> web.Response:
        if Kind.OTHER_ORDER in faults:
            served = _about_another_order(served)
        body = write_reply(dialect, self._credentials, endpoint, served)
        if Kind.WRONG_SIGN in faults:
            body = reworded(body.removeprefix(b"\xef\xbb\xbf"), sign="0" * 32)
        return web.Response(body=body, content_type=dialect.content_type, charset="utf-8")

    async def _hold_back(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return


async def _send(
    request: web.Request, reply: web.Response, faults: dict[Kind, Fault]
) -> web.StreamResponse:
    if Kind.RESET_AFTER in faults:
        return wire.reset(request)
    if Kind.HTTP_ERROR_AFTER in faults:
        return _error_page(faults[Kind.HTTP_ERROR_AFTER])
    if Kind.TRUNCATE in faults:
        return await wire.truncated(request, reply)
    if Kind.OVERSIZE in faults:
        return await wire.oversized(request, reply, int(faults[Kind.OVERSIZE].amount))
    return reply


def _refusal(faults: dict[Kind, Fault], kind: Kind) -> Refusal | None:
    fault = faults.get(kind)
    return Refusal(int(fault.amount), fault.sentence) if fault else None


def _error_page(fault: Fault) -> web.Response:
    status = int(fault.amount)
    text = f"<html><body><h1>{status}</h1><hr>nginx</body></html>"
    return web.Response(status=status, text=text, content_type="text/html")


def _about_another_order(served: Served) -> Served:
    """The same answer under other numbers, as from a connection that mixes replies up."""
    if not served.is_json:
        return served
    content = _codec.parse_json(served.content)
    for row in content if isinstance(content, list) else [content]:
        if isinstance(row, dict):
            row.update({name: f"{row[name]}9" for name in NUMBERS if row.get(name)})
    return attrs.evolve(served, content=_codec.to_json(content))  # type: ignore[arg-type]
