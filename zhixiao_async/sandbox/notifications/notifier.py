"""Section 2.5 from the gateway's side: notifications are posted, again and again, until success."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs

from ...checks import YEAR, duration, whole
from ...config import Credentials
from ..faults import Faults
from ..services.context import GatewayContext
from .attempt_log import KEPT, Attempt, AttemptLog
from .delivery_tasks import DeliveryTasks
from .schedule import Schedule

_COPIES = whole(maximum=1000)
_COUNT = whole(minimum=0, maximum=KEPT)
_DELAY = duration(zero=True, maximum=YEAR)


@attrs.frozen
class Mishap:
    """A delivery's mishap: it is posted in so many copies (0: lost), or put off by seconds."""

    copies: int = 1
    delay: float | None = None


_AS_USUAL = Mishap()


class Notifier:
    """Delivers what is due, each order's notification once at a time.

    Tests inject mishaps with :meth:`drop_next`, :meth:`duplicate_next`, :meth:`delay_next`,
    :meth:`hold`, :meth:`release` and :meth:`replay`, and wait for the result with :meth:`drain`.
    A count or a time that makes no sense is an :class:`InvalidRequest`.

    Attributes:
        attempt_log: The last ten thousand attempts.
    """

    def __init__(
        self,
        context: GatewayContext,
        credentials: Credentials,
        faults: Faults,
        *,
        allow_remote: bool,
    ) -> None:
        self._clock = context.clock
        self._schedule = Schedule(context.database, context.clock)
        self.attempt_log = AttemptLog(context.database, context.clock)
        self._tasks = DeliveryTasks(
            context,
            credentials,
            self._schedule,
            self.attempt_log,
            allow_remote=allow_remote,
            dialect=faults.spoken,
            on_finished=self._wake_here,
        )
        self._mishaps: deque[Mishap] = deque()
        self._held = False

    async def start(self) -> None:
        """Begin to deliver, also what an earlier run left undone."""
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        await self._tasks.start()
        self._clock.on_change(self.wake)
        self._running = asyncio.create_task(self._run(), name="zhixiao sandbox notifier")

    async def stop(self) -> None:
        """Stop at once; a delivery under way is tried again by the next run."""
        self._clock.forget(self.wake)
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self._tasks.stop()

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Deliver nothing within the block.

        What is under way is broken off, replays too, and injected mishaps are forgotten.
        """
        async with self._tasks.paused():
            self._mishaps.clear()
            self._held = False
            yield

    def wake(self) -> None:
        """Look again at what is due. Safe from any thread."""
        self._loop.call_soon_threadsafe(self._wake_here)

    async def drain(self) -> None:
        """Wait until nothing is under way and nothing is due by the sandbox's clock."""
        while True:
            await self._tasks.end_of_pause()
            self._dispatch()
            if not self._tasks.under_way:
                return
            await asyncio.wait(self._tasks.under_way.values())

    async def next_attempt(self) -> Attempt:
        """Wait for the next scheduled delivery, however long that takes.

        Raises:
            LookupError: The gateway was stopped.
        """
        return await self._tasks.next()

    @property
    def due(self) -> list[str]:
        """The orders whose notification is due now, the longest due first."""
        return self._schedule.due()

    async def replay(self, order_id: str) -> Attempt:
        """Deliver an order's notification once more, whatever became of it before.

        A success ends the series, as on schedule; after anything else the schedule goes on as
        it was.

        Raises:
            Refusal: There is no such order.
            LookupError: It isn't paid, or was made without a ``notify_url``; or a restore, a
                reset or a stop broke it off.
        """
        return await self._tasks.replay(order_id)

    def drop_next(self, count: int = 1) -> None:
        """Lose the next deliveries on the way; their schedule goes on."""
        self._inject(count, Mishap(copies=0))

    def duplicate_next(self, count: int = 1, *, copies: int = 2) -> None:
        """Post each of the next deliveries several times at once."""
        self._inject(count, Mishap(copies=_COPIES.require("copies", copies)))

    def delay_next(self, count: int = 1, *, seconds: float) -> None:
        """Put the next deliveries off by so many seconds of the sandbox's clock."""
        self._inject(count, Mishap(delay=_DELAY.require("seconds", seconds)))

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
            return [await self._tasks.deliver(order_id) for order_id in order_ids or self.due]
        finally:
            self._held = False
            self.wake()

    def _inject(self, count: int, mishap: Mishap) -> None:
        self._mishaps.extend([mishap] * _COUNT.require("count", count))

    def _wake_here(self) -> None:
        self._woken.set()

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            self._dispatch()
            try:
                async with asyncio.timeout(self._seconds_to_wait()):
                    await self._woken.wait()
            except TimeoutError:
                continue

    def _seconds_to_wait(self) -> float | None:
        idle = self._tasks.possible and not self._tasks.under_way
        if self._held or not idle or self._clock.frozen:
            return None
        return self._schedule.seconds_to_next()

    def _dispatch(self) -> None:
        if self._held or not self._tasks.possible:
            return
        for order_id in self.due:
            if order_id in self._tasks.under_way:
                continue
            mishap = self._mishaps.popleft() if self._mishaps else _AS_USUAL
            if mishap.delay is not None:
                self._schedule.postpone(order_id, mishap.delay)
            else:
                self._tasks.begin(order_id, copies=mishap.copies)
