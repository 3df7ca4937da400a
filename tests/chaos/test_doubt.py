"""Journals in doubt: no refund is made twice or lost, and each planted fault is found."""

from __future__ import annotations

import pytest

from zhixiao_async import SettlePace, errors
from zhixiao_async.journal import books, journal
from zhixiao_async.settling import settlement

from . import doubt
from .ledger import Outcome

SEED = 20881


async def test_every_refund_is_made_once():
    """Whatever is late, lost or set, the journals and the gateway's books agree in the end."""
    report = await doubt.run(200, SEED)

    assert not report.violations, str(report)
    assert report.count(Outcome.OK) >= 50
    assert report.count(Outcome.UNKNOWN) >= 20


def no_fence(monkeypatch):
    """Send what was written down, whoever has taken it over meanwhile and however late it is."""

    async def release(self, entry, unsent):
        await self._write(entry.as_written, {"unsent": None})

    monkeypatch.setattr(books.Books, "release", release)
    monkeypatch.setattr(journal, "SEND_WITHIN", float("inf"))


def no_window(monkeypatch):
    """Take absence for a proof after five minutes, while a listing may be an hour late."""
    monkeypatch.setattr(settlement, "LISTED_BY", 0)
    monkeypatch.setattr(doubt, "PACE", SettlePace(pause=100, deadline=300))


def passing(monkeypatch):
    """Take any refusal for a proof that nothing was done."""
    monkeypatch.setattr(errors.GatewayError, "passing", False)


@pytest.mark.parametrize(
    ("plant", "operations", "found"),
    [(no_fence, 500, "doubled"), (no_window, 200, "doubled"), (passing, 100, "denied")],
)
async def test_planted_fault_is_found(monkeypatch, plant, operations, found):
    """The books show, after some tries, what a journal without one of its precautions does."""
    plant(monkeypatch)
    for seed in range(SEED, SEED + 9):
        report = await doubt.run(operations, seed)
        if any(one.what.startswith(found) for one in report.violations):
            return
    pytest.fail(str(report))
