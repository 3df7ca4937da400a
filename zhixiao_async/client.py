"""The async client: one line per endpoint, over one shared exchange."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import inf
from typing import Any, Self, TypeVar

import attrs

from ._ahead import Turn
from ._exchange import Exchange, Options
from ._methods import endpoint_method
from ._paging import order_pages, orders_of
from ._retry import Budget
from ._transport import Transport
from ._waiting import until_paid
from ._windows import DAY, OPEN_FOR, OrderPage, Plan
from .config import DOCUMENTED_BASE_URL, Credentials, RetryPolicy, Timeouts, base_url_from_env
from .connections import Connections
from .endpoints import (
    ListedOrder,
    Mask,
    OrderCancel,
    OrderCreate,
    OrderList,
    OrderListResult,
    OrderQuery,
    OrderQueryForm,
    OrderQueryResult,
    OrderRefund,
    PiaojuCreate,
    PiaojuQuery,
    UserCard,
    UserIdentity,
)
from .endpoints.order_list import DOCUMENTED_PAGE_SIZE
from .errors import InvalidRequest, OutcomeUnknown
from .registry import Effect, Request, undocumented
from .settling import Settlement, SettlePace, settle

ResultT = TypeVar("ResultT")


class Client:
    """The gateway, awaited. One per event loop; close it, best with ``async with``.

    Every endpoint of the document is a method named after its path; its arguments and its
    result bear the documented names. Amounts are int fen, times aware at UTC+8.

    Args:
        credentials: What the vendor handed out.
        base_url: Where the gateway is; the documented host if not given.
        timeouts: In seconds, of an attempt and of a whole call.
        retry: What is tried again when that can't double any money.
        connections: Limits, proxy, TLS and headers.

    Raises:
        InvalidRequest: A malformed base URL or credentials of another type.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str = DOCUMENTED_BASE_URL,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - frozen
        connections: Connections = Connections(),  # noqa: B008 - frozen
    ) -> None:
        if not isinstance(credentials, Credentials):
            raise InvalidRequest("credentials", "must be Credentials(app_id=…, …)")
        if not isinstance(connections, Connections):
            raise InvalidRequest("connections", "must be Connections(…)")
        self._options = Options(timeouts=timeouts, retry=retry)
        transport = Transport(base_url, connections)
        self._exchange = Exchange(credentials, transport, Budget(retry.budget))

    @classmethod
    def from_env(
        cls,
        prefix: str = "ZHIXIAO_",
        *,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - frozen
        connections: Connections = Connections(),  # noqa: B008 - frozen
    ) -> Self:
        """A client for what the environment names; ``zhixiao sandbox`` prints such lines.

        Reads ``ZHIXIAO_APP_ID``, ``ZHIXIAO_APP_SECRET``, ``ZHIXIAO_AES_KEY`` and, for another
        host than the documented one, ``ZHIXIAO_BASE_URL``. ``ZHIXIAO_APP_SECRET_FILE`` and
        ``ZHIXIAO_AES_KEY_FILE`` may name files that hold the secrets.

        Raises:
            InvalidRequest: A variable is missing or malformed; the message names it.
        """
        return cls(
            Credentials.from_env(prefix),
            base_url=base_url_from_env(prefix),
            timeouts=timeouts,
            retry=retry,
            connections=connections,
        )

    order_create = endpoint_method(OrderCreate)
    order_query = endpoint_method(OrderQuery)
    order_cancel = endpoint_method(OrderCancel)
    order_refund = endpoint_method(OrderRefund)
    user_identity = endpoint_method(UserIdentity)
    user_card = endpoint_method(UserCard)
    piaoju_create = endpoint_method(PiaojuCreate)
    piaoju_query = endpoint_method(PiaojuQuery)
    order_list = endpoint_method(OrderList)
    order_list_item_all = order_list
    order_query_form = endpoint_method(OrderQueryForm)

    @property
    def app_id(self) -> str:
        """The ``id`` of every request: whose client this is."""
        return self._exchange.app_id

    @property
    def timeouts(self) -> Timeouts:
        """How long its calls wait, in seconds; ``with_options`` gives a client with others."""
        return self._options.timeouts

    async def call(
        self, request: Request[ResultT], *, may_send: Callable[[], bool] | None = None
    ) -> ResultT:
        """Send a request object; ``order_query(…)`` is ``call(OrderQuery(…))``.

        Args:
            request: What is asked.
            may_send: Called on the event loop just before the first byte of each attempt, so it
                must not wait. False ends the call with nothing sent: for work that is another's
                once so much time has passed.

        Raises:
            ZhixiaoError: One of :mod:`zhixiao_async.errors`, by what is known about the money.
        """
        return await self._exchange.call(request, self._options, may_send=may_send)

    async def raw(
        self, path: str, params: Mapping[str, Any], *, effect: Effect | None = None
    ) -> Any:
        """Call a path that the document doesn't list yet.

        Args:
            path: Such as ``/pay_api/something_new``.
            params: What goes into ``param``; a None isn't sent. Nothing else of it is checked:
                a number that a request's class would refuse is sent as it is.
            effect: ``Effect.READ`` allows retries. If not given, a documented path has its own
                effect, and any other counts as MONEY: it is never resent.

        Returns:
            The content as JSON gives it, or a str if it is a bare sentence.

        Raises:
            ZhixiaoError: As every call.
        """
        return await self._exchange.raw(undocumented(path, effect), params, self._options)

    def with_options(
        self, *, timeouts: Timeouts | None = None, retry: RetryPolicy | None = None
    ) -> Self:
        """The same client (connections, retry budget) with other timeouts or retries.

        Args:
            timeouts: Replaces all five, in seconds.
            retry: Replaces the policy; the client's budget stays.
        """
        view = object.__new__(type(self))
        view._exchange = self._exchange
        view._options = Options(
            timeouts=timeouts or self._options.timeouts, retry=retry or self._options.retry
        )
        return view

    async def wait_paid(self, out_trade_no: str, *, timeout: float) -> OrderQueryResult:  # noqa: ASYNC109
        """Ask until the order is paid or has failed, or the time is up.

        A look that goes unanswered, or is refused for the moment (``GatewayError.passing``),
        doesn't end the wait: the next one comes at the usual pace.

        Args:
            out_trade_no: The merchant's number.
            timeout: Seconds; an order can turn paid for an hour (``expires_at``). The last look
                begins when they are over, and takes 5 seconds more at most.

        Returns:
            The last answer: its ``status`` says which it is, UNPAID when the time is up.

        Raises:
            NoReply, NotSent, GatewayError: No look was answered.
            ZhixiaoError: As ``order_query``.
        """
        timeouts = self._options.timeouts

        async def look(left: float) -> OrderQueryResult:
            limit = min(left, timeouts.deadline or inf)
            deadline = limit if limit < inf else None
            hurried = self.with_options(timeouts=attrs.evolve(timeouts, deadline=deadline))
            return await hurried.order_query(out_trade_no=out_trade_no)

        return await until_paid(look, timeout, lambda: self._exchange.closed)

    async def settle(
        self,
        error: OutcomeUnknown,
        *,
        known_refunds: Iterable[int] | None = None,
        in_doubt: int = 1,
        timeout: float | None = None,  # noqa: ASYNC109
        pace: SettlePace = SettlePace(),  # noqa: B008 - frozen
    ) -> Settlement:
        """Find out by querying what became of a request whose reply was lost.

        A create is looked for by ``order_query``, a receipt by ``piaoju_query``, a refund by the
        rows of the listing for its order. Of a cancel, only a payment proves that it failed.

        Args:
            error: What the lost request raised.
            known_refunds: For a refund: the amounts in fen of the order's earlier refunds, an
                empty list if there were none. Without it a refund that is seen may be an earlier
                one, and the answer is unknown.
            in_doubt: For a refund: how many of this order and amount are in doubt at once. If
                two are, say 2: else one that was made is taken for both.
            timeout: Seconds that this call may take, 30 days at most; until the deadline if not
                given. A look that is under way ends with it.
            pace: When to look. Not seen before its deadline is unknown, never failed.

        Raises:
            InvalidRequest: Not an OutcomeUnknown, a malformed argument, or a deadline of ``pace``
                below the client's ``Timeouts.deadline``.
        """
        if isinstance(pace, SettlePace):
            pace.must_outlast(self._options.timeouts)
        return await settle(
            self,
            error,
            known_refunds=known_refunds,
            in_doubt=in_doubt,
            timeout=timeout,
            pace=pace,
        )

    def iter_order_pages(
        self,
        begin_time: datetime,
        end_time: datetime,
        *,
        mask: Mask | Sequence[Mask] | None = None,
        page_size: int = DOCUMENTED_PAGE_SIZE,
        concurrency: int = 4,
        split: timedelta | None = DAY,
        open_for: timedelta = OPEN_FOR,
    ) -> AsyncGenerator[OrderPage, None]:
        """Read a range page by page (section 2.10); arguments and errors as ``iter_orders``.

        Yields:
            Pages in order, each with the orders that no page before it had, its window, and
            whether that window could still change when it was asked for.
        """
        return order_pages(
            self._fetch_page,
            Plan(
                begin_time=begin_time,
                end_time=end_time,
                mask=mask,
                page_size=page_size,
                concurrency=concurrency,
                split=split,
                open_for=open_for,
                most=self._exchange.limit,
            ),
        )

    def iter_orders(
        self,
        begin_time: datetime,
        end_time: datetime,
        *,
        mask: Mask | Sequence[Mask] | None = None,
        page_size: int = DOCUMENTED_PAGE_SIZE,
        concurrency: int = 4,
        split: timedelta | None = DAY,
        open_for: timedelta = OPEN_FOR,
    ) -> AsyncGenerator[ListedOrder, None]:
        """Read every order of a range once, however long it is (section 2.10).

        The range is read in windows that touch, pages are fetched ahead and yielded in order.
        Memory holds ``concurrency`` pages and, of two windows, the rows' ids and digests (some 40
        bytes a row), whatever the total.

        Assumed, since the document doesn't say: rows of one ``id`` are one row if every field is
        equal; where one differs they are different rows if their ``order_date`` is of different
        days (ids may count from 1 every day), and otherwise an error.

        Assumed as well: rows are only ever added to a window. If one left while a window's pages
        are read, those after it would move up, and one could fall between two pages. The totals
        tell, unless another row comes meanwhile. Page 1 of an open window of several pages is
        therefore read again after the last, and as many after it as it takes to find the rows that
        it had, and those that came meanwhile: if rows left it, or the total fell, the window is
        read again. What can't be noticed is that a row leaves which page 1 didn't have, on a later
        page or come meanwhile (of a closed window: any row), and another comes while the window is
        read; then a row may be missing or, if it has no ``id``, come twice.

        Args:
            begin_time: Start; a naive time means Beijing time.
            end_time: End; whether the gateway includes it the document doesn't say.
            mask: Trades only or refunds only. Not given it is assumed to mean both, which the
                document doesn't say; ``(Mask.TRADE, Mask.REFUND)`` asks for one after the other in
                every window, so that nothing has to be assumed.
            page_size: Rows a page. A gateway that gives others is read with its own size.
            concurrency: Pages in flight or in hand; never more than ``Connections(limit=…)``.
            split: Length of a window, counted from ``begin_time``; None reads the range as one.
                Windows of a day, the default, end at midnight in Beijing, so that a long read can
                be taken up again at a day.
            open_for: How long after its end a window counts as one that may still change.

        Yields:
            Orders and refunds as the gateway lists them. Rows aren't filtered by their date.

        Raises:
            InvalidRequest: An argument makes no sense.
            WindowChanged: A window was read twice and didn't add up, two rows of one ``id`` differ,
                or a row that doesn't say what it is came under both masks; the error says which.
            BadReply: Such as a row that the mask asked for excludes.
            ZhixiaoError: A page failed; the orders before it have been yielded.
        """
        pages = self.iter_order_pages(
            begin_time,
            end_time,
            mask=mask,
            page_size=page_size,
            concurrency=concurrency,
            split=split,
            open_for=open_for,
        )
        return orders_of(pages)

    async def _fetch_page(self, request: OrderList, turn: Turn) -> OrderListResult:
        # A wrong page_no is the reader's business: it reads the window again.
        return await self._exchange.call(
            request, self._options, unchecked=("page_no", "page_size"), turn=turn
        )

    async def close(self) -> None:
        """Close every connection. Safe to call twice; a closed client can't be used.

        Calls of other tasks end as one that lost its connection does: with NotSent, NoReply or
        OutcomeUnknown.
        """
        await self._exchange.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
