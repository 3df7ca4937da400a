"""The listing's methods of a client: by order, by page, and as tables."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING, Any, Unpack, cast

from ..endpoints import ListedOrder, OrderList, OrderListResult
from ..fields import Moment
from ..protocol.column_page import ColumnPage, OrderColumns
from ..transport.request_executor import Options, RequestExecutor
from .options import ListingOptions
from .pages import order_pages, orders_of
from .window_page import OrderPage
from .windows import Plan

if TYPE_CHECKING:
    from ..finance.tables import OrderBatch, Table


class ListingMethods:
    """A client's part that reads ranges of the listing."""

    _executor: RequestExecutor
    _options: Options

    def iter_order_pages(
        self, begin_time: Moment, end_time: Moment, **options: Unpack[ListingOptions]
    ) -> AsyncGenerator[OrderPage, None]:
        """Read a range page by page (section 2.10); arguments and errors as ``iter_orders``.

        Yields:
            Pages in order, each with the orders that no page before it had, its window, and
            whether that window could still change when it was asked for.
        """
        return order_pages(self._fetch_page, self._plan(begin_time, end_time, options))

    def iter_orders(
        self, begin_time: Moment, end_time: Moment, **options: Unpack[ListingOptions]
    ) -> AsyncGenerator[ListedOrder, None]:
        """Read every order of a range once, however long it is (section 2.10).

        The range is read in windows that touch, pages are fetched ahead and yielded in order.
        Memory holds ``concurrency`` pages and about 40 bytes a row of two windows, whatever the
        total.

        Rows of one ``id`` are one row if every field is equal, different rows if they are of
        different days, and otherwise an error. Rows are assumed never to leave a window: one that
        does while another comes can go unnoticed, and a row be missing or, without an ``id``, come
        twice. ``docs/design.md`` says when, under "Rows never leave a listing".

        Args:
            begin_time: Start: a datetime (a naive one means Beijing time), a date, or text as the
                document writes times.
            end_time: End. A date stands for all of that day; whether the gateway includes the end
                itself the document doesn't say.
            options: Masks, sizes and windows; see :class:`ListingOptions`.

        Yields:
            Orders and refunds as the gateway lists them. Rows aren't filtered by their date.

        Raises:
            InvalidRequest: An argument makes no sense.
            WindowChanged: A window was read twice and didn't add up, two rows of one ``id`` differ,
                or a row that doesn't say what it is came under both masks; the error says which.
            BadReply: Such as a row that the mask asked for excludes.
            ZhixiaoError: A page failed; the orders before it have been yielded.
        """
        return orders_of(self.iter_order_pages(begin_time, end_time, **options))

    def iter_order_batches(
        self,
        begin_time: Moment,
        end_time: Moment,
        *,
        columns: Sequence[str] | None = None,
        **options: Unpack[ListingOptions],
    ) -> AsyncGenerator[OrderBatch, None]:
        """Read a range page by page into record batches; needs ``zhixiao[finance]``.

        Every row comes once, and the range adds up, as with ``iter_orders``; the other arguments,
        memory and errors are as there. No object is made for a row.

        Args:
            begin_time: Start; as in ``iter_orders``.
            end_time: End; as in ``iter_orders``.
            columns: Names of the columns, in their order; all of
                :data:`zhixiao_async.finance.schema.ORDER_SCHEMA` if not given.
            options: Masks, sizes and windows; see :class:`ListingOptions`.

        Yields:
            Pages in order, each with its window, whether that could still change when it was asked
            for, and a ``pyarrow.RecordBatch``: ``fee`` int64 in fen, ``order_date`` in
            milliseconds at Asia/Shanghai.

        Raises:
            InvalidRequest: An argument makes no sense.
            ModuleNotFoundError: pyarrow isn't installed.
            ZhixiaoError: As ``iter_orders``. A fee beyond 64 bits is a BadReply.
        """
        from ..finance.tables import order_batches

        plan = self._plan(begin_time, end_time, options)
        return order_batches(self._fetch_columns, plan, columns)

    async def orders_table(
        self,
        begin_time: Moment,
        end_time: Moment,
        *,
        columns: Sequence[str] | None = None,
        **options: Unpack[ListingOptions],
    ) -> Table:
        """Read a range into one ``pyarrow.Table``: ``.to_pandas()``, ``polars.from_arrow(…)``.

        A day of 94,000 orders takes about 25 MB. Arguments, types and errors are those of
        ``iter_order_batches``.
        """
        from ..finance.tables import table_of

        batches = self.iter_order_batches(begin_time, end_time, columns=columns, **options)
        return await table_of(batches, columns)

    def _plan(self, begin_time: Moment, end_time: Moment, options: ListingOptions) -> Plan:
        most = self._executor.limit
        return Plan(begin_time=begin_time, end_time=end_time, most=most, **options)

    async def _fetch_columns(self, request: OrderList) -> ColumnPage:
        columns = OrderColumns.of(request)
        page: Any = await self._executor.call(columns, self._options, prefetched=True)
        return cast("ColumnPage", page)

    async def _fetch_page(self, request: OrderList) -> OrderListResult:
        return await self._executor.call(request, self._options, prefetched=True)
