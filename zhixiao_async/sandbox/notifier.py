"""Section 2.5 from the gateway's side: notifications go out, again and again, until success."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .._numbers import YEAR, duration, whole_number
from ..config import Credentials
from .attempts import KEPT, Attempt, Attempts
from .deliveries import Deliveries
from .desk import Desk
from .faults import Faults

_MOST_COPIES = 1000


class Notifier:
    """Delivers what is due, each order's notification once at a time.

    Tests order the world's mishaps with :meth:`drop_next`, :meth:`duplicate_next`,
    :meth:`delay_next`, :meth:`hold`, :meth:`release` and :meth:`replay`, and wait for the result
    with :meth:`settle`. A count or a time that makes no sense is an :class:`InvalidRequest`.
    """

    def __init__(
        self, desk: Desk, credentials: Credentials, faults: Faults, *, allow_remote: bool
    ) -> None:
        self._clock = desk.clock
        self._attempts = Attempts(desk.store, desk.clock)
        self._deliveries = Deliveries(
            desk,
            credentials,
            self._attempts,
            allow_remote=allow_remote,
            dialect=faults.spoken,
            over=self._look_again,
        )
        self._orders: deque[tuple[str, float]] = deque()
        self._held = False

    async def start(self) -> None:
        """Begin to deliver, also what an earlier run left undone."""
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        await self._deliveries.start()
        self._clock.on_change(self.wake)
        self._running = asyncio.create_task(self._run(), name="zhixiao sandbox notifier")

    async def stop(self) -> None:
        """Stop at once; a delivery under way is tried again by the next run."""
        self._clock.forget(self.wake)
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self._deliveries.stop()

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Within it nothing is delivered, whoever asks.

        What is under way is broken off, replays too, and what tests have ordered is forgotten.
        """
        async with self._deliveries.paused():
            self._orders.clear()
            self._held = False
            yield

    def wake(self) -> None:
        """Look again at what is due. Safe from any thread."""
        self._loop.call_soon_threadsafe(self._look_again)

    def attempts(self) -> list[Attempt]:
        """The last ten thousand attempts, oldest first."""
        return self._attempts.entries()

    def newest_attempts(self, limit: int) -> list[Attempt]:
        """The last so many attempts, newest first."""
        return self._attempts.newest(limit)

    async def settle(self) -> None:
        """Wait until nothing is under way and nothing is due by the sandbox's clock."""
        while True:
            await self._deliveries.end_of_pause()
            self._dispatch()
            if not self._deliveries.under_way:
                return
            await asyncio.wait(self._deliveries.under_way.values())

    async def next_attempt(self) -> Attempt:
        """Wait for the next delivery on schedule, however long that takes.

        Raises:
            LookupError: The gateway was stopped.
        """
        return await self._deliveries.next()

    @property
    def due(self) -> list[str]:
        """The orders whose notification is due now, the longest due first."""
        return self._attempts.due()

    async def replay(self, order_id: str) -> Attempt:
        """Deliver an order's notification once more, whatever became of it before.

        A success ends the series, as on schedule; after anything else the schedule goes on as
        it was.

        Raises:
            Refusal: There is no such order.
            LookupError: It isn't paid, or was made without a ``notify_url``; or a restore, a
                reset or a stop broke it off.
        """
        return await self._deliveries.replay(order_id)

    def drop_next(self, count: int = 1) -> None:
        """Lose the next deliveries on the way; their schedule goes on."""
        self._order(count, "drop", 0.0)

    def duplicate_next(self, count: int = 1, *, copies: int = 2) -> None:
        """Post each of the next deliveries several times at once."""
        self._order(count, "copies", whole_number("copies", copies, maximum=_MOST_COPIES))

    def delay_next(self, count: int = 1, *, seconds: float) -> None:
        """Put the next deliveries off by so many seconds of the sandbox's clock."""
        self._order(count, "delay", duration("seconds", seconds, zero=True, maximum=YEAR))

    def hold(self) -> None:
        """Deliver nothing until :meth:`release`."""
        self._held = True

    async def release(self, *order_ids: str) -> list[Attempt]:
        """Deliver what was held, one after another, and go on as usual.

        Args:
            *order_ids: The order to deliver in; as they fell due, if none is given.

        Raises:
            LookupError: A restore, a reset or a stop broke it off.
        """
        try:
            return [await self._deliveries.deliver(one) for one in order_ids or self.due]
        finally:
            self._held = False
            self.wake()

    def _order(self, count: int, what: str, amount: float) -> None:
        most = whole_number("count", count, minimum=0, maximum=KEPT)
        self._orders.extend([(what, amount)] * most)

    def _look_again(self) -> None:
        self._woken.set()

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            self._dispatch()
            try:
                async with asyncio.timeout(self._patience()):
                    await self._woken.wait()
            except TimeoutError:
                continue

    def _patience(self) -> float | None:
        idle = self._deliveries.possible and not self._deliveries.under_way
        if self._held or not idle or self._clock.frozen:
            return None
        return self._attempts.seconds_to_next()

    def _dispatch(self) -> None:
        if self._held or not self._deliveries.possible:
            return
        for order_id in self.due:
            if order_id in self._deliveries.under_way:
                continue
            what, amount = self._orders.popleft() if self._orders else ("copies", 1.0)
            if what == "delay":
                self._attempts.postpone(order_id, amount)
            else:
                self._deliveries.begin(order_id, copies=0 if what == "drop" else int(amount))
