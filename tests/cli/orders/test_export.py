"""``zhixiao orders export`` exports, says what it did, and ends with a code to go by."""

from __future__ import annotations

import pytest

from zhixiao_async.cli.orders import export
from zhixiao_async.finance.export.export_day import DayResult
from zhixiao_async.finance.export.run import Progress, export_orders

from .conftest import DAYS, ROWS


def test_days_are_exported(orders, gateway, tmp_path):
    """The first run exports every day; the second finds them there."""
    first = orders("export", *DAYS, "--to", tmp_path)
    assert (first.code, first.err) == (0, "")
    assert "days new      3" in first.out
    assert f"orders        {ROWS}" in first.out
    assert "prove no arrival at the bank" in first.out
    again = orders("export", *DAYS, "--to", tmp_path, "--recheck", 1)
    assert "days kept     2" in again.out
    assert "days equal    1" in again.out


def test_chinese(orders, gateway, tmp_path):
    """In Chinese the same is said in Chinese."""
    printed = orders("export", *DAYS, "--to", tmp_path, language="zh")
    assert f"笔数          {ROWS}" in printed.out
    assert "不代表银行到账" in printed.out


def test_titles(orders, gateway, tmp_path):
    """The columns of a file for people have the document's names if they are asked for."""
    options = ("--to", tmp_path, "--format", "csv", "--header", "wire")
    assert orders("export", *DAYS, *options).code == 0
    heads = {path.read_text("utf-8-sig").partition(",")[0] for path in tmp_path.rglob("*.csv")}
    assert heads == {'"app_id"'}


def test_database(orders, gateway, tmp_path):
    """The target may be a database."""
    url = f"sqlite:///{tmp_path}/orders.db"
    assert orders("export", *DAYS, "--to", url).code == 0
    assert "days          3" in orders("verify", url).out


def test_gateway_that_is_away(orders, gateway, tmp_path, monkeypatch):
    """Days that can't be read end the command with 3, and are named with the reason."""
    gateway.stop()
    printed = orders("export", *DAYS, "--to", tmp_path)
    assert printed.code == 3
    assert "days failed   3" in printed.out
    assert "ZHIXIAO_ 2026-03-01: " in printed.err
    assert "nothing was sent" in printed.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*DAYS,), "--to is missing"),
        (("2026-03-03", "2026-03-01", "--to", "x"), "end must not be before begin"),
        (("yesterday", "2026-03-01", "--to", "x"), "FROM: 'yesterday' is no day like 2026-03-02"),
        ((*DAYS, "--to", "x", "--limit", "0"), "limit must be a whole number, 1 or more, got 0"),
        ((*DAYS, "--to", "x", "--merchant", "NOBODY_"), "NOBODY_APP_ID must be set"),
        ((*DAYS, "--to", "x", "--merchant", ""), "--merchant: must not be empty"),
        ((*DAYS, "--to", "x", "--format", "ods"), "--format: "),
        ((*DAYS, "--to", "x", "--header", "wire"), "header must be given for csv or xlsx only"),
        (
            (*DAYS, "--to", "x", "--workers", "2", "--dask", "tcp://127.0.0.1:1"),
            "dask must not be given together with workers",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_command_that_cant_start(orders, gateway, tmp_path, monkeypatch, words, said):
    """A mistake on the command line ends it with 2 and a sentence about the mistake."""
    monkeypatch.chdir(tmp_path)
    printed = orders("export", *words)
    assert (printed.code, printed.out) == (2, "")
    assert said in printed.err
    assert list(tmp_path.iterdir()) == []


def test_interruption(orders, gateway, tmp_path, monkeypatch):
    """Ctrl-C ends it with 3, and says how many days are whole and how to go on."""

    async def interrupted(*given: object, progress: Progress, **options: object) -> None:
        done: list[DayResult] = []

        def note(result: DayResult) -> None:
            progress(result)
            done.append(result)
            if len(done) == 2:
                raise KeyboardInterrupt

        await export_orders(*given, progress=note, **options)

    monkeypatch.setattr(export, "export_orders", interrupted)
    printed = orders("export", *DAYS, "--to", tmp_path, "--limit", 1)
    assert printed.code == 3
    assert "2 of 3 days are done, each whole: the same command goes on" in printed.err
