"""Deliveries: shuffled, in parallel, each repeated until it is answered with success."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from random import Random

from zhixiao_async.sandbox import Sandbox

from .workers import Workers

LONGEST_DELAY = 0.02
"""Longest time from a delivery to the kill that it triggers, in seconds."""

FARTHEST = 100
"""Number of places in the queue within which a failed delivery comes again."""


def shuffled(order_ids: list[str], copies: int, chance: Random) -> list[str]:
    """Shuffle the copies of each order: some of them in a row, so that they race."""
    bursts = []
    for order_id in order_ids:
        together = chance.randint(2, copies) if copies > 1 else 1
        bursts += [[order_id] * together, *[[order_id]] * (copies - together)]
    chance.shuffle(bursts)
    return [order_id for burst in bursts for order_id in burst]


class Couriers:
    """Deliver the queue.

    Attributes:
        deliveries: Number of posts to a worker, answered or not.
        successes: Number of deliveries answered with success.
        raced: Number of deliveries that began while another of the same order was on its way.
    """

    def __init__(
        self, sandbox: Sandbox, workers: Workers, queue: list[str], *, kills: int, chance: Random
    ) -> None:
        self._sandbox = sandbox
        self._workers = workers
        self._queue = deque(queue)
        self._chance = chance
        # Not among the last deliveries, so that each kill finds some on their way.
        self._kill_after = set(chance.sample(range(1, len(queue) * 19 // 20), kills))
        self._killers: set[asyncio.Task[None]] = set()
        self._on_their_way: Counter[str] = Counter()
        self.deliveries = self.successes = self.raced = 0

    async def work(self, at_once: int) -> None:
        """Deliver everything."""
        # A single courier repeats a failed delivery at once: a delivery that meets a worker whose
        # death isn't noticed here yet then leaves the order unchanged.
        farthest = FARTHEST if at_once > 1 else 0
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(self._courier(farthest))
        await asyncio.gather(*self._killers)

    async def _courier(self, farthest: int) -> None:
        while self._queue:
            order_id = self._queue.popleft()
            await self._workers.wait_for_any()
            if await self._deliver(order_id):
                self._count()
            else:
                # It comes again later, among others, as from the gateway.
                place = self._chance.randint(0, min(len(self._queue), farthest))
                self._queue.insert(place, order_id)

    async def _deliver(self, order_id: str) -> bool:
        self.deliveries += 1
        self.raced += self._on_their_way[order_id] > 0
        self._on_their_way[order_id] += 1
        attempt = await self._sandbox.notifier.replay(order_id)
        self._on_their_way[order_id] -= 1
        return attempt.verdict.success

    def _count(self) -> None:
        self.successes += 1
        if self.successes in self._kill_after:
            task = asyncio.create_task(self._kill(self._chance.random() * LONGEST_DELAY))
            self._killers.add(task)

    async def _kill(self, delay: float) -> None:
        await asyncio.sleep(delay)  # only to make the moment random
        await self._workers.kill(self._chance)
