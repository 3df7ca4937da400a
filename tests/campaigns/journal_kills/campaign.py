"""Kills merchants until enough have died, with an audit after each."""

from __future__ import annotations

import random
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from unittest import mock

import attrs

from tests.support.databases import empty
from zhixiao_async.sandbox import SandboxThread
from zhixiao_async.sandbox.server import merchant_api

from .audit import Audit, Key
from .gatekeeper import Gatekeeper, wait_until_idle
from .merchant_process import ForkServer
from .points import POINTS, RANDOM
from .stores import wait_until_deserted
from .wanted import wanted_of

MOST_MERCHANTS = 50
WAYS = ("sync", "async")
LONGEST_RANDOM = 0.4
"""Seconds until a random kill, about as long as a merchant's whole work."""


@attrs.define
class Tally:
    """Figures of all campaigns together."""

    kills: Counter[tuple[str, str]] = attrs.Factory(Counter)
    merchants: int = 0
    audits: int = 0
    wanted: int = 0
    made_once: int = 0
    fen_wanted: int = 0
    fen_made: int = 0
    unknown: int = 0
    faults: list[str] = attrs.Factory(list)


@attrs.define
class Campaign:
    """One gateway and one journal, until every wanted refund and receipt is made.

    Args:
        tally: Figures to add to.
        fork_server: Forks the merchants.
        url: URL of the journal's database on a server; a file of its own if not given.
        broken: Name in BROKEN of a journal that has to fail, if any.
        random: Random numbers of this campaign.
    """

    tally: Tally
    fork_server: ForkServer
    url: str | None = None
    broken: str | None = None
    random: random.Random = attrs.Factory(lambda: random.Random(1))
    _gatekeeper: Gatekeeper = attrs.Factory(Gatekeeper)

    def run(self, points: Iterator[str], kills: int) -> None:
        """Run merchants until everything is made; kill so many of them on the way."""
        with (
            tempfile.TemporaryDirectory() as folder,
            mock.patch.object(merchant_api, "serve", self._gatekeeper.serve),
            SandboxThread(db=f"{folder}/gateway.db") as gateway,
        ):
            wanted = wanted_of(gateway)
            if self.url is not None:
                empty(self.url)
            audit = Audit(f"{folder}/gateway.db", self.url or f"sqlite:///{folder}/journal.db")
            self._until_done(gateway, audit, wanted, points, self._killed() + kills)
            if self.tally.faults:
                return
            made = audit.made()
            self.tally.wanted += len(wanted)
            self.tally.made_once += sum(made[key] == 1 for key in wanted)
            self.tally.fen_wanted += sum(fee for _, _, fee in wanted.values())
            self.tally.fen_made += audit.refunded()
            forgotten = [key for key in wanted if not made[key]]
            self.tally.faults += [f"wanted, and not made: {key}" for key in forgotten]

    def _killed(self) -> int:
        return self.tally.kills.total()

    def _until_done(
        self,
        gateway: SandboxThread,
        audit: Audit,
        wanted: dict[Key, tuple[str, Any, int]],
        points: Iterator[str],
        last: int,
    ) -> None:
        point = None
        for _ in range(MOST_MERCHANTS):
            point = next(points) if self._killed() < last else None
            way = "async" if self.broken else self.random.choice(WAYS)
            survived = self._merchant(gateway, audit.journal, wanted, point, way)
            self.tally.merchants += 1
            wait_until_idle(gateway)
            wait_until_deserted(audit.journal)
            self.tally.audits += 1
            faults = audit.faults(set(wanted))
            self.tally.faults += faults
            if faults or (survived and self._all_done(audit)):
                return
        raise AssertionError(f"never done: {audit.written()}")

    def _all_done(self, audit: Audit) -> bool:
        """Resolve equal refunds by hand, and return whether everything is made."""
        equals = audit.equals_in_doubt()
        for entry in equals:
            audit.resolve_by_hand(entry)
        self.tally.unknown += len(equals)
        return {entry.state for entry in audit.written()} == {"applied"}

    def _merchant(
        self, gateway: SandboxThread, journal: str, wanted: Any, point: str | None, way: str
    ) -> bool:
        nth = self.random.randint(1, 2)
        self._gatekeeper.arm(point or "", nth)
        seconds = self.random.uniform(0, LONGEST_RANDOM) if point == RANDOM else None
        settings = {
            "base_url": gateway.base_url,
            "db": journal,
            "way": way,
            "wanted": [(kind, request) for kind, request, _ in wanted.values()],
            "point": point or "",
            "nth": nth,
            "seconds": seconds,
            "broken": self.broken,
        }
        self._gatekeeper.started(self.fork_server.start(settings))
        status = self.fork_server.ended()
        self._gatekeeper.ended()
        assert status in (0, -signal.SIGKILL), f"a merchant failed at {point!r}"
        if status:
            self.tally.kills[point or "", way] += 1
        return status == 0


def run_campaigns(
    kills: int,
    *,
    url: str | None = None,
    broken: str | None = None,
    seed: int = 1,
    at_random: bool = True,
) -> Tally:
    """Run campaigns until so many merchants were killed, or a fault was found.

    Args:
        kills: Number of merchants to kill.
        url: URL of the journal's database, which is emptied; files of its own if not given.
        broken: Name in BROKEN of a journal that has to fail, if any.
        seed: Seed of the random numbers.
        at_random: Kill at random moments as well, after each of the points.
    """
    tally = Tally()
    chance = random.Random(seed)
    points = cycle([each for point in POINTS for each in ([point, RANDOM][: 1 + at_random])])
    with ForkServer() as fork_server:
        while (left := kills - tally.kills.total()) > 0 and not tally.faults:
            Campaign(tally, fork_server, url, broken, chance).run(points, min(left, 12))
    return tally
