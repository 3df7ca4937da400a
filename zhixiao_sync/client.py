"""The synchronous client: the async one's names, run on a private event loop."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Self, TypeVar

from zhixiao_async import (
    DOCUMENTED_BASE_URL,
    Connections,
    Credentials,
    Effect,
    InvalidRequest,
    ListedOrder,
    Mask,
    OrderCancel,
    OrderCreate,
    OrderList,
    OrderPage,
    OrderQuery,
    OrderQueryForm,
    OrderQueryResult,
    OrderRefund,
    OutcomeUnknown,
    PiaojuCreate,
    PiaojuQuery,
    Request,
    RetryPolicy,
    Settlement,
    SettlePace,
    Timeouts,
    UserCard,
    UserIdentity,
)
from zhixiao_async import Client as AsyncClient
from zhixiao_async._numbers import is_number
from zhixiao_async._waiting import LAST_LOOK
from zhixiao_async._windows import DAY, OPEN_FOR
from zhixiao_async.config import base_url_from_env
from zhixiao_async.endpoints.order_list import DOCUMENTED_PAGE_SIZE
from zhixiao_async.registry import Endpoint, undocumented
from zhixiao_async.settling import Verdict

from ._bridge import Bridge
from ._call import Looking, Purpose, Unasked
from ._methods import endpoint_method
from ._portal import Portal
from ._share import Share

ResultT = TypeVar("ResultT")

_PATIENCE = 5.0
"""Seconds after a call's end was due in which it is awaited from a loop that is held up."""


