"""``zhixiao orders reconcile`` compares an export with a file of one's own."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import zhixiao_sync
from zhixiao_async import OperateType, yuan

from .conftest import DAYS, ROWS

MAP = [
    f"--map={field}={column}"
    for field, column in {"order_id": "订单号", "amount": "金额", "kind": "类型"}.items()
]


@pytest.fixture
def books(gateway, tmp_path) -> Path:
    """Write books that agree with the gateway."""
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        listed = list(client.iter_orders(*DAYS))
    words = {OperateType.TRADE: "收款", OperateType.REFUND: "退款"}
    path = tmp_path / "账簿.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["订单号", "金额", "类型"])
        for order in listed:
            amount = yuan(abs(order.fee))
            writer.writerow([order.order_id, amount, words[order.operate_type]])
    return path


@pytest.fixture
def export(orders, gateway, tmp_path) -> Path:
    """Export the days."""
    folder = tmp_path / "export"
    assert orders("export", *DAYS, "--to", folder).code == 0
    return folder


def test_books_that_agree(orders, export, books):
    """Books that agree end the command with 0."""
    printed = orders("reconcile", export, "--books", books, *MAP)
    assert (printed.code, printed.err) == (0, "")
    assert f"{ROWS}" in printed.out


def test_difference_is_found(orders, export, books, tmp_path):
    """A row that lacks in the books ends it with 1, and stands in every report."""
    lines = books.read_text("gb18030").splitlines()
    lost = lines.pop(5).split(",")[0]
    books.write_text("\n".join(lines), "gb18030")
    page, book = tmp_path / "x.html", tmp_path / "x.xlsx"
    words = ("reconcile", export, "--books", books, *MAP)
    printed = orders(*words, "--html", page, "--xlsx", book, language="zh")
    assert printed.code == 1
    assert "账上漏记" in printed.out
    assert lost in page.read_text("utf-8")
    assert book.stat().st_size > 0
    found = json.loads(orders(*words, "--json").out)
    assert [each["type"] for each in found["differences"]] == ["MISSING_IN_BOOKS"]
    assert found["differences"][0]["order_id"] == lost


def test_day_that_isnt_exported(orders, export, books):
    """A range beyond the export is incomplete, which isn't a difference."""
    words = ("reconcile", export, "--books", books, *MAP, "--to", "2026-03-04")
    assert orders(*words).code == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--books", "nowhere.csv", *MAP], "there is no file nowhere.csv"),
        (["--books", "nowhere.csv", "--map", "order_id"], "isn't FIELD=COLUMN"),
        (["--books", "nowhere.csv"], "--map is missing"),
    ],
)
def test_command_that_cant_start(orders, export, words, said):
    """A mistake on the command line ends it with 2."""
    printed = orders("reconcile", export, *words)
    assert (printed.code, printed.out) == (2, "")
    assert said in printed.err


def test_column_that_isnt_there(orders, export, books):
    """A column that the books don't have is refused with those that they have."""
    words = ["--map=order_id=单号", "--map=amount=金额"]
    printed = orders("reconcile", export, "--books", books, *words)
    assert printed.code == 2
    assert "订单号" in printed.err


def test_empty_export(orders, books, tmp_path):
    """An export without a day can't be compared."""
    printed = orders("reconcile", tmp_path / "nothing", "--books", books, *MAP)
    assert printed.code == 2
    assert "must have an exported day" in printed.err
