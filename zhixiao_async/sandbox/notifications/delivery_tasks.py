"""The deliveries under way: one at a time per order, all broken off at once if need be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp

from ...config import Credentials
from ..server.dialect import Dialect
from ..services.context import GatewayContext
from .attempt_log import Attempt, AttemptLog
from .message import compose
from .posting import DeliveryVerdict, PostResult, is_local, post
from .schedule import Schedule

_BROKEN_OFF = "broken off: the gateway was restored, reset or stopped"

log = logging.getLogger("zhixiao.sandbox")


class DeliveryTasks:
    """Posts notifications in tasks, and pauses while the database is replaced under them.

    Args:
        context: What the gateway knows.
        credentials: The merchant's.
        schedule: Counts the attempts and plans the next ones.
        attempt_log: Keeps every attempt.
        allow_remote: Whether to post to other machines than this one.
        dialect: Returns how notifications are written now.
        on_finished: Called after every delivery and every pause.

    Attributes:
        under_way: The scheduled deliveries under way, by ``order_id``.
    """

    def __init__(
        self,
        context: GatewayContext,
        credentials: Credentials,
        schedule: Schedule,
        attempt_log: AttemptLog,
        *,
        allow_remote: bool,
        dialect: Callable[[], Dialect],
        on_finished: Callable[[], None],
    ) -> None:
        self._context = context
        self._credentials = credentials
        self._schedule = schedule
        self._attempt_log = attempt_log
        self._allow_remote = allow_remote
        self._dialect = dialect
        self._on_finished = on_finished
        self._replays: set[asyncio.Task[Attempt]] = set()
        self._stopped = False
        self.under_way: dict[str, asyncio.Task[Attempt]] = {}

    async def start(self) -> None:
        """Be ready to post."""
        self._unpaused = asyncio.Event()
        self._unpaused.set()
        self._pausing = asyncio.Lock()
        self._next: asyncio.Future[Attempt] = asyncio.get_running_loop().create_future()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(force_close=True),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )

    async def stop(self) -> None:
        """Break everything off, for good."""
        async with self.paused():
            self._stopped = True
        self._next.cancel()
        await self._session.close()

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Break off what is under way, replays too; within the block nothing is delivered."""
        async with self._pausing:
            self._unpaused.clear()
            tasks = {*self.under_way.values(), *self._replays}
            for task in tasks:
                task.cancel()
            try:
                await asyncio.gather(*tasks, return_exceptions=True)
                yield
            finally:
                self._unpaused.set()
                self._on_finished()

    @property
    def possible(self) -> bool:
        """True if a delivery can begin now."""
        return self._unpaused.is_set() and not self._stopped

    async def end_of_pause(self) -> None:
        """Wait for the end of a pause, if there is one."""
        await self._unpaused.wait()

    def begin(self, order_id: str, *, copies: int) -> None:
        """Begin a scheduled delivery, in so many copies at once; with 0 it is lost on the way."""
        task = asyncio.create_task(self._attempt(order_id, copies))
        self.under_way[order_id] = task
        task.add_done_callback(lambda _: self._finished(order_id))

    async def deliver(self, order_id: str) -> Attempt:
        """Wait for an order's delivery, which begins now if none is under way.

        Raises:
            LookupError: A pause or the stop broke it off.
        """
        await self._ready()
        if order_id not in self.under_way:
            self.begin(order_id, copies=1)
        return await _outcome(self.under_way[order_id])

    async def replay(self, order_id: str) -> Attempt:
        """Deliver beside the schedule, and wait for the end.

        Raises:
            Refusal: There is no such order.
            LookupError: There is nothing to deliver, or a pause or the stop broke it off.
        """
        await self._ready()
        task = asyncio.create_task(self._replay(order_id))
        self._replays.add(task)
        task.add_done_callback(self._replays.discard)
        return await _outcome(task)

    async def next(self) -> Attempt:
        """Wait for the next scheduled delivery that ends.

        Raises:
            LookupError: The stop came first.
        """
        return await _outcome(self._next)

    async def _ready(self) -> None:
        await self.end_of_pause()
        if self._stopped:
            raise LookupError(_BROKEN_OFF)

    def _finished(self, order_id: str) -> None:
        del self.under_way[order_id]
        self._on_finished()

    async def _attempt(self, order_id: str, copies: int) -> Attempt:
        try:
            attempt = await self._post(order_id, copies, replay=False)
        except Exception:
            # Still due, it would be begun again at once and for ever.
            self._schedule.attempted(order_id, DeliveryVerdict.UNREACHABLE)
            raise
        self._schedule.attempted(order_id, attempt.verdict)
        made, self._next = self._next, asyncio.get_running_loop().create_future()
        made.set_result(attempt)
        return attempt

    async def _replay(self, order_id: str) -> Attempt:
        attempt = await self._post(order_id, copies=1, replay=True)
        self._schedule.replayed(order_id, attempt.verdict)
        return attempt

    async def _post(self, order_id: str, copies: int, *, replay: bool) -> Attempt:
        url, form = compose(self._context, self._credentials, order_id, self._dialect())
        number = self._schedule.count(order_id, replays=replay) + 1
        if not copies:
            results = [PostResult(verdict=DeliveryVerdict.DROPPED)]
        elif not (self._allow_remote or is_local(url)):
            log.warning("%s: %s", order_id, DeliveryVerdict.NOT_ALLOWED.value)
            results = [PostResult(verdict=DeliveryVerdict.NOT_ALLOWED)]
        else:
            posts = [post(self._session, self._credentials, url, form) for _ in range(copies)]
            results = await asyncio.gather(*posts)
        attempts = [
            self._attempt_log.record(order_id, number, url, form, result, replay=replay)
            for result in results
        ]
        return next((attempt for attempt in attempts if attempt.verdict.success), attempts[0])


async def _outcome(attempt: asyncio.Future[Attempt]) -> Attempt:
    # Waited for, not awaited: that it was cancelled doesn't mean that its caller was.
    await asyncio.wait([attempt])
    if attempt.cancelled():
        raise LookupError(_BROKEN_OFF)
    return attempt.result()
