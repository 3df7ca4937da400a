"""The hash of a day's rows, for places where no file has one."""

from __future__ import annotations

from hashlib import sha256

import pyarrow as pa

from ..schema import MOMENT
from .kernels import Column, Values
from .row_texts import row_texts

_ROWS = 32_768


def digest_of(table: pa.Table) -> str:
    """Return the hash of rows in their order, in hex: the same for equal rows.

    Args:
        table: Of ``DAY_SCHEMA``.
    """
    digest = sha256()
    for start in range(0, table.num_rows, _ROWS):
        cells = [_texts(column) for column in table.slice(start, _ROWS).columns]
        digest.update(row_texts(cells, between="\x1f", end="\x1e", null="\x00"))
    return digest.hexdigest()


def _texts(column: Column) -> Values:
    plain = column.cast(pa.int64()) if column.type == MOMENT else column
    texts: Values = plain.cast(pa.string()).combine_chunks()
    return texts
