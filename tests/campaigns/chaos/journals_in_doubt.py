"""The mix *journals in doubt*: journals that share a database, and outcomes that stay unknown.

The gateway refuses for the moment after doing the work, or before, loses replies, and lists refunds
late; the database's answers to COMMIT are late, and wall clocks are set. Each wanted refund must
have been made once in the end, and the journal must never contradict the gateway's records.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from zhixiao_async import (
    OutcomeUnknown,
    ResolvePace,
    ZhixiaoError,
)
from zhixiao_async.journal import RefundJournal, Resumed, State
from zhixiao_async.sandbox import Sandbox

from .late_journals import LISTED_LATE, world
from .ledger import Operation, Outcome, Violation, refund_key
from .report import Report
from .shared_time import SharedTime
from .wanted_refunds import WantedRefunds

NAME = "journals in doubt"
TOTAL = 1_000_000
"""Amount of every order, in fen."""
PACE = ResolvePace(first_probe=15, pause=600, longest_pause=1800)
ROUNDS = 4
"""Number of rounds in which open entries must be resolved, once the faults are cleared."""


class Run:
    """Workers with a journal each, on one database and one gateway."""

    def __init__(self, operations: int, seed: int) -> None:
        self._wanted = operations
        self.operations: list[Operation] = []
        self._wants = WantedRefunds(seed)
        self._ordering = asyncio.Lock()
        self._seed = seed
        self._began = monotonic()

    async def work(self, gateway: Sandbox, journal: RefundJournal[Any], number: int) -> None:
        """Refund, and resume now and then, until there have been enough operations."""
        chance = Random(f"worker {number} {self._seed}")
        while len(self.operations) < self._wanted:
            if chance.random() < 0.06:
                for unmade in await self.resume(journal, number):
                    await self.refund(journal, unmade, number)
                continue
            async with self._ordering:
                if self._wants.needs_order:
                    self._wants.learn(*await _paid(gateway, journal, len(self._wants.all)))
            await self.refund(journal, self._wants.next(), number)

    async def refund(self, journal: RefundJournal[Any], number: str, worker: int) -> None:
        """Request a refund, and record its outcome."""
        order, request = self._wants.all[number]
        assert request.refund_fee is not None
        operation = self._begin(worker, order, refund_key(order, number, request.refund_fee))
        try:
            result = await journal.order_refund(request)
        except (OutcomeUnknown, sqlite3.Error) as error:
            operation.outcome, operation.detail = (
                Outcome.UNKNOWN,
                f"{type(error).__name__}: {error}",
            )
        except ZhixiaoError as error:
            operation.end(Outcome.FAILED, f"{type(error).__name__}: {error}")
        else:
            operation.end(Outcome.OK, repr(result))
        operation.ended = monotonic() - self._began

    async def resume(self, journal: RefundJournal[Any], worker: int) -> list[str]:
        """Resume the open entries; return the refunds that were not made."""
        operation = self._begin(worker, "", ("resume",))
        operation.outcome = Outcome.OK
        resumed: list[Resumed] = []
        try:
            resumed = await journal.resume(pace=PACE)
        except (ZhixiaoError, sqlite3.Error) as error:
            operation.outcome, operation.detail = (
                Outcome.UNKNOWN,
                f"{type(error).__name__}: {error}",
            )
        else:
            operation.detail = "; ".join(
                f"{now.entry.number} {now.entry.state.value}, for {now.resolution.explanation}"
                for now in resumed
            )
        operation.ended = monotonic() - self._began
        unmade = (State.NOT_APPLIED, State.NOT_SENT)
        return [now.entry.number for now in resumed if now.entry.state in unmade]

    def _begin(self, worker: int, order: str, key: Any) -> Operation:
        operation = Operation(
            number=len(self.operations) + 1, client=f"worker {worker}", key=key, order=order
        )
        operation.began = monotonic() - self._began
        self.operations.append(operation)
        return operation

    async def come_to_rest(self, journal: RefundJournal[Any], shared_time: SharedTime) -> None:
        """Make every wanted refund, once the faults are cleared."""
        for _ in range(ROUNDS):
            await shared_time.sleep(2 * LISTED_LATE)  # by then the listing has every refund
            await self.resume(journal, 0)
            made = {entry.number for entry in await journal.entries(State.APPLIED)}
            left = [number for number in self._wants.all if number not in made]
            if not left:
                return
            for number in left:
                await self.refund(journal, number, 0)

    def violations(self, made: Counter[str], states: dict[str, State]) -> Iterator[Violation]:
        """Yield every refund that was made twice or lost, or that the journal has wrong."""
        for number in self._wants.all:
            times, state = made[number], states.get(number)
            if times > 1:
                what = "doubled"
            elif not times and state is State.APPLIED:
                what = "lost"
            elif times and state not in (State.APPLIED, State.OPEN):
                what = "denied"
            else:
                continue
            text = f"{what}: {number} made {times} times, {state} in the journal"
            yield Violation(text, self._history(number))

    def unmade(self, made: Counter[str]) -> Iterator[Violation]:
        """Yield every wanted refund that was never made."""
        for number in self._wants.all.keys() - made.keys():
            yield Violation(f"lost: {number} was wanted, and never made", self._history(number))

    def _history(self, number: str) -> list[Operation]:
        """Return the operations of a refund, those of ``resume()`` included."""
        return [
            operation
            for operation in self.operations
            if number in operation.key or f"{number} " in operation.detail
        ]


async def run(operations: int, seed: int) -> Report:
    """Run the workers, and compare the journal with the gateway's records."""
    asyncio.get_running_loop().set_debug(False)
    began, ours = monotonic(), Run(operations, seed)
    shared_time = SharedTime(Random(f"present {seed}"))
    with tempfile.TemporaryDirectory() as directory, shared_time.everywhere():
        db = str(Path(directory) / "gateway.sqlite")
        async with world(shared_time, db, f"{directory}/journal.sqlite", seed) as (
            gateway,
            journals,
        ):
            await asyncio.gather(
                *(ours.work(gateway, journal, number) for number, journal in enumerate(journals))
            )
            gateway.faults.clear()
            shared_time.calm = True
            found = [*ours.violations(_made(db), await _states(journals[0]))]
            await ours.come_to_rest(journals[0], shared_time)
            states = await _states(journals[0])
        made = _made(db)
        found += [*ours.violations(made, states), *ours.unmade(made)]
    return Report(
        mix=NAME,
        seed=seed,
        operations=ours.operations,
        violations=found,
        connections=0,
        seconds=monotonic() - began,
    )


async def _paid(gateway: Sandbox, journal: Any, number: int) -> tuple[str, str]:
    order = f"o{number}"
    created = await journal._client.order_create(
        body="chaos",
        out_trade_no=order,
        total_fee=TOTAL,
        user_no="2013141516",
        notify_url="http://127.0.0.1:9/notify",
    )
    await gateway.pay(created.order_id)
    return order, created.order_id


def _made(db: str) -> Counter[str]:
    """Count how often the gateway has made each refund, by its number."""
    with closing(sqlite3.connect(db)) as connection:
        return Counter(
            number for (number,) in connection.execute("SELECT out_refund_no FROM refunds")
        )


async def _states(journal: RefundJournal[Any]) -> dict[str, State]:
    return {entry.number: entry.state for entry in await journal.entries()}
