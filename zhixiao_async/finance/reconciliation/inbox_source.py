"""Books in the library's own inbox, which holds payments and no refunds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa

from ...notify.table import inbox_table
from ...store import Row, Store
from ...store.all_rows import iter_pages
from .mapping import ColumnMapping, column_mapping
from .rows import RawRows, Reading, numbered

_COLUMNS: dict[str, pa.DataType] = {
    "app_id": pa.string(),
    "order_id": pa.string(),
    "out_trade_no": pa.string(),
    "amount": pa.int64(),
    "time": pa.timestamp("ms", "Asia/Shanghai"),
    "channel": pa.string(),
    "user_no": pa.string(),
    "user_name": pa.string(),
}
_SCHEMA = pa.schema(_COLUMNS)
_PAYER = ("user_no", "user_name")


def inbox_mapping() -> ColumnMapping:
    """Return the meaning of the inbox's columns: fen, trades only, some amounts unconfirmed."""
    columns = {name: name for name in _SCHEMA.names}
    return attrs.evolve(column_mapping(columns, "fen", only="trade"), amounts_may_lack=True)


@attrs.frozen(eq=False)
class InboxSource:
    """An inbox's table, which is copied to a file first: its store may have to be awaited.

    Attributes:
        store: The database.
        table: The table's name.
        copy: The file, once it is there.
    """

    store: Store[Any] = attrs.field(repr=False)
    table: str
    copy: Path | None = None

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table

    async def copied(self, path: Path, *, personal: bool) -> InboxSource:
        """Copy the inbox to a file.

        Args:
            path: The file.
            personal: Whether payers' numbers and names are copied too.
        """
        pages = iter_pages(self.store, inbox_table(self.table), {}, newest_by="handled_at")
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, _SCHEMA) as writer:
            async for page in pages:
                rows = [_row(row, personal=personal) for row in page]
                writer.write_batch(pa.RecordBatch.from_pylist(rows, schema=_SCHEMA))
        return attrs.evolve(self, copy=path)

    def read(
        self, mapping: ColumnMapping, reading: Reading, *, personal: bool
    ) -> Iterator[RawRows]:
        """Yield the rows; as :meth:`.rows.Source.read`."""
        wanted = mapping.wanted(personal=personal)
        line = 1
        with pa.OSFile(str(self.copy), "rb") as file, pa.ipc.open_stream(file) as batches:
            for batch in batches:
                lines = numbered(line, batch.num_rows)
                columns = {field: batch.column(header) for field, header in wanted.items()}
                yield RawRows(columns, lines, _cells)
                line += batch.num_rows


def _cells(place: int) -> Sequence[object]:
    return [place]  # never blank: every row of the inbox is one


def _row(row: Row, *, personal: bool) -> dict[str, object]:
    payer = json.loads(row["payer"])
    kept = {name: payer.get(name) for name in _PAYER} if personal else {}
    return kept | {
        "app_id": row["app_id"],
        "order_id": row["order_id"],
        "out_trade_no": row["out_trade_no"],
        "amount": row["fee"],
        "time": datetime.fromisoformat(row["time_end"] or row["handled_at"]),
        "channel": payer.get("pay_type"),
    }
