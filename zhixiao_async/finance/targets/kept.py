"""What a database keeps of a day beside its rows, which have no file with a hash."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import attrs
import pyarrow as pa

from ...messages.text import Text
from ..receipts import Receipt
from ..sums import damaged, must_add_up, sums_of
from .digest import digest_of


@attrs.frozen
class Kept:
    """A day's receipt, and the hash of the rows that were written with it."""

    receipt: Receipt
    digest: str


def kept_of(rows: Iterable[tuple[str, str]]) -> list[Kept]:
    """Return what is kept of days, by merchant and day.

    Args:
        rows: Receipts as JSON, each with its hash. What is no receipt is left out.
    """
    kept = []
    for text, digest in rows:
        with suppress(ValueError):
            kept.append(Kept(Receipt.from_json(text), digest))
    return sorted(kept, key=lambda each: (each.receipt.app_id, each.receipt.day))


def must_be_as_written(table: pa.Table, receipt: Receipt, kept: Kept) -> None:
    """Check a day's rows against its receipt, and against the hash.

    Raises:
        ExportDamaged: They differ.
    """
    must_add_up(receipt, sums_of(table))
    if digest_of(table) != kept.digest:
        raise damaged(receipt.app_id, receipt.day, Text("export.other_rows"))
