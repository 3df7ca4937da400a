"""Kills merchants until enough have died, and audits the books after each."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, Self
from unittest import mock

import attrs

import zhixiao_sync
from zhixiao_async import _codec
from zhixiao_async.endpoints import OrderRefund, PayerType, PiaojuCreate
from zhixiao_async.registry import Effect, Endpoint
from zhixiao_async.sandbox import Sandbox, SandboxThread, app, serving

from .audit import Audit, Key
from .points import ARRIVED, MADE, POINTS, RANDOM

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0
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


class Zygote:
    """The process that forks merchants."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journal.kills.zygote"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def start(self, order: dict[str, Any]) -> int:
        """Fork a merchant; gives its process number."""
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())

    def ended(self) -> int:
        """Wait for its end; gives its exit status."""
        return int(self._process.stdout.readline())


class Gatekeeper:
    """Stands in the gateway and kills whom it is at work for, before or after the work."""

    def __init__(self) -> None:
        self._point: str | None = None
        self._nth = 0
        self._started = threading.Event()
        self._dead = threading.Event()
        self.pid = 0

    def arm(self, point: str, nth: int) -> None:
        """For the next merchant."""
        self._point, self._nth = point, nth
        self._started.clear()
        self._dead.clear()

    def started(self, pid: int) -> None:
        """That is the one."""
        self.pid = pid
        self._started.set()

    def ended(self) -> None:
        """It is dead: what it sent is still in hand."""
        self._point = None
        self._dead.set()

    def serve(self, desk: Any, credentials: Any, endpoint: Endpoint, body: bytes) -> Any:
        """In the place of the sandbox's own."""
        money = endpoint.effect is Effect.MONEY
        if money:
            self._pass(ARRIVED)
        served = serving.serve(desk, credentials, endpoint, body)
        if money:
            self._pass(MADE)
        return served

    def _pass(self, point: str) -> None:
        if self._point != point:
            return
        self._nth -= 1
        if not self._nth:
            assert self._started.wait(PATIENCE)
            os.kill(self.pid, signal.SIGKILL)
            assert self._dead.wait(PATIENCE)


@attrs.define
class Campaign:
    """One gateway and one journal, until all that is wanted is done."""

    tally: Tally
    zygote: Zygote
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
            audit = Audit(f"{folder}/gateway.db", f"{folder}/journal.db")
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


def wanted_of(gateway: SandboxThread) -> dict[Key, tuple[str, Any, int]]:
    """Three orders with refunds, two of each alike; one to be refunded whole; two receipts.

    Gives the kind, the request as JSON and the amount in fen, by the key of the journal's entry.
    """
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        orders = [
            client.order_create(
                body="学费",
                out_trade_no=f"2088{number}",
                total_fee=19800,
                user_no="2013141516",
                notify_url="http://127.0.0.1:9/notify",
            ).order_id
            for number in range(4)
        ]
    for order_id in orders:
        gateway.pay(order_id)
    wanted: dict[Key, tuple[str, Any, int]] = {}
    for number, order_id in enumerate(orders[:3]):
        for part, fee in enumerate((5000, 300 + number, 5000)):
            named = {"out_trade_no": f"2088{number}"} if part % 2 else {"order_id": order_id}
            request = OrderRefund(refund_fee=fee, out_refund_no=f"r{number}-{part}", **named)
            wanted["refund", f"r{number}-{part}"] = ("refund", _codec.write(request), fee)
    whole = OrderRefund(out_trade_no="20883")
    wanted["whole refund", orders[3]] = ("whole refund", _codec.write(whole), 19800)
    for number in range(2):
        receipt = PiaojuCreate(
            out_trade_no=f"2088{number}",
            payer_type=PayerType.PERSON,
            payer_name="小明",
            phone="13000000000",
        )
        wanted["receipt", orders[number]] = ("receipt", _codec.write(receipt), 0)
    return wanted


def quiet(gateway: SandboxThread) -> None:
    """Wait until the gateway has nothing of the dead in hand, so that 'not applied' is honest.

    Connections are accepted in the order in which they were made: once one of our own has been
    answered, the dead's have been accepted; and once none is left, what they sent was served.
    """
    host, port = gateway.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), PATIENCE) as probe:
        probe.sendall(b"GET / HTTP/1.0\r\n\r\n")
        while probe.recv(65536):
            pass

    async def served(sandbox: Sandbox) -> None:
        async with asyncio.timeout(PATIENCE):
            while sandbox._site._runner.server.connections or requests_in_hand():  # noqa: ASYNC110
                await asyncio.sleep(0)

    gateway.run(served)


def requests_in_hand() -> bool:
    """Whether a task of the server's is at a request."""
    return any("RequestHandler.start" in repr(one) for one in asyncio.all_tasks())


def campaigns(kills: int, *, broken: str | None = None, seed: int = 1) -> Tally:
    """Kill so many; with a broken journal only until that has shown."""
    tally = Tally()
    chance = random.Random(seed)
    points = cycle([one for point in POINTS for one in (point, RANDOM)][: 2 * len(POINTS)])
    with Zygote() as zygote:
        while (left := kills - tally.kills.total()) > 0 and not tally.faults:
            Campaign(tally, zygote, broken, chance).run(points, min(left, 12))
    return tally
