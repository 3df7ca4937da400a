"""Section 2.10: rows kept as finished JSON, so that a page of a thousand costs a millisecond."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from .. import _codec
from ..endpoints import ListedOrder, Mask, OrderList, OrderListResult
from ..fields import beijing, write_time
from .clock import Clock
from .rules import Rules
from .store import Store, Value

_NULL_IF_UNKNOWN = ("user_no", "user_name", "mch_code")
_EMPTY_IF_UNKNOWN = ("order_intro", "remark", "device_no", "item_id", "item_name")
_ELSEWHERE = ("id", "order_date")
_MOST_WINDOWS = 256

Window = tuple[str, tuple[Value, ...]]


@attrs.frozen(kw_only=True)
class Row:
    """A row to be listed.

    Attributes:
        mask: A trade or a refund.
        created: When the order was made (a refund's own time), Beijing time.
        paid: When it was paid (a refund's own time), Beijing time.
        fields: The other fields as :func:`fields_of` writes them.
    """

    mask: Mask
    created: datetime
    paid: datetime
    fields: str

    def stored(self) -> tuple[str, str, str, str]:
        """The columns of the table."""
        return self.mask.value, write_time(self.created), write_time(self.paid), self.fields


class Listing:
    """The rows of ``order_list``."""

    def __init__(self, store: Store, rules: Rules, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._time = rules.listing_time
        self._order = "DESC" if rules.listing == "descending" else "ASC"
        self._counts: dict[Window, int] = {}
        self._ends: dict[tuple[Window, int], tuple[str, int]] = {}

    def add(self, rows: Iterable[Row]) -> None:
        """List more rows."""
        self.forget()
        self._store.run_many(
            "INSERT INTO listing (mask, created, paid, fields) VALUES (?, ?, ?, ?)",
            (row.stored() for row in rows),
        )

    def forget(self) -> None:
        """The table has changed: count windows and find pages afresh."""
        self._counts.clear()
        self._ends.clear()

    def page(self, request: OrderList) -> bytes:
        """One page of a window, as the JSON of the reply's content."""
        if self._rules.listing_delay:  # what is known of a window changes by itself then
            self.forget()
        window = self._window(request)
        total = self._count(window)
        size = min(request.page_size, self._rules.page_cap or request.page_size)
        page = OrderListResult(
            page_no=request.page_no,
            page_size=size,
            total_page=-(-total // size),
            total_size=total,
            data=[],
            begin_time=beijing(request.begin_time),
            end_time=self._echoed(beijing(request.end_time)),
        )
        rows = self._rows(window, limit=size, offset=(request.page_no - 1) * size)
        return _codec.to_json(_codec.write(page)).replace(
            b'"data":[]', b'"data":[%b]' % rows.encode("ascii"), 1
        )

    def _echoed(self, end: datetime) -> datetime:
        midnight = end == end.replace(hour=0, minute=0, second=0)
        normalised = self._rules.listing_echo == "normalised" and midnight
        return end - timedelta(seconds=1) if normalised else end

    def _window(self, request: OrderList) -> Window:
        end = "<=" if self._rules.listing_ends == "inclusive" else "<"
        condition = f"{self._time} >= ? AND {self._time} {end} ?"
        values: tuple[Value, ...]
        values = (write_time(request.begin_time), write_time(request.end_time))
        if self._rules.listing_delay:
            condition, values = f"paid <= ? AND {condition}", (self._latest(), *values)
        mask = request.mask
        if mask is None and self._rules.mask_default == "trades":
            mask = Mask.TRADE
        if mask is None:
            return condition, values
        return f"mask = ? AND {condition}", (mask.value, *values)

    def _latest(self) -> str:
        """The time of the latest row that is shown yet."""
        return write_time(self._clock.now() - timedelta(seconds=self._rules.listing_delay))

    def _count(self, window: Window) -> int:
        count = self._counts.get(window)
        if count is None:
            condition, values = window
            if len(self._counts) >= _MOST_WINDOWS:
                self.forget()
            row = self._store.first(f"SELECT count(*) FROM listing WHERE {condition}", *values)  # noqa: S608
            count = self._counts[window] = int(row[0])
        return count

    def _rows(self, window: Window, *, limit: int, offset: int) -> str:
        condition, values = window
        end = self._ends.get((window, offset))
        if end is not None:
            # Where the page before ended: skipping there costs nothing, however deep it is.
            after = "<" if self._order == "DESC" else ">"
            condition = f"({self._time}, seq) {after} (?, ?) AND {condition}"
            values = (*end, *values)
        found = self._store.all(
            f"SELECT seq, {self._time}, fields FROM listing WHERE {condition} "  # noqa: S608
            f"ORDER BY {self._time} {self._order}, seq {self._order} LIMIT ? OFFSET ?",
            *values,
            limit,
            0 if end else offset,
        )
        if found:
            self._ends[window, offset + len(found)] = found[-1][1], found[-1][0]
        if self._rules.listing_ids:
            return ",".join(
                [f'{{"id":"{seq:022d}","order_date":"{at}",{rest}}}' for seq, at, rest in found]
            )
        return ",".join([f'{{"order_date":"{at}",{rest}}}' for _, at, rest in found])


def fields_of(row: ListedOrder) -> str:
    """The inside of a row's JSON object, without ``id`` and ``order_date``.

    Unlike in the other results, what is unknown is written as null or as empty text.
    """
    written = _codec.write(row)
    for name in _NULL_IF_UNKNOWN:
        written.setdefault(name, None)
    for name in _EMPTY_IF_UNKNOWN:
        written.setdefault(name, "")
    for name in _ELSEWHERE:
        written.pop(name, None)
    return _codec.to_json(written).decode("ascii")[1:-1]
