"""The example that reconciles a day, against a real sandbox."""

from __future__ import annotations

import csv
import runpy
from collections.abc import Callable
from datetime import datetime

import pytest

from tests.support.places import EXAMPLES
from zhixiao_async.sandbox import SandboxThread

from .helpers import connect


@pytest.fixture
def reconcile(gateway: SandboxThread, run_program) -> Callable[[str], str]:
    """Run reconcile_day.py for a day that has 1200 rows."""

    def run(day: str) -> str:
        ending = datetime.fromisoformat(f"{day} 23:59:59")
        gateway.seed_orders(1200, 0.9, ending=ending)
        return run_program(EXAMPLES / "reconcile_day.py", day, "day.csv")

    return run


def test_reconcile_example_totals_every_channel(gateway, reconcile):
    """The totals are those of the listing, in fen and in yuan."""
    lines = [line.split() for line in reconcile("2026-03-02").splitlines()]
    with connect(gateway) as client:
        rows = list(client.iter_orders(datetime(2026, 3, 2), datetime(2026, 3, 3)))
    expected = []
    for kind, channel in [
        ("REFUND", "alipay"),
        ("REFUND", "wechat"),
        ("TRADE", "alipay"),
        ("TRADE", "wechat"),
    ]:
        fees = [
            row.fee for row in rows if (row.operate_type.name, row.channel.value) == (kind, channel)
        ]
        total = sum(fees)
        expected.append(
            [kind.lower(), channel, str(len(fees)), str(total), f"{total // 100}.{total % 100:02d}"]
        )
    assert lines[1:5] == expected


def test_reconcile_example_writes_every_row(reconcile, tmp_path):
    """The CSV holds each row of the day once."""
    reconcile("2026-03-02")
    with (tmp_path / "day.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (len(rows), len({row["id"] for row in rows})) == (1200, 1200)


def test_reconcile_example_keeps_ids(gateway, reconcile, tmp_path):
    """A spreadsheet is told that they are text: none begins as a number does, or as a formula."""
    reconcile("2026-03-02")
    with connect(gateway) as client:
        rows = list(client.iter_orders(datetime(2026, 3, 2), datetime(2026, 3, 3)))
    with (tmp_path / "day.csv").open("rb") as file:
        first = file.readline()
    assert (first[:3], first[-2:]) == (b"\xef\xbb\xbf", b"\r\n")
    with (tmp_path / "day.csv").open(encoding="utf-8-sig", newline="") as file:
        kept = {(row["id"], row["order_id"]) for row in csv.DictReader(file)}
    assert kept == {(f"\t{row.id}", f"\t{row.order_id}") for row in rows}


@pytest.mark.parametrize(
    ("number", "cell"),
    [("0179", "\t0179"), ("1E5", "\t1E5"), ("=1+1", "'=1+1"), ("-1", "'-1"), (None, "")],
)
def test_reconcile_example_runs_no_formula(number, cell):
    """Whatever a gateway may write as an id stays text."""
    as_text = runpy.run_path(str(EXAMPLES / "reconcile_day.py"))["as_text"]
    assert as_text(number) == cell


def test_reconcile_example_leaves_nothing_unfinished(reconcile, tmp_path):
    """The half-written file is gone once the whole is there."""
    reconcile("2026-03-02")
    assert [one.name for one in tmp_path.iterdir()] == ["day.csv"]


def test_reconcile_example_is_quiet_about_a_closed_day(reconcile):
    """A day long gone needs no warning."""
    assert reconcile("2026-03-02").splitlines()[-1] == "1200 rows of 2026-03-02 in day.csv"


def test_reconcile_example_warns_of_an_open_day(reconcile):
    """A day that may still change is read again later."""
    assert reconcile("2999-03-02").splitlines()[-1].startswith("WARNING: this day may still change")
