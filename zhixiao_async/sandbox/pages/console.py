"""The developer's page at ``/``, and its buttons."""

from __future__ import annotations

from aiohttp import web

from ..._numbers import YEAR
from ...config import Credentials
from ..desk import Desk
from ..faults import Faults
from ..journal import Journal
from ..notifier import Notifier
from ..refusals import Refusal
from .console_page import console_page
from .console_tables import ConsoleTables
from .fault_form import order_fault
from .http import form_of, html_response, language_of
from .shelf import Shelf, TimeTravel


class Console:
    """Everything the gateway knows, on one page, with its clock and its faults.

    Args:
        desk: What the gateway knows.
        credentials: The merchant's, to open what was sent.
        journal: The requests.
        notifier: The notifications.
        faults: What goes wrong.
        travel: Copies everything, brings it back or forgets it.
    """

    def __init__(
        self,
        desk: Desk,
        credentials: Credentials,
        journal: Journal,
        notifier: Notifier,
        faults: Faults,
        travel: TimeTravel,
    ) -> None:
        self._clock = desk.clock
        self._notifier = notifier
        self._faults = faults
        self._shelf = Shelf(travel, desk.clock)
        self._tables = ConsoleTables(desk, credentials, journal, notifier)

    def routes(self) -> list[web.RouteDef]:
        """The page and its forms."""
        return [
            web.get("/", self._show),
            web.post("/console/clock", self._move_clock),
            web.post("/console/faults", self._change_faults),
            web.post("/console/snapshots", self._travel),
            web.post("/console/replay", self._replay),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        controls = self._clock, self._faults, self._shelf
        return html_response(console_page(*controls, self._tables, language_of(request)))

    async def _move_clock(self, request: web.Request) -> web.Response:
        match (await form_of(request)).get("do"):
            case "freeze":
                self._clock.freeze()
            case "resume":
                self._clock.resume()
            case seconds if seconds and seconds.isascii() and seconds.isdigit():
                self._clock.advance(min(int(seconds[:9]), YEAR))
        raise _back(request)

    async def _change_faults(self, request: web.Request) -> web.Response:
        form = await form_of(request)
        if form.get("do") == "clear":
            self._faults.clear()
        elif "remove" in form:
            number = form["remove"]
            if number in [str(one) for one in range(len(self._faults.ordered))]:
                self._faults.remove(int(number))
        else:
            try:
                order_fault(self._faults, form)
            except ValueError as error:
                raise web.HTTPBadRequest(text=f"{error}\n") from None
        raise _back(request)

    async def _travel(self, request: web.Request) -> web.Response:
        form = await form_of(request)
        match form.get("do"):
            case "snapshot":
                self._shelf.take()
            case "reset":
                await self._shelf.reset()
            case _:
                number = form.get("restore", "")
                try:
                    await self._shelf.put_back(int(number[:9]))
                except (ValueError, LookupError):
                    raise web.HTTPNotFound from None
        raise _back(request)

    async def _replay(self, request: web.Request) -> web.Response:
        try:
            await self._notifier.replay((await form_of(request)).get("order_id", ""))
        except (Refusal, LookupError):
            raise web.HTTPNotFound from None
        raise _back(request, "#notifications")


def _back(request: web.Request, section: str = "") -> web.HTTPSeeOther:
    return web.HTTPSeeOther(f"/?lang={language_of(request)}{section}")
