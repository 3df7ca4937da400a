"""The sandbox itself: what is started, stopped and talked to."""

from __future__ import annotations

import socket
from typing import Self

from .._urls import plain_url
from ..config import Credentials
from .address import bind, url_of
from .app import Counter
from .clock import Clock
from .clock_memory import ClockMemory
from .credentials import TEST_CREDENTIALS
from .deeds import Deeds
from .desk import Desk
from .faults import Faults
from .history import History
from .journal import Journal
from .listing import Listing
from .notifier import Notifier
from .pages.cashier import Cashier
from .pages.console import Console
from .pages.mini_program import MiniProgram
from .pages.shelf import TimeTravel
from .rules import Rules
from .seeding import Seeding
from .site import Site, Window
from .store import Store


class Sandbox(Deeds):
    """The gateway on your own machine, over real HTTP.

    Everything it knows is in one SQLite database, so a file survives a restart. Every request
    is done completely or not at all.

    Args:
        port: 0 takes any free one.
        db: A file's path, or ``:memory:``.
        host: The address to listen on.
        clock: Its time; if not given, that of an earlier run on the same file goes on, and
            otherwise it is the machine's.
        rules: How it settles what the document leaves open.
        faults: What goes wrong; nothing if not given.
        credentials: Its only merchant; the document's test credentials if not given.
        allow_remote_notify: Also post notifications to other machines than this one.
        public_url: Where payers reach it, for the links it hands out; ``base_url`` if not given.
        seed_forms: Know a few orders made through payment forms, of December 2019.

    Attributes:
        base_url: Where a client on this machine reaches it.
        public_url: Where its pay and receipt links lead.

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
        """Open the database, listen, and go on delivering what an earlier run left undone.

        Raises:
            CannotStart: The port is taken, or the database can't be used or is in use by another
                sandbox; the text says which.
        """
        self._store = Store(self._db)
        try:
            sock = bind(*self._address)
            try:
                await self._open(sock)
            except BaseException:
                sock.close()
                raise
        except BaseException:
            self._store.close()
            raise
        self._started = True

    async def stop(self) -> None:
        """Stop listening and delivering; nothing is left running or open. Safe to call twice."""
        if not self._started:
            return
        self._started = False
        self._counter.close()
        await self.notifier.stop()
        await self._site.close()
        self._memory.stop()
        self._store.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def snapshot(self) -> bytes:
        """Everything the gateway knows, its clock's position included, for :meth:`restore`."""
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
        self._desk = Desk(
            store=self._store,
            clock=self.clock,
            rules=self.rules,
            listing=Listing(self._store, self.rules, self.clock),
            public_url=self.public_url,
        )
        self._journal = Journal(self._store, self.clock)
        self.notifier = Notifier(
            self._desk, self.credentials, self.faults, allow_remote=self._allow_remote
        )
        self._memory = ClockMemory(self._store, self.clock)
        self._memory.start(resume=self._resume_clock)
        self._seeding = Seeding(self._desk, forms=self._seed_forms)
        self._seeding.begin()
        self._history = History(self._desk, self._memory, self.notifier, self._seeding)
        self._site = Site(self._windows())
        await self._site.open(sock)
        await self.notifier.start()

    def _windows(self) -> list[Window]:
        self._counter = Counter(self._desk, self.credentials, self._journal, self.faults)
        travel = TimeTravel(
            snapshot=self.snapshot, restore=self._history.restore, reset=self._history.reset
        )
        console = Console(
            self._desk, self.credentials, self._journal, self.notifier, self.faults, travel
        )
        payers = Cashier(self._desk, self.pay), MiniProgram(self._desk, self.pay)
        return [self._counter, *payers, console]
