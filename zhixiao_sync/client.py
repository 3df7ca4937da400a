"""The synchronous client: the async one's names, run on a private event loop."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar, Unpack

from zhixiao_async import (
    DOCUMENTED_BASE_URL,
    Connections,
    Credentials,
    Effect,
    InvalidRequest,
    ListedOrder,
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
    Resolution,
    ResolvePace,
    RetryPolicy,
    Timeouts,
    UserCard,
    UserIdentity,
)
from zhixiao_async import Client as AsyncClient
from zhixiao_async.config import base_url_from_env
from zhixiao_async.endpoints.methods import describe, make
from zhixiao_async.fields import Moment
from zhixiao_async.listing.options import ListingOptions
from zhixiao_async.messages.text import Text
from zhixiao_async.registry import Endpoint, undocumented
from zhixiao_async.resolving import Verdict
from zhixiao_async.resolving.wait_paid import LAST_QUERY

from .bridge.bridge import Bridge
from .bridge.purpose import ProbesLost, Purpose, ResolvePurpose, caller_timeout
from .bridge.share import Share
from .listing import PURPOSE, iter_orders, iter_pages
from .portal import Portal
from .receipts import ReceiptMethods

if TYPE_CHECKING:
    from zhixiao_async.finance.tables import OrderBatch, Table

P = ParamSpec("P")
ResultT = TypeVar("ResultT")


def endpoint_method(
    request: Callable[P, Request[ResultT]],
) -> Callable[Concatenate[Client, P], ResultT]:
    """Make a method of a request class: it has that class's arguments and result."""

    def method(self: Client, /, *args: P.args, **kwargs: P.kwargs) -> ResultT:
        return self.call(make(request, *args, **kwargs))

    return describe(method, request)


class Client(ReceiptMethods):
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
            raise InvalidRequest("portal", Text("rule.not_portal"), given=type(portal))
        self._client = AsyncClient(
            credentials, base_url=base_url, timeouts=timeouts, retry=retry, connections=connections
        )
        bridge = Bridge() if portal is None else portal._bridge
        self._share = Share(bridge, self._client.close, exclusive=portal is None)

    @classmethod
    def from_env(
        cls,
        prefix: str = "ZHIXIAO_",
        *,
        base_url: str | None = None,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - frozen
        connections: Connections = Connections(),  # noqa: B008 - frozen
        portal: Portal | None = None,
    ) -> Self:
        """Make a client from environment variables; as :meth:`zhixiao_async.Client.from_env`.

        Raises:
            InvalidRequest: A variable is missing or malformed; the message names it.
        """
        return cls(
            Credentials.from_env(prefix),
            base_url=base_url_from_env(prefix) if base_url is None else base_url,
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
        """The merchant's id, the ``id`` of every request."""
        return self._client.app_id

    @property
    def timeouts(self) -> Timeouts:
        """The seconds that its calls wait; ``with_options`` returns a client with others."""
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
            purpose = Purpose(endpoint=endpoint, request=request, timeout=self._caller_timeout())
        return self._share.run(lambda: self._client.call(request, may_send=may_send), purpose)

    def raw(self, path: str, params: Mapping[str, Any], *, effect: Effect | None = None) -> Any:
        """Call a path that the document doesn't list yet; as :meth:`zhixiao_async.Client.raw`."""
        purpose = Purpose(
            endpoint=undocumented(path, effect), params=params, timeout=self._caller_timeout()
        )
        return self._share.run(lambda: self._client.raw(path, params, effect=effect), purpose)

    def with_options(
        self, *, timeouts: Timeouts | None = None, retry: RetryPolicy | None = None
    ) -> Self:
        """Return the same client (connections, retry budget) with other timeouts or retries.

        Arguments as :meth:`zhixiao_async.Client.with_options`.
        """
        view = object.__new__(type(self))
        view._client = self._client.with_options(timeouts=timeouts, retry=retry)
        view._share = self._share
        return view

    def wait_paid(self, out_trade_no: str, *, timeout: float) -> OrderQueryResult:
        """Ask until the order is paid or has failed, or ``timeout`` seconds are over.

        Arguments, result and errors as :meth:`zhixiao_async.Client.wait_paid`.
        """
        purpose = Purpose(
            endpoint=OrderQuery.endpoint,
            params={"out_trade_no": out_trade_no},
            timeout=caller_timeout(timeout, LAST_QUERY),
        )
        return self._share.run(
            lambda: self._client.wait_paid(out_trade_no, timeout=timeout), purpose
        )

    def resolve(
        self,
        error: OutcomeUnknown,
        *,
        known_refunds: Iterable[int] | None = None,
        in_doubt: int = 1,
        timeout: float | None = None,
        pace: ResolvePace = ResolvePace(),  # noqa: B008 - frozen
    ) -> Resolution:
        """Find out what became of a lost request; as :meth:`zhixiao_async.Client.resolve`."""
        purpose = ResolvePurpose(endpoint=OrderQuery.endpoint, timeout=caller_timeout(timeout))
        try:
            return self._share.run(
                lambda: self._client.resolve(
                    error,
                    known_refunds=known_refunds,
                    in_doubt=in_doubt,
                    timeout=timeout,
                    pace=pace,
                ),
                purpose,
            )
        except ProbesLost as lost:
            explanation = Text("found.not_asked_at_all", reason=lost.reason)
            return Resolution(verdict=Verdict.UNKNOWN, explanation=explanation)

    def iter_order_pages(
        self, begin_time: Moment, end_time: Moment, **options: Unpack[ListingOptions]
    ) -> Generator[OrderPage, None, None]:
        """Read a range page by page; as :meth:`zhixiao_async.Client.iter_order_pages`."""
        pages = self._client.iter_order_pages(begin_time, end_time, **options)
        return iter_pages(self._share, pages)

    def iter_orders(
        self, begin_time: Moment, end_time: Moment, **options: Unpack[ListingOptions]
    ) -> Generator[ListedOrder, None, None]:
        """Read every order of a range once, however long it is (section 2.10).

        Arguments, rows, assumptions and errors as :meth:`zhixiao_async.Client.iter_orders`. Pages
        are fetched ahead on the client's thread and handed over whole.
        """
        return iter_orders(self.iter_order_pages(begin_time, end_time, **options))

    def iter_order_batches(
        self,
        begin_time: Moment,
        end_time: Moment,
        *,
        columns: Sequence[str] | None = None,
        **options: Unpack[ListingOptions],
    ) -> Generator[OrderBatch, None, None]:
        """Read a range page by page into record batches; needs ``zhixiao[finance]``.

        Arguments, batches and errors as :meth:`zhixiao_async.Client.iter_order_batches`.
        """
        batches = self._client.iter_order_batches(begin_time, end_time, columns=columns, **options)
        return iter_pages(self._share, batches)

    def orders_table(
        self,
        begin_time: Moment,
        end_time: Moment,
        *,
        columns: Sequence[str] | None = None,
        **options: Unpack[ListingOptions],
    ) -> Table:
        """Read a range into one ``pyarrow.Table``; as :meth:`zhixiao_async.Client.orders_table`."""
        return self._share.run(
            lambda: self._client.orders_table(begin_time, end_time, columns=columns, **options),
            PURPOSE,
        )

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

    def _caller_timeout(self) -> float | None:
        return caller_timeout(self.timeouts.deadline)
