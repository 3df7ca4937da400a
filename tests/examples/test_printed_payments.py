"""What the pages about notifications show of ``zhixiao inbox list`` is what it prints."""

from __future__ import annotations

import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.places import DOCS
from zhixiao_async.cli import main
from zhixiao_sync.notify import Inbox

PRINTED = re.compile(
    r"<!-- printed: (?P<where>pipe|terminal) -->\n"
    r"```console\n\$ (?P<command>[^\n|]+)[^\n]*\n(?P<output>.*?)```",
    re.DOTALL,
)
STYLE = re.compile(r"\x1b\[[\d;]*m")
PAYMENTS = [
    ("77", "01772424001000001", "20881", "notification", 19800, "2026-03-02T12:00:01+08:00", 0),
    ("77", "01772424001000002", "20882", "sweep", None, "2026-03-02T12:05:00+08:00", 1),
]
ERASED = "{}"
"""What a payer's data is erased with, as the page has it."""

INSERT = (
    "INSERT INTO zhixiao_inbox"
    " (app_id, order_id, out_trade_no, source, fee, handled_at, reruns, payer)"
    f" VALUES (?, ?, ?, ?, ?, ?, ?, '{ERASED}')"
)


def shown() -> list[object]:
    """Return the page of each sample, and its parts."""
    return [
        pytest.param(page, sample, id=f"{page.name}-{sample['where']}")
        for page in sorted(DOCS.glob("notifications*.md"))
        for sample in PRINTED.finditer(page.read_text("utf-8"))
    ]


@pytest.fixture
def books(tmp_path, monkeypatch) -> None:
    """Have two payments in the current directory's books.db."""
    monkeypatch.chdir(tmp_path)
    Inbox("books.db").create_table()
    with closing(sqlite3.connect(Path("books.db"))) as one, one:
        one.executemany(INSERT, PAYMENTS)


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(("page", "sample"), shown())
def test_printed_as_shown(page, sample, monkeypatch, capsys):
    """The page has the very lines, in its own language, of a pipe or of a wide terminal."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8" if ".zh-CN" in page.name else "C.UTF-8")
    monkeypatch.setenv("TTY_COMPATIBLE", "1" if sample["where"] == "terminal" else "0")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    assert main(shlex.split(sample["command"])[1:]) == 0
    assert STYLE.sub("", capsys.readouterr().out) == sample["output"]


@pytest.mark.parametrize("page", sorted(DOCS.glob("notifications*.md")), ids=lambda page: page.name)
def test_both_are_shown(page):
    """A page shows the lines of a pipe and those of a terminal."""
    found = {sample["where"] for sample in PRINTED.finditer(page.read_text("utf-8"))}
    assert found == {"pipe", "terminal"}


@pytest.mark.parametrize("page", sorted(DOCS.glob("notifications*.md")), ids=lambda page: page.name)
def test_erased_rows_are_read(page):
    """The rows above are erased as the page says, and printed all the same."""
    assert f"`{ERASED}`" in page.read_text("utf-8")
