"""The rows of books, read without a comparison."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zhixiao_async.finance.reconciliation.books import Books
from zhixiao_async.finance.reconciliation.convert import read_books
from zhixiao_async.finance.reconciliation.rows import Reading

MAPPING = {"order_id": "订单号", "amount": "金额", "time": "时间", "kind": "类型"}
HEADER = "订单号,金额,时间,类型"


def rows_of(books: Books, *, personal: bool = False) -> list[dict[str, Any]]:
    """Return the rows."""
    return read(books, personal=personal)[0]


def read(books: Books, *, personal: bool = False) -> tuple[list[dict[str, Any]], Reading]:
    """Return the rows, and what is known beside them."""
    reading = Reading(books.source.name)
    tables = read_books(books.source, books.mapping, reading, personal=personal)
    return [row for table in tables for row in table.to_pylist()], reading


def csv_books(folder: Path, text: str | bytes, **options: Any) -> Books:
    """Write a file, and take it for books."""
    path = folder / "账簿.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    mapping = options.pop("mapping", MAPPING)
    return Books.csv(path, mapping, **{"unit": "yuan"} | options)


def line(**cells: str) -> str:
    """Return a row of the file, with these cells instead of its own."""
    row = {"订单号": "A1", "金额": "198.00", "时间": "2026-11-02 09:05:00", "类型": "交易"} | cells
    return ",".join(row.values())
