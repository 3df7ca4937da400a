"""The deliveries under way: each order's once at a time, and all broken off at once if need be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp

from ..config import Credentials
from .attempts import Attempt, Attempts
from .delivery import Answer, Verdict, is_local, post
from .desk import Desk
from .dialect import Dialect
from .letters import letter

_BROKEN_OFF = "broken off: the gateway was restored, reset or stopped"

log = logging.getLogger("zhixiao.sandbox")


class Deliveries:
    """Posts notifications, and can be paused while everything is replaced under it.

    Args:
        desk: What the gateway knows.
        credentials: The merchant's.
        attempts: Where every attempt is written down.
        allow_remote: Whether to post to other machines than this one.
        dialect: How notifications are written now.
        over: Called after every delivery and every pause.
    """

    def __init__(
        self,
        desk: Desk,
        credentials: Credentials,
        attempts: Attempts,
        *,
        allow_remote: bool,
        dialect: Callable[[], Dialect],
        over: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._credentials = credentials
        self._attempts = attempts
        self._allow_remote = allow_remote
        self._dialect = dialect
        self._told_over = over
        self._replays: set[asyncio.Task[Attempt]] = set()
        self._stopped = False
        self.under_way: dict[str, asyncio.Task[Attempt]] = {}

    async def start(self) -> None:
        """Be ready to post."""
        self._going = asyncio.Event()
        self._going.set()
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
        """Break off what is under way, replays too; within it nothing is delivered."""
        async with self._pausing:
            self._going.clear()
            tasks = {*self.under_way.values(), *self._replays}
            for task in tasks:
                task.cancel()
            try:
                await asyncio.gather(*tasks, return_exceptions=True)
                yield
            finally:
                self._going.set()
                self._told_over()

    @property
    def possible(self) -> bool:
        """Whether a delivery can begin now."""
        return self._going.is_set() and not self._stopped

    async def end_of_pause(self) -> None:
        """Wait for the end of a pause, if there is one."""
        await self._going.wait()

    def begin(self, order_id: str, *, copies: int) -> None:
        """Begin a delivery on schedule, in so many copies at once; with 0 it is lost on the way."""
        task = asyncio.create_task(self._attempt(order_id, copies))
        self.under_way[order_id] = task
        task.add_done_callback(lambda _: self._over(order_id))

    async def deliver(self, order_id: str) -> Attempt:
        """The delivery of an order under way, or one that begins now, to its end.

        Raises:
            LookupError: A pause or the stop broke it off.
        """
        await self._ready()
        if order_id not in self.under_way:
            self.begin(order_id, copies=1)
        return await _outcome(self.under_way[order_id])

    async def replay(self, order_id: str) -> Attempt:
        """A delivery beside the schedule, to its end.

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
        """The next delivery on schedule that comes to its end.

        Raises:
            LookupError: The stop came first.
        """
        return await _outcome(self._next)

    async def _ready(self) -> None:
        await self.end_of_pause()
        if self._stopped:
            raise LookupError(_BROKEN_OFF)

    def _over(self, order_id: str) -> None:
        del self.under_way[order_id]
        self._told_over()

    async def _attempt(self, order_id: str, copies: int) -> Attempt:
        attempt = await self._post(order_id, copies, replay=False)
        self._attempts.concluded(order_id, attempt.verdict)
        made, self._next = self._next, asyncio.get_running_loop().create_future()
        made.set_result(attempt)
        return attempt

    async def _replay(self, order_id: str) -> Attempt:
        attempt = await self._post(order_id, copies=1, replay=True)
        self._attempts.replayed(order_id, attempt.verdict)
        return attempt

    async def _post(self, order_id: str, copies: int, *, replay: bool) -> Attempt:
        url, form = letter(self._desk, self._credentials, order_id, self._dialect())
        number = self._attempts.number_of(order_id, replay=replay) + 1
        if not copies:
            answers = [Answer(status=None, body="", verdict=Verdict.DROPPED)]
        elif not (self._allow_remote or is_local(url)):
            log.warning("%s: %s", order_id, Verdict.NOT_ALLOWED.value)
            answers = [Answer(status=None, body="", verdict=Verdict.NOT_ALLOWED)]
        else:
            posts = [post(self._session, self._credentials, url, form) for _ in range(copies)]
            answers = await asyncio.gather(*posts)
        made = [
            self._attempts.log(order_id, number, url, form, answer, replay=replay)
            for answer in answers
        ]
        return next((one for one in made if one.verdict.success), made[0])


async def _outcome(attempt: asyncio.Future[Attempt]) -> Attempt:
    # Waited for, not awaited: that it was cancelled doesn't mean that its caller was.
    await asyncio.wait([attempt])
    if attempt.cancelled():
        raise LookupError(_BROKEN_OFF)
    return attempt.result()
