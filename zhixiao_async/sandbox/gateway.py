"""The sandbox itself: what is started, stopped and talked to."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from datetime import datetime
from typing import Self

from .._urls import plain_url
from ..config import Credentials
from ..endpoints import PayType
from ..fields import JsonValue
from . import form_orders, payments, people
from .address import bind, url_of
from .app import Counter
from .attempts import Attempt
from .clock import Clock
from .clock_memory import ClockMemory
from .credentials import TEST_CREDENTIALS
from .desk import Desk
from .faults import Faults
from .history import History
from .journal import Entry, Journal
from .listing import Listing
from .notifier import Notifier
from .orders import Order, find
from .pages.cashier import Cashier
from .pages.console import Console
from .pages.mini_program import MiniProgram
from .pages.shelf import TimeTravel
from .people import Student
from .rules import Rules
from .seeding import Seeding
from .site import Site, Window
from .store import Store


class Sandbox:
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

    @property
    def notifications(self) -> list[Attempt]:
        """The last ten thousand attempts to deliver a notification, oldest first."""
        return self.notifier.attempts()

    @property
    def requests(self) -> list[Entry]:
        """The last thousand requests in clear, oldest first."""
        return self._journal.entries()

    def order(self, order_id: str) -> Order:
        """An order as the gateway sees it.

        Raises:
            Refusal: There is none.
        """
        return find(self._desk, order_id=order_id)

    async def pay(self, order_id: str, pay_type: PayType = PayType.WECHAT) -> Order:
        """What a payer does. The notification goes out in the background.

        Raises:
            Refusal: The order can't be paid (any more).
        """
        order = payments.pay(self._desk, order_id, pay_type)
        self.notifier.wake()
        return order

    async def fail(self, order_id: str) -> Order:
        """The payer's attempt fails for good: the order's status becomes FAILED.

        Raises:
            Refusal: The order isn't open.
        """
        return payments.fail(self._desk, order_id)

    async def enrol(self, student: Student) -> None:
        """Add a person, or replace the one with the same number (to freeze an account)."""
        people.enrol(self._desk, student)

    async def add_form_order(
        self,
        *,
        total_fee: int,
        body: str,
        form_data: Mapping[str, JsonValue],
        pay_type: PayType | None = None,
    ) -> str:
        """Add an order made through a payment form, for ``order_query_form``.

        Args:
            total_fee: In fen.
            body: What is paid for.
            form_data: The form's fields by name.
            pay_type: How it was paid; None leaves it unpaid.

        Returns:
            Its ``order_id``.
        """
        return form_orders.add_form_order(
            self._desk, total_fee=total_fee, body=body, form_data=form_data, pay_type=pay_type
        )

    async def seed_orders(
        self, count: int, days: float = 1.0, *, ending: datetime | None = None, seed: int = 20191022
    ) -> None:
        """Fill the listing with made-up trades and some refunds, which no other call knows.

        Args:
            count: How many rows, refunds included.
            days: Over how many days they are spread.
            ending: Every row lies before it; now if not given. A naive time means Beijing time.
            seed: The same seed gives the same rows.
        """
        await self._seeding.list_orders(count, days, ending=ending, seed=seed)

    @property
    def seeded_orders(self) -> int:
        """How many rows :meth:`seed_orders` has listed, also in earlier runs on the same file."""
        return self._seeding.listed

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
            listing=Listing(self._store, self.rules),
            public_url=self.public_url,
        )
        self._journal = Journal(self._store, self.clock)
        self.notifier = Notifier(self._desk, self.credentials, allow_remote=self._allow_remote)
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