class Client:
    """The gateway, called synchronously, from any number of threads.

    Same names, arguments, results and errors as :class:`zhixiao_async.Client`. Its event loop
    runs on a thread of its own, so it works where a loop is running already (Jupyter). Nothing
    starts before the first call; close it, best with ``with``.

    Args:
        credentials: What the vendor handed out.
        base_url: Where the gateway is; the documented host if not given.
        timeouts: In seconds, of an attempt and of a whole call.
        retry: What is tried again when that can't double any money.
        connections: Limits, proxy, TLS and headers.
        portal: The event loop and thread to share with other clients; its own if not given.

    Raises:
        InvalidRequest: A malformed base URL, or credentials or a portal of another type.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str = DOCUMENTED_BASE_URL,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - frozen
        connections: Connections = Connections(),  # noqa: B008 - frozen
        portal: Portal | None = None,
    ) -> None:
        if not isinstance(portal, Portal | None):
            raise InvalidRequest("portal", "must be a Portal of zhixiao_sync", given=type(portal))
        self._client = AsyncClient(
            credentials, base_url=base_url, timeouts=timeouts, retry=retry, connections=connections
        )
        bridge = Bridge() if portal is None else portal._bridge
        self._share = Share(bridge, self._client.close, alone=portal is None)

    @classmethod
    def from_env(
        cls,
        prefix: str = "ZHIXIAO_",
        *,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - frozen
        connections: Connections = Connections(),  # noqa: B008 - frozen
        portal: Portal | None = None,
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
            portal=portal,
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
        return self._client.app_id

    @property
    def timeouts(self) -> Timeouts:
        """How long its calls wait, in seconds; ``with_options`` gives a client with others."""
        return self._client.timeouts

    def call(
        self, request: Request[ResultT], *, may_send: Callable[[], bool] | None = None
    ) -> ResultT:
        """Send a request object; ``order_query(…)`` is ``call(OrderQuery(…))``.

        Args:
            request: What is asked.
            may_send: Called on the client's own thread just before the first byte of each
                attempt. False ends the call with nothing sent.

        Raises:
            ZhixiaoError: One of :mod:`zhixiao_async.errors`, by what is known about the money.
        """
        purpose = None
        if isinstance(endpoint := getattr(request, "endpoint", None), Endpoint):
            purpose = Purpose(endpoint=endpoint, request=request, limit=self._limit())
        return self._share.run(lambda: self._client.call(request, may_send=may_send), purpose)

    def raw(self, path: str, params: Mapping[str, Any], *, effect: Effect | None = None) -> Any:
        """Call a path that the document doesn't list yet.

        Args:
            path: Such as ``/pay_api/something_new``.
            params: What goes into ``param``; a None isn't sent.
            effect: ``Effect.READ`` allows retries. If not given, a documented path has its own
                effect, and any other counts as MONEY: it is never resent.

        Returns:
            The content as JSON gives it, or a str if it is a bare sentence.

        Raises:
            ZhixiaoError: As every call.
        """
        purpose = Purpose(endpoint=undocumented(path, effect), params=params, limit=self._limit())
        return self._share.run(lambda: self._client.raw(path, params, effect=effect), purpose)

    def with_options(
        self, *, timeouts: Timeouts | None = None, retry: RetryPolicy | None = None
    ) -> Self:
        """The same client (connections, retry budget) with other timeouts or retries.

        Args:
            timeouts: Replaces all five, in seconds.
            retry: Replaces the policy; the client's budget stays.
        """
        view = object.__new__(type(self))
        view._client = self._client.with_options(timeouts=timeouts, retry=retry)
        view._share = self._share
        return view

    def wait_paid(self, out_trade_no: str, *, timeout: float) -> OrderQueryResult:
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
        purpose = Purpose(
            endpoint=OrderQuery.endpoint,
            params={"out_trade_no": out_trade_no},
            limit=_and_patience(timeout, LAST_LOOK),
        )
        return self._share.run(
            lambda: self._client.wait_paid(out_trade_no, timeout=timeout), purpose
        )

    def settle(
        self,
        error: OutcomeUnknown,
        *,
        known_refunds: Iterable[int] | None = None,
        in_doubt: int = 1,
        timeout: float | None = None,
        pace: SettlePace = SettlePace(),  # noqa: B008 - frozen
    ) -> Settlement:
        """As :meth:`zhixiao_async.Client.settle`: find out what became of a lost request."""
        looking = Looking(endpoint=OrderQuery.endpoint, limit=_and_patience(timeout))
        try:
            return self._share.run(
                lambda: self._client.settle(
                    error,
                    known_refunds=known_refunds,
                    in_doubt=in_doubt,
                    timeout=timeout,
                    pace=pace,
                ),
                looking,
            )
        except Unasked as lost:
            said = f"the gateway couldn't be asked: {lost}; look again later"
            return Settlement(verdict=Verdict.UNKNOWN, explanation=said)

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
    ) -> Generator[OrderPage, None, None]:
        """Read a range page by page (section 2.10); arguments and errors as ``iter_orders``.

        Yields:
            Pages in order, each with the orders that no page before it had, its window, and
            whether that window could still change when it was asked for.
        """
        pages = self._client.iter_order_pages(
            begin_time,
            end_time,
            mask=mask,
            page_size=page_size,
            concurrency=concurrency,
            split=split,
            open_for=open_for,
        )
        return self._pages(pages)

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
    ) -> Generator[ListedOrder, None, None]:
        """Read every order of a range once, however long it is (section 2.10).

        The range is read in windows that touch; pages are fetched ahead on the client's thread
        and handed over whole. Memory holds ``concurrency`` pages and, of two
        windows, the rows' ids and digests (some 40 bytes a row).

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
        return _orders(pages)

    def close(self) -> None:
        """Close every connection and end the thread, unless it is a portal's. Safe to call twice.

        Calls of other threads end as one that lost its connection does: with NotSent, NoReply
        or OutcomeUnknown.
        """
        self._share.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _limit(self) -> float | None:
        return _and_patience(self.timeouts.deadline)

    def _pages(self, pages: AsyncGenerator[OrderPage, None]) -> Generator[OrderPage, None, None]:
        page = self._share.run(partial(_next, pages), _READING)
        worker = self._share.worker
        try:
            while page is not None:
                yield page
                page = None  # while the next is made: memory used again is fast memory
                page = self._share.run(partial(_next, pages), _READING)
        finally:
            self._share.finish(worker, partial(_close, pages))


_READING = Purpose(endpoint=OrderList.endpoint)


def _and_patience(seconds: float | None, more: float = 0.0) -> float | None:
    # What is no number is refused on the loop.
    return seconds + more + _PATIENCE if is_number(seconds) else None


def _orders(pages: Generator[OrderPage, None, None]) -> Generator[ListedOrder, None, None]:
    try:
        for page in pages:
            yield from page.orders
            del page
    finally:
        pages.close()


async def _next(pages: AsyncGenerator[OrderPage, None]) -> OrderPage | None:
    return await anext(pages, None)


async def _close(pages: AsyncGenerator[OrderPage, None]) -> None:
    await pages.aclose()
