"""``zhixiao inbox report`` adds up the payments of a period, in every form of a report."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from zhixiao_async import BEIJING
from zhixiao_async.cli import main
from zhixiao_sync.notify import Inbox

from .conftest import nothing, payment

TODAY = datetime.now(BEIJING).date()
DAYS = (str(TODAY - timedelta(days=1)), str(TODAY + timedelta(days=1)))


@pytest.fixture
def confirmed(tmp_path):
    """Make a file with one payment whose fee is confirmed."""
    inbox = Inbox(tmp_path / "confirmed.db")
    inbox.create_table()
    inbox.handle(payment("2", fee=19800), nothing)
    return str(tmp_path / "confirmed.db")


@pytest.fixture
def report(capsys):
    """Return a function that runs the command: its exit code, and what it printed."""

    def run(db, *words, language="zh"):
        code = main(["inbox", "report", *DAYS, "--db", str(db), *words, "--lang", language])
        return code, capsys.readouterr().out

    return run


def test_payments_are_added_up(report, confirmed):
    """Payments that are all confirmed end it with 0, and their total is printed."""
    code, out = report(confirmed)
    assert code == 0
    assert "合计  1  198.00  0" in out.splitlines()


def test_unconfirmed_payment(report, db):
    """A payment without a confirmed amount ends it with 1, and is counted apart."""
    code, out = report(db)
    assert code == 1
    assert "合计  2  198.00  1" in out.splitlines()


def test_files(report, confirmed, tmp_path):
    """The page, the workbook and a file of each table have what is printed as JSON."""
    page, book, folder = tmp_path / "x.html", tmp_path / "x.xlsx", tmp_path / "csv" / "new"
    files = ("--html", str(page), "--xlsx", str(book), "--csv", str(folder))
    code, out = report(confirmed, *files, "--json")
    (row,) = json.loads(out)["sections"]["payments"]["rows"]
    assert (code, row["fee_fen"]) == (0, 19800)
    assert row["order_id"] in page.read_text("utf-8")
    assert book.read_bytes()[:2] == b"PK"
    lines = (folder / "payments.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith('"商户订单号","知校订单号",')
    assert sorted(file.name for file in folder.iterdir()) == ["inbox_days.csv", "payments.csv"]


def test_payers_are_named_when_asked_for(report, confirmed):
    """Nobody's name is in the report without ``--personal``."""
    assert "张三" not in report(confirmed, "--json")[1]
    assert "张三" in report(confirmed, "--json", "--personal")[1]


def test_file_that_cant_be_written(confirmed, tmp_path, capsys):
    """A file that can't be written is named in one sentence, and ends the command with 2."""
    words = ["inbox", "report", *DAYS, "--db", confirmed, "--html", str(tmp_path), "--lang", "en"]
    assert main(words) == 2
    said = f"zhixiao inbox: {tmp_path} can't be written: Is a directory\n"
    assert capsys.readouterr() == ("", said)
