"""``zhixiao inbox`` in this process, and books to look into."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Explained
from zhixiao_async import BEIJING, PayType
from zhixiao_async.cli import main
from zhixiao_sync.notify import Inbox, Payment, Source

PAID = datetime(2026, 3, 2, 12, 0, 1, tzinfo=BEIJING)
Run = Callable[..., Explained]


def payment(number: str, **fields: object) -> Payment:
    """Make a payment that a notification has told."""
    told = {
        "app_id": "77",
        "order_id": f"9{number}",
        "out_trade_no": number,
        "source": Source.NOTIFICATION,
        "time_end": PAID,
        "uid": "o-payer",
        "user_no": "2013141516",
        "user_name": "张三",
        "pay_type": PayType.WECHAT,
    }
    return Payment(**told | fields)


def nothing(*_: object) -> None:
    """Stand for a handler."""


def ledger(db: Path) -> list[str]:
    """Return the sources of what was credited."""
    with closing(sqlite3.connect(db)) as books:
        if not books.execute("SELECT 1 FROM sqlite_master WHERE name = 'ledger'").fetchone():
            return []
        return [row[0] for row in books.execute("SELECT source FROM ledger")]


@pytest.fixture
def run(capsys) -> Run:
    """Run the command; there is never more than one sentence of complaint."""

    def act(*arguments: str) -> Explained:
        code = main(["inbox", *arguments])
        out, err = capsys.readouterr()
        assert err.count("\n") == (1 if code else 0)
        return Explained(code, out, err)

    return act


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Make a file with two payments, one of them with a confirmed fee."""
    inbox = Inbox(tmp_path / "books.db")
    inbox.create_table()
    inbox.handle(payment("1"), nothing)
    inbox.handle(payment("2", fee=19800, source=Source.SWEEP), nothing)
    return tmp_path / "books.db"


@pytest.fixture
def module(tmp_path: Path, monkeypatch) -> Iterator[Callable[[str], str]]:
    """Put a file beside this one into the current directory, as a module of a name of its own."""
    names = []

    def put(file: str) -> str:
        name = f"handlers_{uuid.uuid4().hex}"
        shutil.copy(Path(__file__).with_name(file), tmp_path / f"{name}.py")
        names.append(name)
        return name

    monkeypatch.chdir(tmp_path)
    yield put
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture
def handlers(tmp_path: Path, module: Callable[[str], str], monkeypatch) -> str:
    """Put handlers, one of which is async, into a module in the current directory.

    Python would find another of that name first, but for the current directory.
    """
    name = module("sqlite_handlers.py")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / f"{name}.py").touch()
    monkeypatch.syspath_prepend(elsewhere)
    return name
