"""The sandbox: it wires the parts up, starts and stops them."""

from __future__ import annotations

import socket
from typing import Self

from ..config import Credentials
from ..config.urls import plain_url
from .clock import Clock
from .controls import SandboxControls
from .credentials import TEST_CREDENTIALS
from .database.clock_memory import ClockMemory
from .database.sqlite import Database
from .faults import Faults
from .history import History
from .notifications.notifier import Notifier
from .pages.cashier import Cashier
from .pages.console import Console
from .pages.mini_program import MiniProgram
from .rules import Rules
from .server.address import bind, url_of
from .server.merchant_api import MerchantApi
from .server.request_log import RequestLog
from .server.site import RouteProvider, Site
from .services.context import GatewayContext
from .services.listing import Listing
from .services.seeding import Seeding


class Sandbox(SandboxControls):
    """The gateway on your own machine, over real HTTP.

    Everything it knows is in one SQLite database, so with a file it survives a restart. Every
    request is done completely or not at all.

    Args:
        port: Port to listen on; 0 takes any free one.
        db: Path of the database's file, or ``:memory:``.
        host: Address to listen on.
        clock: The sandbox's time. If not given, the time of an earlier run on the same file goes
            on; otherwise it is the machine's.
        rules: How the sandbox answers what the document leaves open.
        faults: What goes wrong; nothing if not given.
        credentials: The only merchant's; the document's test credentials if not given.
        allow_remote_notify: Also post notifications to other machines than this one.
        public_url: URL where payers reach the sandbox, for the links it hands out; ``base_url``
            if not given.
        seed_forms: Know a few orders made through payment forms, of December 2019.

    Attributes:
        base_url: URL where a client on this machine reaches the gateway.
        public_url: URL that the pay and receipt links begin with.

    Raises:
        InvalidRequest: ``public_url`` isn't an http(s) URL of a host.
    """

    base_url: str
    public_url: str

    def __init__(
        self,
        *,
        port: int = 0,
        db: str = ":memory:",
        host: str = "127.0.0.1",
        clock: Clock | None = None,
        rules: Rules = Rules(),  # noqa: B008 - frozen
        faults: Faults | None = None,
        credentials: Credentials = TEST_CREDENTIALS,
        allow_remote_notify: bool = False,
        public_url: str | None = None,
        seed_forms: bool = False,
    ) -> None:
        self.credentials = credentials
        self.clock = clock or Clock()
        self._resume_clock = clock is None
        self.rules = rules
        self.faults = faults or Faults()
        self._address = host, port
        self._db = db
        self._allow_remote = allow_remote_notify
        self._public_url = public_url if public_url is None else plain_url("public_url", public_url)
        self._seed_forms = seed_forms
        self._started = False

    async def start(self) -> None:
        """Open the database, listen, and deliver what an earlier run left undone.

        Raises:
            CannotStart: The port is taken, or the database can't be used or is in use by another
                sandbox; the text says which.
        """
        self._database = Database(self._db)
        try:
            sock = bind(*self._address)
            try:
                await self._open(sock)
            except BaseException:
                sock.close()
                raise
        except BaseException:
            self._database.close()
            raise
        self._started = True

    async def stop(self) -> None:
        """Stop listening and delivering, and leave nothing open. Safe to call twice."""
        if not self._started:
            return
        self._started = False
        self._merchant_api.close()
        await self.notifier.stop()
        await self._site.close()
        self._memory.stop()
        self._database.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def snapshot(self) -> bytes:
        """Return a copy of everything, the clock's position included, for :meth:`restore`."""
        return self._history.snapshot()

    async def restore(self, snapshot: bytes) -> None:
        """Go back to a snapshot, also in time; deliveries and replays under way are broken off.

        Orders are numbered on, so that no ``order_id`` ever means two orders.

        Raises:
            InvalidRequest: It isn't a snapshot of a sandbox of this version. Nothing has changed.
        """
        await self._history.restore(snapshot)

    async def reset(self) -> None:
        """Forget every order, listing and log, and seed people anew.

        The clock stays where it is, and orders are numbered on; deliveries and replays under way
        are broken off.
        """
        await self._history.reset()

    async def _open(self, sock: socket.socket) -> None:
        self.base_url = url_of(sock)
        self.public_url = self._public_url or self.base_url
        self._context = GatewayContext(
            database=self._database,
            clock=self.clock,
            rules=self.rules,
            listing=Listing(self._database, self.rules, self.clock),
            public_url=self.public_url,
        )
        self._request_log = RequestLog(self._database, self.clock)
        self.notifier = Notifier(
            self._context, self.credentials, self.faults, allow_remote=self._allow_remote
        )
        self._memory = ClockMemory(self._database, self.clock)
        self._memory.start(resume=self._resume_clock)
        self._seeding = Seeding(self._context, forms=self._seed_forms)
        self._seeding.begin()
        self._history = History(self._context, self._memory, self.notifier, self._seeding)
        self._site = Site(self._route_providers())
        await self._site.open(sock)
        await self.notifier.start()

    def _route_providers(self) -> list[RouteProvider]:
        self._merchant_api = MerchantApi(
            self._context, self.credentials, self._request_log, self.faults
        )
        console = Console(
            self._context,
            self.credentials,
            self._request_log,
            self.notifier,
            self.faults,
            self._history,
        )
        payers = Cashier(self._context, self.pay), MiniProgram(self._context, self.pay)
        return [self._merchant_api, *payers, console]
