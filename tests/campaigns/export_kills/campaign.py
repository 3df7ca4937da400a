"""Kills exports and their workers, with an audit after each."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import count
from random import Random
from time import monotonic

import attrs
from distributed import LocalCluster

from tests.support.databases import empty, fresh_database
from tests.support.gateways import list_rows
from zhixiao_async import BEIJING, ListedOrder, ListedPayType, Mask, OperateType
from zhixiao_async.sandbox import SandboxThread
from zhixiao_async.sandbox.services.listing import ListingRow, fields_of

from .audit import damage, difference, listed
from .cluster import cluster, pids, settle
from .exporter import DAYS, PREFIX, RECHECK, Exporter, Job

TARGETS = ("parquet", "postgresql", "dask")
ROWS = 600
END = datetime.fromisoformat(DAYS[1]).replace(tzinfo=BEIJING) + timedelta(days=1)
KILLS_IN_A_ROW = 4
"""Kills of one export, before it is let to its end."""
TARGET = f"{PREFIX}TARGET"


@attrs.define
class Tally:
    """Figures of a campaign."""

    kills: int = 0
    worker_kills: int = 0
    audits: int = 0
    rows: int = 0
    faults: list[str] = attrs.field(factory=list)


@attrs.define
class Campaign:
    """One gateway whose listing grows, and one export of it after another.

    Args:
        gateway: The sandbox.
        books: Its database.
        target: The kind of target.
        tally: Figures to add to.
        dask: The cluster that exports, if any.
    """

    gateway: SandboxThread
    books: str
    target: str
    tally: Tally = attrs.field(factory=Tally)
    dask: LocalCluster | None = None
    _chance: Random = attrs.field(factory=lambda: Random(1))
    _numbers: Iterator[int] = attrs.field(factory=count)

    def run(self, kills: int, worker_kills: int) -> None:
        """Kill so many exporting processes, and so many workers."""
        exporter = Exporter(self._chance)
        with self._place() as place:
            exporter.run(self._job(place))  # so that the next one's time is without any start
        for wanted, kill in ((kills, self._kill), (worker_kills, self._kill_worker)):
            done = 0
            while done < wanted and not self.tally.faults:
                with self._place() as place:
                    began = monotonic()
                    exporter.run(self._job(place, workers=2 if kill == self._kill_worker else 1))
                    longest = monotonic() - began
                    done += kill(exporter, place, min(KILLS_IN_A_ROW, wanted - done), longest)

    def _kill(self, exporter: Exporter, place: str, wanted: int, longest: float) -> int:
        done = 0
        while done < wanted:
            self._list_late_rows()
            done += exporter.killed(self._job(place), longest)
            self._settle()
            self.tally.faults += damage(place)
        self.tally.kills += done
        exporter.run(self._job(place))
        self._audit(place)
        return done

    def _kill_worker(self, exporter: Exporter, place: str, wanted: int, longest: float) -> int:
        done = 0
        while done < wanted:
            self._list_late_rows()
            ours = None if self.dask is None else pids(self.dask)
            done += exporter.killed_worker(self._job(place, workers=2), longest, ours)
            self._audit(place)
        self.tally.worker_kills += done
        return done

    def _audit(self, place: str) -> None:
        self._settle()
        self.tally.audits += 1
        self.tally.rows += listed(self.books).total()
        self.tally.faults += difference(place, self.books, RECHECK)

    def _settle(self) -> None:
        if self.dask is not None:
            settle(self.dask)

    def _job(self, place: str, workers: int = 1) -> Job:
        if self.dask is not None:
            return Job(place, dask=self.dask.scheduler_address)
        return Job(place, workers=workers)

    def _list_late_rows(self) -> None:
        """List a row on each of the days, so that each is read, written and replaced."""
        rows = [
            _late(
                next(self._numbers), END - timedelta(days=day, hours=self._chance.random() * 23 + 1)
            )
            for day in range(RECHECK)
        ]
        list_rows(self.gateway, rows)

    @contextmanager
    def _place(self) -> Iterator[str]:
        if self.target != "postgresql":
            with tempfile.TemporaryDirectory() as folder:
                yield folder
            return
        yield f"env:{TARGET}"
        empty(os.environ[TARGET])


def _late(number: int, moment: datetime) -> ListingRow:
    order = ListedOrder(
        order_id=f"LATE{number}",
        fee=100 + number,
        operate_type=OperateType.TRADE,
        pay_type=ListedPayType.WECHAT,
    )
    moment = moment.replace(microsecond=0)
    return ListingRow(mask=Mask.TRADE, created=moment, paid=moment, fields=fields_of(order))


def run_campaign(kills: int, worker_kills: int, *, target: str = "parquet") -> Tally:
    """Run a campaign of its own gateway.

    Args:
        kills: Exporting processes to be killed.
        worker_kills: Workers to be killed.
        target: One of :data:`TARGETS`; ``dask`` is a directory that a cluster writes.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        gateway = stack.enter_context(SandboxThread(db=f"{folder}/gateway.db"))
        gateway.seed_orders(ROWS, RECHECK, ending=END)
        os.environ.update(
            {
                f"{PREFIX}APP_ID": gateway.credentials.app_id,
                f"{PREFIX}APP_SECRET": gateway.credentials.app_secret,
                f"{PREFIX}AES_KEY": gateway.credentials.aes_key,
                f"{PREFIX}BASE_URL": gateway.base_url,
            }
        )
        if target == "postgresql":
            os.environ[TARGET] = stack.enter_context(fresh_database("postgresql"))
        campaign = Campaign(gateway, f"{folder}/gateway.db", target)
        if target == "dask":
            campaign.dask = stack.enter_context(cluster())
        campaign.run(kills, worker_kills)
        return campaign.tally
