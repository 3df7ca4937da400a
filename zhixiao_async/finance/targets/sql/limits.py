"""Texts that a database couldn't hold, refused before anything is written."""

from __future__ import annotations

import pyarrow as pa

from ....messages.text import Text
from ...errors import ExportFailed
from ...receipts import Receipt
from ..kernels import Column, kernels
from .servers import Server
from .tables import KEYS, LONGEST_KEY, LONGEST_TEXT


def must_fit(rows: pa.Table, receipt: Receipt, server: Server) -> None:
    """Check a day's texts.

    Args:
        rows: The day's, for the drivers.
        receipt: Says whose day it is.
        server: The database's kind.

    Raises:
        ExportFailed: One doesn't fit. The error names its column, and doesn't repeat it.
    """
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        if column.type == pa.string() and (what := _misfit(name, column, server)):
            raise ExportFailed(
                Text(
                    "export.does_not_fit",
                    app_id=receipt.app_id,
                    day=receipt.day,
                    column=name,
                    what=what,
                )
            )


def _misfit(name: str, column: Column, server: Server) -> Text | None:
    if not server.holds_nul and kernels.any(kernels.match_substring(column, "\0")).as_py():
        return Text("export.nul")
    if server.limited and name in KEYS:
        longest = kernels.max(kernels.utf8_length(column)).as_py() or 0
        if longest > LONGEST_KEY:
            return Text("export.too_many_characters", maximum=LONGEST_KEY)
    if server.limited:
        longest = kernels.max(kernels.binary_length(column)).as_py() or 0
        if longest > LONGEST_TEXT:
            return Text("export.too_many_bytes", maximum=LONGEST_TEXT)
    return None
