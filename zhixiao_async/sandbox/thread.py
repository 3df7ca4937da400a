"""The sandbox for code without an event loop: it runs on a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Self, TypeVar

from ..config import Credentials
from ..endpoints import PayType
from .attempts import Attempt
from .clock import Clock
from .credentials import TEST_CREDENTIALS
from .faults import Faults
from .gateway import Sandbox
from .journal import Entry
from .orders import Order
from .rules import Rules

T = TypeVar("T")


class SandboxThread:
    """:class:`Sandbox` on a background thread: ``with SandboxThread() as gateway: …``.

    What isn't repeated here is reached by :meth:`run`; ``clock`` and ``faults`` can be used
    from any thread.

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
        self._sandbox = Sandbox(
            port=port,
            db=db,
            host=host,
            clock=clock,
            rules=rules,
            faults=faults,
            credentials=credentials,
            allow_remote_notify=allow_remote_notify,
            public_url=public_url,
            seed_forms=seed_forms,
        )
        self._thread: threading.Thread | None = None
        self.credentials = credentials
        self.clock = self._sandbox.clock
        self.faults = self._sandbox.faults

    def start(self) -> None:
        """Start the thread and wait until the gateway listens.

        Raises:
            CannotStart: The port is taken, or the database can't be used or is in use by another
                sandbox.
        """
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="zhixiao sandbox", daemon=True
        )
        self._thread.start()
        try:
            self.run(lambda sandbox: sandbox.start())
        except BaseException:
            self._end_thread()
            raise
        self.base_url = self._sandbox.base_url
        self.public_url = self._sandbox.public_url

    def stop(self) -> None:
        """Stop the gateway and its thread. Safe to call twice."""
        if self._thread is None:
            return
        self.run(lambda sandbox: sandbox.stop())
        self._end_thread()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self, action: Callable[[Sandbox], Awaitable[T]]) -> T:
        """Have the gateway's own thread do something, and wait for the result.

        For instance ``gateway.run(lambda sandbox: sandbox.notifier.replay(order_id))``.
        """

        async def act() -> T:
            return await action(self._sandbox)

        return asyncio.run_coroutine_threadsafe(act(), self._loop).result()

    @property
    def notifications(self) -> list[Attempt]:
        """The last ten thousand attempts to deliver a notification, oldest first."""
        return self._look(lambda sandbox: sandbox.notifications)

    @property
    def requests(self) -> list[Entry]:
        """The last thousand requests in clear, oldest first."""
        return self._look(lambda sandbox: sandbox.requests)

    def order(self, order_id: str) -> Order:
        """An order as the gateway sees it.

        Raises:
            Refusal: There is none.
        """
        return self._look(lambda sandbox: sandbox.order(order_id))

    def pay(self, order_id: str, pay_type: PayType = PayType.WECHAT) -> Order:
        """What a payer does. The notification goes out in the background.

        Raises:
            Refusal: The order can't be paid (any more).
        """
        return self.run(lambda sandbox: sandbox.pay(order_id, pay_type))

    def settle(self) -> None:
        """Wait until every notification that is due has been delivered."""
        self.run(lambda sandbox: sandbox.notifier.settle())

    def seed_orders(
        self, count: int, days: float = 1.0, *, ending: datetime | None = None, seed: int = 20191022
    ) -> None:
        """Fill the listing with made-up trades and some refunds; as :meth:`Sandbox.seed_orders`."""
        self.run(lambda sandbox: sandbox.seed_orders(count, days, ending=ending, seed=seed))

    def snapshot(self) -> bytes:
        """Everything the gateway knows, for :meth:`restore`."""
        return self._look(lambda sandbox: sandbox.snapshot())

    def restore(self, snapshot: bytes) -> None:
        """Go back to a snapshot, also in time; as :meth:`Sandbox.restore`.

        Raises:
            InvalidRequest: It isn't a snapshot of a sandbox of this version. Nothing has changed.
        """
        self.run(lambda sandbox: sandbox.restore(snapshot))

    def reset(self) -> None:
        """Forget every order, listing and log; as :meth:`Sandbox.reset`."""
        self.run(lambda sandbox: sandbox.reset())

    def _look(self, action: Callable[[Sandbox], T]) -> T:
        async def look(sandbox: Sandbox) -> T:
            return action(sandbox)

        return self.run(look)

    def _end_thread(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()
