"""The rows of section 2.10, kept as finished JSON: a page of a thousand costs a millisecond."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from ...endpoints import ListedOrder, Mask, OrderList, OrderListResult
from ...fields import beijing, write_time
from ...protocol import writing
from ..clock import Clock
from ..database.sqlite import Database, Value
from ..rules import Rules

_NULL_IF_UNKNOWN = ("user_no", "user_name", "mch_code")
_EMPTY_IF_UNKNOWN = ("order_intro", "remark", "device_no", "item_id", "item_name")
_MOST_WINDOWS = 256

Condition = tuple[str, tuple[Value, ...]]


@attrs.frozen(kw_only=True)
class ListingRow:
    """A row to be listed.

    Attributes:
        mask: A trade or a refund.
        created: Time of the order (of a refund: its own), Beijing time.
        paid: Time of the payment (of a refund: its own), Beijing time.
        fields: The other fields as :func:`fields_of` writes them.
    """

    mask: Mask
    created: datetime
    paid: datetime
    fields: str

    def stored(self) -> tuple[str, str, str, str]:
        """Return the values of the table's columns."""
        return self.mask.value, write_time(self.created), write_time(self.paid), self.fields


class Listing:
    """The rows of ``order_list``, with caches of what a window holds and where its pages end."""

    def __init__(self, database: Database, rules: Rules, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._time = rules.listing_time
        self._order = "DESC" if rules.listing == "descending" else "ASC"
        self._counts: dict[Condition, int] = {}
        self._ends: dict[tuple[Condition, int], tuple[str, int]] = {}

    def add(self, rows: Iterable[ListingRow]) -> None:
        """List more rows."""
        self.forget()
        self._database.run_many(
            "INSERT INTO listing (mask, created, paid, fields) VALUES (?, ?, ?, ?)",
            (row.stored() for row in rows),
        )

    def forget(self) -> None:
        """Clear the caches: the table has changed."""
        self._counts.clear()
        self._ends.clear()

    def page(self, request: OrderList) -> bytes:
        """Return one page of a window, as the JSON of the reply's content."""
        if self._rules.listing_delay:  # rows appear by the clock alone
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
        return writing.to_json(writing.write(page)).replace(
            b'"data":[]', b'"data":[%b]' % rows.encode("ascii"), 1
        )

    def _echoed(self, end: datetime) -> datetime:
        midnight = end == end.replace(hour=0, minute=0, second=0)
        normalised = self._rules.listing_echo == "normalised" and midnight
        return end - timedelta(seconds=1) if normalised else end

    def _window(self, request: OrderList) -> Condition:
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
        """Return the time of the latest row that is shown already."""
        return write_time(self._clock.now() - timedelta(seconds=self._rules.listing_delay))

    def _count(self, window: Condition) -> int:
        count = self._counts.get(window)
        if count is None:
            condition, values = window
            if len(self._counts) >= _MOST_WINDOWS:
                self.forget()
            row = self._database.one(f"SELECT count(*) FROM listing WHERE {condition}", *values)  # noqa: S608
            count = self._counts[window] = int(row[0])
        return count

    def _rows(self, window: Condition, *, limit: int, offset: int) -> str:
        condition, values = window
        end = self._ends.get((window, offset))
        if end is not None:
            # Reading on from the end of the page before costs nothing, however deep it lies.
            after = "<" if self._order == "DESC" else ">"
            condition = f"({self._time}, seq) {after} (?, ?) AND {condition}"
            values = (*end, *values)
        found = self._database.all(
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
    """Return the inside of a row's JSON object, which has no ``id`` and ``order_date`` yet.

    Unlike in the other results, an unknown field is written as null or as empty text.
    """
    written = writing.write(row)
    for name in _NULL_IF_UNKNOWN:
        written.setdefault(name, None)
    for name in _EMPTY_IF_UNKNOWN:
        written.setdefault(name, "")
    return writing.to_json(written).decode("ascii")[1:-1]
