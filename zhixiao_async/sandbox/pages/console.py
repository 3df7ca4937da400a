"""The developer's page at ``/``, and its buttons."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from ...checks import YEAR
from ...config import Credentials
from ...registry import ENDPOINTS
from ..faults import Faults
from ..history import History
from ..notifications.notifier import Notifier
from ..presets import DIALECTS, FAULTS
from ..server.request_log import RequestLog
from ..services.context import GatewayContext
from ..services.orders import pay_url
from ..services.refusals import Refusal
from .cashier import shown_state
from .fault_form import describe, inject
from .http import PageError, form_of, language_of, page
from .opened import Opener
from .records import Records
from .snapshot_store import SnapshotStore


class Console:
    """Everything the gateway knows, on one page, with its clock and its faults.

    Args:
        context: What the gateway knows.
        credentials: The merchant's, to open what was sent.
        request_log: The requests.
        notifier: The notifications.
        faults: What goes wrong.
        history: Copies everything, brings it back or forgets it.
    """

    def __init__(
        self,
        context: GatewayContext,
        credentials: Credentials,
        request_log: RequestLog,
        notifier: Notifier,
        faults: Faults,
        history: History,
    ) -> None:
        self._context = context
        self._clock = context.clock
        self._opener = Opener(credentials)
        self._records = Records(context, request_log, notifier)
        self._notifier = notifier
        self._faults = faults
        self._history = history
        self._snapshots = SnapshotStore(history, context.clock)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the page and of its forms."""
        return [
            web.get("/", self._show),
            web.post("/console/clock", self._move_clock),
            web.post("/console/faults", self._change_faults),
            web.post("/console/snapshots", self._take_or_restore),
            web.post("/console/replay", self._replay),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        return page(
            request,
            "console.html",
            now=self._clock.now(),
            frozen=self._clock.frozen,
            faults=FAULTS,
            dialects=DIALECTS,
            paths=ENDPOINTS,
            injected=self._faults.active,
            describe=describe,
            snapshots=self._snapshots.kept,
            sections=self._records.sections(),
            shown_state=shown_state,
            pay_url=partial(pay_url, self._context),
            opener=self._opener,
        )

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
            if number in map(str, range(len(self._faults.active))):
                self._faults.remove(int(number))
        else:
            try:
                inject(self._faults, form)
            except ValueError:
                raise PageError(400, "error_fault") from None
        raise _back(request)

    async def _take_or_restore(self, request: web.Request) -> web.Response:
        form = await form_of(request)
        match form.get("do"):
            case "snapshot":
                self._snapshots.take()
            case "reset":
                await self._history.reset()
            case _:
                try:
                    await self._snapshots.restore(int(form.get("restore", "")[:9]))
                except (ValueError, LookupError):
                    raise PageError(404, "error_snapshot") from None
        raise _back(request)

    async def _replay(self, request: web.Request) -> web.Response:
        try:
            await self._notifier.replay((await form_of(request)).get("order_id", ""))
        except (Refusal, LookupError):
            raise PageError(404, "error_replay") from None
        raise _back(request, "#notifications")


def _back(request: web.Request, section: str = "") -> web.HTTPSeeOther:
    return web.HTTPSeeOther(f"/?lang={language_of(request)}{section}")
