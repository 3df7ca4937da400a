"""Books in a table of pandas, polars or pyarrow, none of which but the last is imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import attrs
import pyarrow as pa

from ...errors import InvalidRequest
from ...messages.text import Text
from .mapping import ColumnMapping, places
from .rows import Cells, RawRows, Reading, numbered

_BATCH = 200_000


class Frame(Protocol):
    """A table that can be handed over as Arrow's: pandas 2.2, polars and pyarrow have it."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the stream."""
        ...


@attrs.frozen(eq=False)
class FrameSource:
    """A table in memory.

    Attributes:
        frame: The table.
    """

    frame: Frame = attrs.field(repr=False)

    @property
    def name(self) -> str:
        """The table's type."""
        return type(self.frame).__name__

    def read(
        self, mapping: ColumnMapping, reading: Reading, *, personal: bool
    ) -> Iterator[RawRows]:
        """Yield the rows; as :meth:`.rows.Source.read`."""
        headers = _headers(self.frame)
        at = places(self.name, mapping.wanted(personal=personal), headers)
        size = len(self.frame)  # type: ignore[arg-type]
        for begin in range(0, size, _BATCH):
            end = min(begin + _BATCH, size)
            columns = {
                field: _cells(self.frame, headers[place], begin, end) for field, place in at.items()
            }
            yield RawRows(
                columns,
                numbered(begin + 1, end - begin),
                _RowOf(columns).__getitem__,
            )


@attrs.frozen
class _RowOf:
    columns: dict[str, Cells]

    def __getitem__(self, place: int) -> Sequence[object]:
        cells = (cells[place] for cells in self.columns.values())
        return [cell.as_py() if isinstance(cell, pa.Scalar) else cell for cell in cells]


def _headers(frame: Any) -> list[Any]:
    if not hasattr(frame, "__arrow_c_stream__") or not hasattr(frame, "__len__"):
        raise InvalidRequest("frame", Text("rule.not_frame"), given=type(frame))
    return list(frame.column_names if hasattr(frame, "column_names") else frame.columns)


def _cells(frame: Any, header: Any, begin: int, end: int) -> Cells:
    """Return some cells of a column, as Arrow's where they are all of one type."""
    if isinstance(frame, pa.Table | pa.RecordBatch):
        column: Any = frame.column(header).slice(begin, end - begin)
    else:
        column = frame[header][begin:end]  # a slice of a Series goes by place in both
    try:
        array = pa.array(column) if not isinstance(column, pa.ChunkedArray) else column
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return list(column)  # of mixed types
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.nulls(0, array.type)
    if _is_text(array.type):
        return array.cast(pa.string())
    return array


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return (
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )
