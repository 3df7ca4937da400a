"""``zhixiao orders verify`` reads an export back and says what is wrong."""

from __future__ import annotations

from .conftest import DAYS, ROWS


def test_whole_export(orders, gateway, tmp_path):
    """A whole export ends with 0, compared with the gateway's counts if that is wanted."""
    orders("export", *DAYS, "--to", tmp_path)
    printed = orders("verify", tmp_path, "--gateway")
    assert (printed.code, printed.err) == (0, "")
    assert f"orders        {ROWS}" in printed.out
    assert "(3 compared with the gateway)" in printed.out


def test_nothing_to_verify(orders, tmp_path):
    """A place without an export is a mistake, not a clean one."""
    printed = orders("verify", tmp_path)
    assert printed.code == 2
    assert "target must have an exported day" in printed.err


def test_damaged_export(orders, gateway, tmp_path):
    """A damaged day ends it with 1 and is named."""
    orders("export", *DAYS, "--to", tmp_path)
    (path,) = tmp_path.rglob("2026-03-02.parquet")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    printed = orders("verify", tmp_path)
    assert printed.code == 1
    assert "2026-03-02" in printed.out
    assert "export the day again" in printed.out
