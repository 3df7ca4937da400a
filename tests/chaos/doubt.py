"""A mix of its own: journals that share a database, and a gateway that leaves them in doubt.

The gateway refuses in passing after doing the work, or before, loses replies, and lists refunds
late; answers of the database to a COMMIT are held back, and wall clocks are set. Each refund that
somebody wants must be made once in the end, and the journal must never say what the books deny.
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
    SettlePace,
    ZhixiaoError,
)
from zhixiao_async.journal import RefundJournal, Resumed, State
from zhixiao_async.sandbox import Sandbox

from .doubtful import LISTED_LATE, WORKERS, world
from .ledger import Operation, Outcome, Violation, refund_key
from .present import Present
from .report import Report
from .wants import Wants

NAME = "journals in doubt"
TOTAL = 1_000_000
"""Fen; every order costs as much."""
PACE = SettlePace(first_look=15, pause=600, longest_pause=1800)
ROUNDS = 4
"""In which whatever is left open must be settled, once nothing goes wrong any more."""


class Run:
    """Workers with a journal each, on one database, in front of one gateway."""

    def __init__(self, operations: int, seed: int) -> None:
        self._wanted = operations
        self.operations: list[Operation] = []
        self._wants = Wants(seed)
        self._ordering = asyncio.Lock()
        self._seed = seed
        self._began = monotonic()

    async def work(self, gateway: Sandbox, journal: RefundJournal[Any], number: int) -> None:
        """Refund, and find out now and then, until there have been enough of both."""
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
        """Ask for one, and write down what its worker is told."""
        order, request = self._wants.all[number]
        assert request.refund_fee is not None
        one = self._begin(worker, order, refund_key(order, number, request.refund_fee))
        try:
            result = await journal.order_refund(request)
        except (OutcomeUnknown, sqlite3.Error) as error:
            one.told, one.said = Outcome.UNKNOWN, f"{type(error).__name__}: {error}"
        except ZhixiaoError as error:
            one.told, one.said = Outcome.FAILED, f"{type(error).__name__}: {error}"
        else:
            one.told, one.said = Outcome.OK, repr(result)
        one.ended = monotonic() - self._began

    async def resume(self, journal: RefundJournal[Any], worker: int) -> list[str]:
        """Find out what became of whatever is open; gives what was not made."""
        one = self._begin(worker, "", ("resume",))
        one.told = Outcome.OK
        resumed: list[Resumed] = []
        try:
            resumed = await journal.resume(pace=PACE)
        except (ZhixiaoError, sqlite3.Error) as error:
            one.told, one.said = Outcome.UNKNOWN, f"{type(error).__name__}: {error}"
        else:
            one.said = "; ".join(
                f"{now.entry.number} {now.entry.state.value}, for {now.settlement.explanation}"
                for now in resumed
            )
        one.ended = monotonic() - self._began
        unmade = (State.NOT_APPLIED, State.NOT_SENT)
        return [now.entry.number for now in resumed if now.entry.state in unmade]

    def _begin(self, worker: int, order: str, key: Any) -> Operation:
        one = Operation(
            number=len(self.operations) + 1, client=f"worker {worker}", key=key, order=order
        )
        one.began = monotonic() - self._began
        self.operations.append(one)
        return one

    async def come_to_rest(self, journal: RefundJournal[Any], present: Present) -> None:
        """With nothing in the way, have everything made that is wanted."""
        for _ in range(ROUNDS):
            await present.sleep(2 * LISTED_LATE)  # by then the listing has the latest as well
            await self.resume(journal, 0)
            made = {one.number for one in await journal.entries(State.APPLIED)}
            left = [number for number in self._wants.all if number not in made]
            if not left:
                return
            for number in left:
                await self.refund(journal, number, 0)

    def violations(self, made: Counter[str], states: dict[str, State]) -> Iterator[Violation]:
        """Every refund that was made twice or not at all, or of which the journal is wrong."""
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
            said = f"{what}: {number} made {times} times, {state} in the journal"
            yield Violation(said, self._history(number))

    def unmade(self, made: Counter[str]) -> Iterator[Violation]:
        """What is still not made, after everything has come to rest."""
        for number in self._wants.all.keys() - made.keys():
            yield Violation(f"lost: {number} was wanted, and never made", self._history(number))

    def _history(self, number: str) -> list[Operation]:
        """What was told of it, also by resume()."""
        return [one for one in self.operations if number in one.key or f"{number} " in one.said]


async def run(operations: int, seed: int) -> Report:
    """Have workers refund so often, and compare the journal with the gateway's books."""
    asyncio.get_running_loop().set_debug(False)
    began, doing = monotonic(), Run(operations, seed)
    present = Present(Random(f"present {seed}"))
    with tempfile.TemporaryDirectory() as directory, present.everywhere():
        db = str(Path(directory) / "books.sqlite")
        async with world(present, db, f"{directory}/journal.sqlite", seed) as (gateway, journals):
            await asyncio.gather(
                *(doing.work(gateway, *one) for one in zip(journals, range(WORKERS), strict=True))
            )
            gateway.faults.clear()
            present.calm = True
            found = [*doing.violations(_made(db), await _states(journals[0]))]
            await doing.come_to_rest(journals[0], present)
            states = await _states(journals[0])
        made = _made(db)
        found += [*doing.violations(made, states), *doing.unmade(made)]
    return Report(
        mix=NAME,
        seed=seed,
        operations=doing.operations,
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
    """How often the gateway has made each refund, by its number."""
    with closing(sqlite3.connect(db)) as books:
        return Counter(number for (number,) in books.execute("SELECT out_refund_no FROM refunds"))


async def _states(journal: RefundJournal[Any]) -> dict[str, State]:
    return {one.number: one.state for one in await journal.entries()}
