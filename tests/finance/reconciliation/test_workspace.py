"""DuckDB is asked in such a way that it holds few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from zhixiao_async.finance.reconciliation.workspace import opened, select_few

ROWS = pa.record_batch({"order_id": ["1", "2", "3"]})


def test_many_rows_pass_by_the_few(tmp_path):
    """The rows that are wanted are read first, and held; the stream of many passes them."""
    read: list[str] = []

    def stream(name: str) -> pa.RecordBatchReader:
        def batches() -> Iterator[pa.RecordBatch]:
            read.append(name)
            yield ROWS

        return pa.RecordBatchReader.from_batches(ROWS.schema, batches())

    with opened(tmp_path, memory=100_000_000, threads=1) as connection:
        connection.register("many", stream("many"))
        connection.register("few", stream("few"))
        # By its own estimate DuckDB takes a stream for a row, and so these for more.
        wanted = "(SELECT * FROM few UNION ALL SELECT range::VARCHAR FROM range(4, 900))"
        select_few(
            connection, f"CREATE TABLE kept AS FROM many SEMI JOIN {wanted} USING (order_id)"
        )
        kept = connection.execute("SELECT order_id FROM kept ORDER BY ALL").fetchall()
    assert read == ["few", "many"]
    assert kept == [("1",), ("2",), ("3",)]
