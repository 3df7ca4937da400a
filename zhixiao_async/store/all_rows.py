"""All rows of a table, a page at a time."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import TypeVar

from .protocol import PAGE, Store
from .tables import Row, Table, Value

ConnectionT = TypeVar("ConnectionT")


async def iter_pages(
    store: Store[ConnectionT],
    table: Table,
    where: Mapping[str, Value],
    *,
    newest_by: str,
    after: Row | None = None,
) -> AsyncGenerator[list[Row], None]:
    """Yield all rows that have these values, the greatest ``newest_by`` first, a page at a time.

    Between two pages no transaction is open, so a slow reader holds up nobody. A row that changes
    its place meanwhile may come twice, or not at all.
    """
    while True:
        async with store.reading() as own:
            page = await store.select(
                own, table, where, newest_by=newest_by, after=after, limit=PAGE
            )
        yield page
        if len(page) < PAGE:
            return
        after = page[-1]
