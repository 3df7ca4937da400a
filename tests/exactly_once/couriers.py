"""The gateway's deliveries: shuffled, in parallel, each again until it is answered with success."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from random import Random

from zhixiao_async.sandbox import Sandbox

from .crew import Crew

LONGEST_DELAY = 0.02
"""Seconds from the delivery that calls for a kill to the kill."""

FARTHEST = 100
"""Places behind which a failed delivery doesn't come again."""


def shuffled(order_ids: list[str], copies: int, chance: Random) -> list[str]:
    """Each order so many times: some of them in a row, so that they race, the others apart."""
    bursts = []
    for order_id in order_ids:
        together = chance.randint(2, copies) if copies > 1 else 1
        bursts += [[order_id] * together, *[[order_id]] * (copies - together)]
    chance.shuffle(bursts)
    return [order_id for burst in bursts for order_id in burst]


class Couriers:
    """Deliver what is in the queue.

    Attributes:
        deliveries: Posts to a worker, answered or not.
        successes: Those that were answered with success.
        raced: Those that began while another of the same order was on its way.
    """

    def __init__(
        self, sandbox: Sandbox, crew: Crew, queue: list[str], *, kills: int, chance: Random
    ) -> None:
        self._sandbox = sandbox
        self._crew = crew
        self._queue = deque(queue)
        self._chance = chance
        # The last ones are left out, so that each kill finds deliveries on their way.
        self._kill_after = set(chance.sample(range(1, len(queue) * 19 // 20), kills))
        self._killers: set[asyncio.Task[None]] = set()
        self._on_their_way: Counter[str] = Counter()
        self.deliveries = self.successes = self.raced = 0

    async def work(self, at_once: int) -> None:
        """Deliver everything."""
        # One courier alone tries again at once: a delivery that finds its worker dead, before that
        # is noticed here, then changes nothing in the order of things.
        farthest = FARTHEST if at_once > 1 else 0
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(self._courier(farthest))
        await asyncio.gather(*self._killers)

    async def _courier(self, farthest: int) -> None:
        while self._queue:
            order_id = self._queue.popleft()
            await self._crew.someone()
            if await self._deliver(order_id):
                self._count()
            else:
                # It comes again later, among others, as the gateway's would.
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
        await asyncio.sleep(delay)  # nothing is waited for: it makes the moment a random one
        await self._crew.kill(self._chance)
