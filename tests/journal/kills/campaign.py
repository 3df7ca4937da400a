"""Kills merchants until enough have died, and audits the books after each."""

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

from tests.databases import empty
from zhixiao_async.sandbox import SandboxThread, app

from .audit import Audit, Key
from .gatekeeper import Gatekeeper, quiet
from .points import POINTS, RANDOM
from .processes import Zygote
from .stores import deserted
from .wanted import wanted_of

MOST_MERCHANTS = 50
WAYS = ("sync", "async")
LONGEST_RANDOM = 0.4
"""Seconds; a merchant who isn't killed takes about as long."""


@attrs.define
class Tally:
    """What was seen in all campaigns."""

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
    """One gateway and one journal, until all that is wanted is done.

    Args:
        url: The journal's database, on a server; a file of its own if not given.
    """

    tally: Tally
    zygote: Zygote
    url: str | None = None
    broken: str | None = None
    random: random.Random = attrs.Factory(lambda: random.Random(1))
    _gatekeeper: Gatekeeper = attrs.Factory(Gatekeeper)

    def run(self, points: Iterator[str], kills: int) -> None:
        """Go on until everything is done, or so many have been killed."""
        with (
            tempfile.TemporaryDirectory() as folder,
            mock.patch.object(app, "serve", self._gatekeeper.serve),
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
            quiet(gateway)
            deserted(audit.journal)
            self.tally.audits += 1
            said = audit.faults(set(wanted))
            self.tally.faults += said
            if said or (survived and self._all_done(audit)):
                return
        raise AssertionError(f"never done: {audit.written()}")

    def _all_done(self, audit: Audit) -> bool:
        """Whether nothing is left to do, once the vendor has told apart what nobody else can."""
        equals = audit.equals_in_doubt()
        for one in equals:
            audit.told_by_the_vendor(one)
        self.tally.unknown += len(equals)
        return {one.state for one in audit.written()} == {"applied"}

    def _merchant(
        self, gateway: SandboxThread, journal: str, wanted: Any, point: str | None, way: str
    ) -> bool:
        nth = self.random.randint(1, 2)
        self._gatekeeper.arm(point or "", nth)
        seconds = self.random.uniform(0, LONGEST_RANDOM) if point == RANDOM else None
        order = {
            "base_url": gateway.base_url,
            "db": journal,
            "way": way,
            "wanted": [one[:2] for one in wanted.values()],
            "point": point or "",
            "nth": nth,
            "seconds": seconds,
            "broken": self.broken,
        }
        self._gatekeeper.started(self.zygote.start(order))
        status = self.zygote.ended()
        self._gatekeeper.ended()
        assert status in (0, -signal.SIGKILL), f"a merchant failed at {point!r}"
        if status:
            self.tally.kills[point or "", way] += 1
        return status == 0


def campaigns(
    kills: int, *, url: str | None = None, broken: str | None = None, seed: int = 1
) -> Tally:
    """Kill so many; with a broken journal only until that has shown.

    Args:
        kills: Merchants to kill.
        url: The journal's database, to be emptied; files of its own if not given.
        broken: Which of BROKEN, if any.
        seed: Of what is left to chance.
    """
    tally = Tally()
    chance = random.Random(seed)
    points = cycle([one for point in POINTS for one in (point, RANDOM)][: 2 * len(POINTS)])
    with Zygote() as zygote:
        while (left := kills - tally.kills.total()) > 0 and not tally.faults:
            Campaign(tally, zygote, url, broken, chance).run(points, min(left, 12))
    return tally
