"""The order of a day's rows, the same for the same rows, however the gateway listed them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from ..schema import ORDER_SCHEMA
from ..tables import KNOWN_CODES, codes_of

_FIRST = ["order_date", "id"]
_ALL = [*_FIRST, *(name for name in ORDER_SCHEMA.names if name not in _FIRST)]


def in_order(orders: pa.Table) -> pa.Table:
    """Sort rows by ``order_date`` and ``id``, then by all that they have.

    Args:
        orders: Of ``ORDER_SCHEMA``, in any order.

    Returns:
        The same rows; equal rows in any order make equal tables.
    """
    texts = {name: orders.column(name).cast(pa.string()).combine_chunks() for name in KNOWN_CODES}
    places = _sorted_places(orders, _FIRST)
    if not _are_different(orders.select(_FIRST).take(places)):
        sortable = orders
        for name, codes in texts.items():
            sortable = sortable.set_column(orders.column_names.index(name), name, codes)
        places = _sorted_places(sortable, _ALL)
    for name, codes in texts.items():
        place = ORDER_SCHEMA.get_field_index(name)
        orders = orders.set_column(place, ORDER_SCHEMA.field(name), codes_of(codes, name))
    return orders if _are_ascending(places) else orders.take(places)


def _sorted_places(orders: pa.Table, names: Sequence[str]) -> pa.Array[Any]:
    keys: list[tuple[str, Literal["ascending", "descending"]]] = [
        (name, "ascending") for name in names
    ]
    return pc.sort_indices(orders.select(names), sort_keys=keys)


def _are_different(keys: pa.Table) -> bool:
    """Return whether every row has a time and an id, and no two neighbours the same."""
    if any(column.null_count for column in keys.columns):
        return False
    same = [pc.equal(*_neighbours(column.combine_chunks())) for column in keys.columns]
    return not pc.any(pc.and_(*same)).as_py()


def _are_ascending(places: pa.Array[Any]) -> bool:
    return bool(pc.all(pc.less(*_neighbours(places))).as_py())


def _neighbours(values: pa.Array[Any]) -> tuple[pa.Array[Any], pa.Array[Any]]:
    return values[:-1], values[1:]
