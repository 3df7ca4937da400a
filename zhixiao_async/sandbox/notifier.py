"""Section 2.5 from the gateway's side: notifications go out, again and again, until success."""

from __future__ import annotations

import asyncio
import logging
from collections import deque

import aiohttp

from .. import _codec, _envelope
from ..config import Credentials
from ..endpoints import PaymentNotification
from .attempts import Attempt, Attempts
from .delivery import Answer, Verdict, is_local, post
from .desk import Desk
from .orders import find

log = logging.getLogger("zhixiao.sandbox")


class Notifier:
    """Delivers what is due, each order's notification once at a time.

    Tests order the world's mishaps with :meth:`drop_next`, :meth:`duplicate_next`,
    :meth:`delay_next`, :meth:`hold`, :meth:`release` and :meth:`replay`, and wait for the result
    with :meth:`settle`.
    """

    def __init__(self, desk: Desk, credentials: Credentials, *, allow_remote: bool) -> None:
        self._desk = desk
        self._credentials = credentials
        self._allow_remote = allow_remote
        self._attempts = Attempts(desk.store, desk.clock)
        self._deliveries: dict[str, asyncio.Task[Attempt]] = {}
        self._orders: deque[tuple[str, float]] = deque()
        self._held = False

    async def start(self) -> None:
        """Begin to deliver, also what an earlier run left undone."""
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._next: asyncio.Future[Attempt] = self._loop.create_future()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(force_close=True),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )
        self._desk.clock.on_change(self.wake)
        self._running = asyncio.create_task(self._run(), name="zhixiao sandbox notifier")

    async def stop(self) -> None:
        """Stop at once; a delivery under way is tried again by the next run."""
        self._desk.clock.forget(self.wake)
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self.abandon()
        await self._session.close()

    async def abandon(self) -> None:
        """Break off the deliveries under way and forget what tests have ordered."""
        self._orders.clear()
        self._held = False
        tasks = list(self._deliveries.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """Look again at what is due. Safe from any thread."""
        self._loop.call_soon_threadsafe(self._woken.set)

    def attempts(self) -> list[Attempt]:
        """Every attempt so far, oldest first."""
        return self._attempts.entries()

    async def settle(self) -> None:
        """Wait until nothing is under way and nothing is due by the sandbox's clock."""
        while True:
            self._dispatch()
            if not self._deliveries:
                return
            await asyncio.wait(self._deliveries.values())

    async def next_attempt(self) -> Attempt:
        """Wait for the next delivery on schedule, however long that takes."""
        return await asyncio.shield(self._next)

    @property
    def due(self) -> list[str]:
        """The orders whose notification is due now, the longest due first."""
        return self._attempts.due()

    async def replay(self, order_id: str) -> Attempt:
        """Deliver an order's notification once more, whatever became of it before.

        Raises:
            Refusal: There is no such order.
            LookupError: It isn't paid, or was made without a ``notify_url``.
        """
        return await self._deliver(order_id, copies=1)

    def drop_next(self, count: int = 1) -> None:
        """Lose the next deliveries on the way; their schedule goes on."""
        self._orders.extend([("drop", 0.0)] * count)

    def duplicate_next(self, count: int = 1, *, copies: int = 2) -> None:
        """Post each of the next deliveries several times at once."""
        self._orders.extend([("copies", float(copies))] * count)

    def delay_next(self, count: int = 1, *, seconds: float) -> None:
        """Put the next deliveries off by so many seconds of the sandbox's clock."""
        self._orders.extend([("delay", seconds)] * count)

    def hold(self) -> None:
        """Deliver nothing until :meth:`release`."""
        self._held = True

    async def release(self, *order_ids: str) -> list[Attempt]:
        """Deliver what was held, one after another, and go on as usual.

        Args:
            *order_ids: The order to deliver in; as they fell due, if none is given.
        """
        try:
            made = []
            for order_id in order_ids or self.due:
                if order_id not in self._deliveries:
                    self._begin(order_id, copies=1)
                made.append(await self._deliveries[order_id])
            return made
        finally:
            self._held = False
            self.wake()

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
        if self._held or self._deliveries or self._desk.clock.frozen:
            return None
        return self._attempts.seconds_to_next()

    def _dispatch(self) -> None:
        if self._held:
            return
        for order_id in self.due:
            if order_id in self._deliveries:
                continue
            what, amount = self._orders.popleft() if self._orders else ("copies", 1.0)
            if what == "delay":
                self._attempts.postpone(order_id, amount)
            else:
                self._begin(order_id, copies=0 if what == "drop" else int(amount))

    def _begin(self, order_id: str, *, copies: int) -> None:
        task = asyncio.create_task(self._attempt(order_id, copies))
        self._deliveries[order_id] = task
        task.add_done_callback(lambda _: self._over(order_id))

    def _over(self, order_id: str) -> None:
        del self._deliveries[order_id]
        self._woken.set()

    async def _attempt(self, order_id: str, copies: int) -> Attempt:
        attempt = await self._deliver(order_id, copies)
        self._attempts.concluded(order_id, attempt.verdict)
        made, self._next = self._next, self._loop.create_future()
        made.set_result(attempt)
        return attempt

    async def _deliver(self, order_id: str, copies: int) -> Attempt:
        url, form = self._letter(order_id)
        number = self._attempts.number_of(order_id) + 1
        if not copies:
            answers = [Answer(status=None, body="", verdict=Verdict.DROPPED)]
        elif not (self._allow_remote or is_local(url)):
            log.warning("%s: %s", order_id, Verdict.NOT_ALLOWED.value)
            answers = [Answer(status=None, body="", verdict=Verdict.NOT_ALLOWED)]
        else:
            posts = [post(self._session, self._credentials, url, form) for _ in range(copies)]
            answers = await asyncio.gather(*posts)
        made = [self._attempts.log(order_id, number, url, form, answer) for answer in answers]
        return next((one for one in made if one.verdict.success), made[0])

    def _letter(self, order_id: str) -> tuple[str, bytes]:
        order = find(self._desk, order_id=order_id)
        if order.request is None or order.uid is None:
            raise LookupError(f"order {order_id} has no payment to notify of")
        notification = PaymentNotification(
            out_trade_no=order.request.out_trade_no,
            order_id=order.order_id,
            time_end=order.time_end,
            user_no=order.request.user_no,
            user_name=order.request.user_name,
            uid=order.uid,
            pay_type=order.pay_type,
        )
        content = _codec.to_json(_codec.write(notification))
        return order.request.notify_url, _envelope.seal_request(self._credentials, content)
