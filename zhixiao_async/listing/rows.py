"""The rows of a page, whatever they are kept as: objects, or columns of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol, TypeVar, cast

import attrs

from ..endpoints import ListedOrder, OrderListResult
from ..fields import beijing
from ..protocol.columns import Columns
from ..protocol.row_digests import Digests, digest_of, digests_from, digests_of

RowsT = TypeVar("RowsT", list[ListedOrder], Columns)
"""What rows are kept as."""

RowsT_co = TypeVar("RowsT_co", list[ListedOrder], Columns, covariant=True)


class Page(Protocol[RowsT_co]):
    """One page of a window, as :class:`OrderListResult` has it."""

    @property
    def page_no(self) -> int:
        """Of this page, from 1."""
        ...

    @property
    def page_size(self) -> int:
        """Rows a page may hold."""
        ...

    @property
    def total_page(self) -> int:
        """Pages in the window."""
        ...

    @property
    def total_size(self) -> int:
        """Rows in the window."""
        ...

    @property
    def data(self) -> RowsT_co:
        """The rows."""
        ...


class Rows(Protocol[RowsT_co]):
    """What the listing asks of rows."""

    @property
    def data(self) -> RowsT_co:
        """The rows themselves."""
        ...

    @property
    def ids(self) -> Sequence[str | None]:
        """Their keys."""
        ...

    @property
    def digests(self) -> Digests:
        """Their digests, in their order."""
        ...

    def span(self) -> tuple[int, int] | None:
        """Return the first and the last day that rows lie on; None if a row has no time."""
        ...

    def day(self, place: int) -> int | None:
        """Return the day that a row lies on."""
        ...

    def pick(self, places: Iterable[int]) -> RowsT_co:
        """Return some of the rows."""
        ...

    def of_no_known_kind(self) -> RowsT_co:
        """Return the rows that don't say whether they are trades or refunds."""
        ...


@attrs.frozen
class OrderRows:
    """Rows that are objects."""

    data: list[ListedOrder]
    _made: Digests | None = None

    @cached_property
    def digests(self) -> Digests:
        """Their digests, those that were made with them or new ones."""
        return digests_from(map(digest_of, self.data)) if self._made is None else self._made

    @property
    def ids(self) -> list[str | None]:
        """Their keys."""
        return [row.id for row in self.data]

    def span(self) -> tuple[int, int] | None:
        """Return the first and the last day that rows lie on; None if a row has no time."""
        dates: list[Any] = [row.order_date for row in self.data]
        try:
            return _day(min(dates)), _day(max(dates))
        except (TypeError, ValueError):  # some have none, or there is no row
            return None

    def day(self, place: int) -> int | None:
        """Return the day that a row lies on."""
        time = self.data[place].order_date
        return None if time is None else _day(time)

    def pick(self, places: Iterable[int]) -> list[ListedOrder]:
        """Return some of the rows."""
        return [self.data[place] for place in places]

    def of_no_known_kind(self) -> list[ListedOrder]:
        """Return the rows that don't say whether they are trades or refunds."""
        return [row for row in self.data if row.operate_type is None or not row.operate_type.known]


def rows_of_page(page: Page[RowsT]) -> Rows[RowsT]:
    """Return the rows of a page, with the digests that were made with it."""
    if isinstance(page, OrderListResult):
        return cast("Rows[RowsT]", OrderRows(page.data, digests_of(page)))
    return cast("Rows[RowsT]", page.data)


def rows_of(data: RowsT) -> Rows[RowsT]:
    """Return rows by themselves."""
    if isinstance(data, Columns):
        return cast("Rows[RowsT]", data)
    return cast("Rows[RowsT]", OrderRows(data))


def _day(moment: datetime) -> int:
    return beijing(moment).toordinal()
