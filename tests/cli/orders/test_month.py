"""``zhixiao orders month`` reports a month of an export."""

from __future__ import annotations

import json

import pytest

from .conftest import DAYS, ROWS


@pytest.fixture
def export(orders, gateway, tmp_path):
    folder = tmp_path / "export"
    orders("export", *DAYS, "--to", folder)
    return folder


def test_month_that_isnt_whole(orders, export, tmp_path):
    """A month of which days are missing is reported, and ends with 3."""
    page, book = tmp_path / "x.html", tmp_path / "x.xlsx"
    printed = orders("month", export, "2026-03", "--html", page, "--xlsx", book, language="zh")
    assert printed.code == 3
    assert "2026-03" in printed.out
    assert "不代表银行到账" in page.read_text("utf-8")
    assert book.stat().st_size > 0


def test_json(orders, export):
    """The same comes as JSON."""
    assert str(ROWS) in json.dumps(json.loads(orders("month", export, "2026-03", "--json").out))


@pytest.mark.parametrize("month", ["2026", "2026-13", "March"])
def test_no_month(orders, export, month):
    """What is no month is refused by name."""
    printed = orders("month", export, month)
    assert (printed.code, printed.out) == (2, "")
    assert "month must" in printed.err
