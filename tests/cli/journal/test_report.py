"""``zhixiao journal report`` lists what a journal has open, and says whether to act."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import attrs
import pytest

import zhixiao_sync
from tests.cli.conftest import APP_ID, KEY, SECRET
from zhixiao_async.cli import main
from zhixiao_async.endpoints import OrderRefund
from zhixiao_async.fields import BEIJING
from zhixiao_async.journal import Entry
from zhixiao_async.journal.rows import to_row
from zhixiao_sync.journal import RefundJournal

NOW = datetime.now(BEIJING)


@pytest.fixture(autouse=True)
def merchant(monkeypatch):
    """Put the merchant's credentials into the environment."""
    for name, value in {"APP_ID": APP_ID, "APP_SECRET": SECRET, "AES_KEY": KEY}.items():
        monkeypatch.setenv(f"ZHIXIAO_{name}", value)
        monkeypatch.setenv(f"SCHOOL_{name}", "77" if name == "APP_ID" else value)


@pytest.fixture
def db(tmp_path):
    """Make an empty journal's file."""
    with zhixiao_sync.Client.from_env() as client:
        RefundJournal(client, tmp_path / "journal.db").create_table()
    return tmp_path / "journal.db"


@pytest.fixture
def refund(db):
    """Return a function that writes down a refund which was sent so long ago."""

    def write(age: timedelta) -> None:
        request = OrderRefund(order_id="0001", refund_fee=500, out_refund_no="r1")
        entry = attrs.evolve(Entry.of(APP_ID, request, "0001"), sent_at=NOW - age, token="t")
        row = to_row(entry)
        with closing(sqlite3.connect(db)) as file, file:
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            file.execute(f"INSERT INTO zhixiao_journal ({names}) VALUES ({marks})", [*row.values()])

    return write


@pytest.fixture
def report(db, capsys):
    """Return a function that runs the command: its exit code, and the report."""

    def run(*words: str):
        code = main(["journal", "report", "--db", str(db), *words, "--json", "--lang", "zh"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_nothing_open(report):
    """A journal without an open entry ends the command with 0."""
    code, said = report()
    assert (code, said["sections"]["refunds_in_flight"]["rows"]) == (0, [])


def test_refund_that_has_to_wait(report, refund):
    """A refund whose outcome can't be told yet is listed, and nothing is to be done."""
    refund(timedelta(minutes=5))
    code, said = report()
    assert (code, said["to_do"]) == (0, 0)
    (row,) = said["sections"]["refunds_in_flight"]["rows"]
    assert (row["order_id"], row["amount_fen"]) == ("0001", 500)


def test_refund_that_is_to_be_looked_into(report, refund):
    """A refund whose outcome could be known ends the command with 1."""
    refund(timedelta(hours=3))
    code, said = report()
    assert (code, said["to_do"]) == (1, 1)


def test_other_merchant(report, refund):
    """A journal's other merchant is reported by the prefix of his variables."""
    refund(timedelta(hours=3))
    code, said = report("--merchant", "SCHOOL_")
    assert (code, said["facts"]["收款单位（app_id）"]) == (0, "77")


def test_table_that_isnt_there(db, capsys):
    """A table that isn't there is named, and the command ends with 2."""
    assert main(["journal", "report", "--db", str(db), "--table", "other", "--lang", "en"]) == 2
    assert "there is no table other" in capsys.readouterr().err


def test_no_credentials(db, capsys):
    """A merchant without credentials is refused by the name of the variable that lacks."""
    words = ["journal", "report", "--db", str(db), "--merchant", "NOBODY_", "--lang", "en"]
    assert main(words) == 2
    assert "NOBODY_APP_ID" in capsys.readouterr().err
