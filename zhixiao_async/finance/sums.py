"""Rows and fen of a day by kind and channel, and the comparison with its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..messages.text import Text
from .errors import ExportDamaged, ExportFailed
from .receipts import KindSum, Receipt

_KIND = ["operate_type", "pay_type"]
WIDE = pa.decimal128(38, 0)
"""A type for sums of fen: int64 wraps around, silently."""
_LARGEST = 2**63 - 1

SUMMED = [*_KIND, "fee"]
"""The columns that sums are made of."""


def sums_of(table: pa.Table) -> tuple[KindSum, ...]:
    """Return rows and fen by kind and channel, in order.

    Args:
        table: Any with the columns ``operate_type``, ``pay_type`` and ``fee``.
    """
    kinds, channels = (_encoded(table.column(name)) for name in _KIND)
    fees = _summable(table.column("fee"))
    narrow = pa.Table.from_arrays(
        [kinds.indices, channels.indices, fees, pc.abs(fees)], [*SUMMED, "absolute"]
    )
    grouped = narrow.group_by(_KIND).aggregate(
        [("fee", "sum"), ("absolute", "sum"), ([], "count_all")]
    )
    return tuple(
        sorted(
            KindSum(
                _text(kinds, row["operate_type"]),
                _text(channels, row["pay_type"]),
                row["count_all"],
                int(row["fee_sum"]),
                int(row["absolute_sum"]),
            )
            for row in grouped.to_pylist()
        )
    )


def _text(codes: pa.DictionaryArray[Any, Any], place: int | None) -> str:
    return "" if place is None else str(codes.dictionary[place])


def _encoded(column: pa.ChunkedArray[Any]) -> pa.DictionaryArray[Any, Any]:
    whole: Any = column.combine_chunks()
    return whole if isinstance(whole, pa.DictionaryArray) else whole.dictionary_encode()


def _summable(fees: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    """Return fees in a type that holds their sum."""
    ends: Any = pc.min_max(fees).as_py()
    largest = max(abs(ends["min"] or 0), abs(ends["max"] or 0))
    return fees.cast(WIDE) if largest * len(fees) > _LARGEST else fees


def must_read_back(receipt: Receipt, sums: Sequence[KindSum]) -> None:
    """Check what was read back of a day that is being written.

    Raises:
        ExportFailed: It isn't what was written.
    """
    if tuple(sums) != receipt.sums:
        rows, fee = _totals(sums)
        day = {"app_id": receipt.app_id, "day": receipt.day}
        raise ExportFailed(
            Text(
                "export.read_back",
                **day,
                rows=receipt.rows,
                fee=receipt.fee,
                rows_back=rows,
                fee_back=fee,
            )
        )


def must_add_up(receipt: Receipt, sums: Sequence[KindSum]) -> None:
    """Check a day that stands there against its receipt.

    Raises:
        ExportDamaged: It has other rows or sums.
    """
    if tuple(sums) != receipt.sums:
        rows, fee = _totals(sums)
        what = Text(
            "export.sums_differ", rows=rows, fee=fee, said=receipt.rows, said_fee=receipt.fee
        )
        raise damaged(receipt.app_id, receipt.day, what)


def damaged(app_id: str, day: date, what: Text) -> ExportDamaged:
    """Return the error for a day that isn't what was written.

    Args:
        app_id: The merchant.
        day: The day.
        what: One of ``export.missing``, ``export.unlike``, ``export.unreadable`` and
            ``export.sums_differ``.
    """
    return ExportDamaged(Text("export.damaged", app_id=app_id, day=day, what=what))


def _totals(sums: Sequence[KindSum]) -> tuple[int, int]:
    return sum(each.rows for each in sums), sum(each.fee for each in sums)
