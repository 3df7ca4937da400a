"""The async client: one line per endpoint, over one shared executor."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from .checks import instance_of, not_shown
from .config import DOCUMENTED_BASE_URL, Credentials, RetryPolicy, Timeouts, base_url_from_env
from .config.connections import Connections
from .endpoints import (
    OrderCancel,
    OrderCreate,
    OrderList,
    OrderQuery,
    OrderQueryForm,
    OrderQueryResult,
    OrderRefund,
    PiaojuCreate,
    PiaojuQuery,
    UserCard,
    UserIdentity,
)
from .endpoints.methods import describe, make
from .errors import OutcomeUnknown
from .listing.client_methods import ListingMethods
from .receipts.client_methods import ReceiptMethods
from .receipts.fetching import ReceiptFetcher
from .registry import Effect, Request, undocumented
from .resolving import Resolution, ResolvePace, resolve
from .resolving.wait_paid import until_paid, within
from .transport.http import Transport
from .transport.request_executor import Options, RequestExecutor
from .transport.retry import Budget

P = ParamSpec("P")
ResultT = TypeVar("ResultT")


def endpoint_method(
    request: Callable[P, Request[ResultT]],
) -> Callable[Concatenate[Client, P], Coroutine[Any, Any, ResultT]]:
    """Make a method of a request class: it has that class's arguments and result."""

    async def method(self: Client, /, *args: P.args, **kwargs: P.kwargs) -> ResultT:
        return await self.call(make(request, *args, **kwargs))

    return describe(method, request)


class Client(ListingMethods, ReceiptMethods):
    """A client of the gateway on one event loop; close it, best with ``async with``.

    Every endpoint of the document is a method named after its path; its arguments and its
    result bear the documented names. Amounts are ints in fen, times aware datetimes at UTC+8.

    Args:
        credentials: The merchant's, from the vendor.
        base_url: The gateway's address; by default the documented host.
        timeouts: Limits of an attempt and of a whole call, in seconds.
        retry: Which calls are tried again, and how often; never one that could double a payment.
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
        # Neither is shown: somebody may have given a secret or a proxy's password in its place.
        instance_of(Credentials, shown=not_shown).require("credentials", credentials)
        instance_of(Connections, shown=not_shown).require("connections", connections)
        self._options = Options(timeouts=timeouts, retry=retry)
        transport, budget = Transport(base_url, connections), Budget(retry.budget)
        self._executor = RequestExecutor(credentials, transport, budget)
        self._fetcher = ReceiptFetcher(transport, connections, budget)

    @classmethod
    def from_env(
        cls,
        prefix: str = "ZHIXIAO_",
        *,
        base_url: str | None = None,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - frozen
        connections: Connections = Connections(),  # noqa: B008 - frozen
    ) -> Self:
        """Make a client from environment variables, such as ``zhixiao sandbox`` prints.

        They are ``ZHIXIAO_APP_ID``, ``ZHIXIAO_APP_SECRET``, ``ZHIXIAO_AES_KEY`` and, for another
        host than the documented one, ``ZHIXIAO_BASE_URL``. ``ZHIXIAO_APP_SECRET_FILE`` and
        ``ZHIXIAO_AES_KEY_FILE`` may name files that hold the secrets.

        Args:
            prefix: The beginning of the variables' names, where one service has several merchants.
            base_url: The gateway's address, instead of the variable's, which isn't read then.
            timeouts: As for the class, as are the others.
            retry: As for the class.
            connections: As for the class.

        Raises:
            InvalidRequest: A variable is missing or malformed, or ``base_url`` is; the message
                names it.
        """
        return cls(
            Credentials.from_env(prefix),
            base_url=base_url_from_env(prefix) if base_url is None else base_url,
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
        """The merchant's id, the ``id`` of every request."""
        return self._executor.app_id

    @property
    def timeouts(self) -> Timeouts:
        """The limits of its calls, in seconds; ``with_options`` returns a client with others."""
        return self._options.timeouts

    async def call(
        self, request: Request[ResultT], *, may_send: Callable[[], bool] | None = None
    ) -> ResultT:
        """Send a request object; ``order_query(…)`` is ``call(OrderQuery(…))``.

        Args:
            request: A request of one of the documented classes.
            may_send: Called on the event loop just before the first byte of each attempt, so it
                must not block. False ends the call with nothing sent: for work that another
                process takes over after some time.

        Raises:
            ZhixiaoError: One of :mod:`zhixiao_async.errors`, by what is known about the money.
        """
        return await self._executor.call(request, self._options, may_send=may_send)

    async def raw(
        self, path: str, params: Mapping[str, Any], *, effect: Effect | None = None
    ) -> Any:
        """Call a path that the document doesn't list yet.

        Args:
            path: Such as ``/pay_api/something_new``.
            params: The parameters by name; a None isn't sent. Their values aren't checked: a
                number that a request's class would refuse is sent as it is.
            effect: ``Effect.READ`` allows retries. By default a documented path has its own
                effect, and any other counts as MONEY: it is never resent.

        Returns:
            The parsed JSON of the content, or a str if it is a bare sentence.

        Raises:
            ZhixiaoError: As every call.
        """
        return await self._executor.raw(undocumented(path, effect), params, self._options)

    def with_options(
        self, *, timeouts: Timeouts | None = None, retry: RetryPolicy | None = None
    ) -> Self:
        """Return the same client (connections, retry budget) with other timeouts or retries.

        Args:
            timeouts: Replaces all five, in seconds.
            retry: Replaces the policy; the client's budget stays.
        """
        view = object.__new__(type(self))
        view._executor, view._fetcher = self._executor, self._fetcher
        view._options = Options(
            timeouts=timeouts or self._options.timeouts, retry=retry or self._options.retry
        )
        return view

    async def wait_paid(self, out_trade_no: str, *, timeout: float) -> OrderQueryResult:  # noqa: ASYNC109
        """Query until the order is paid or has failed, or the time is up.

        A query that goes unanswered, or is refused for the moment (``GatewayError.passing``),
        doesn't end the wait: the next one comes at the usual pace.

        Args:
            out_trade_no: The merchant's number.
            timeout: Seconds; an order can be paid for an hour (``expires_at``). The last query
                begins when they are over, and takes 5 seconds at most.

        Returns:
            The last answer: its ``status`` is PAID, FAILED, or UNPAID when the time is up.

        Raises:
            NoReply, NotSent, GatewayError: No query was answered.
            ZhixiaoError: As ``order_query``.
        """
        timeouts = self._options.timeouts

        async def query(left: float) -> OrderQueryResult:
            hurried = self.with_options(timeouts=within(timeouts, left))
            return await hurried.order_query(out_trade_no=out_trade_no)

        return await until_paid(query, timeout, lambda: self._executor.closed)

    async def resolve(
        self,
        error: OutcomeUnknown,
        *,
        known_refunds: Iterable[int] | None = None,
        in_doubt: int = 1,
        timeout: float | None = None,  # noqa: ASYNC109
        pace: ResolvePace = ResolvePace(),  # noqa: B008 - frozen
    ) -> Resolution:
        """Find out by querying what became of a request whose reply was lost.

        ``order_query`` finds a created order, ``piaoju_query`` a receipt, and the rows of the
        listing a refund. That a cancel failed is proved by a payment only.

        Args:
            error: The error that the lost request raised.
            known_refunds: For a refund: the amounts in fen of the order's earlier refunds, an
                empty list if there were none. Without it a refund that is found may be an earlier
                one, and the answer is unknown.
            in_doubt: For a refund: how many of this order and amount are in doubt at once. If
                two are, say 2: else one that was made is taken for both.
            timeout: Seconds that this call may take, 30 days at most; by default until the
                deadline. A query that is under way ends with it.
            pace: When to query. Nothing found by its deadline is unknown, never failed.

        Raises:
            InvalidRequest: Not an OutcomeUnknown, a malformed argument, or a deadline of ``pace``
                below the client's ``Timeouts.deadline``.
        """
        if isinstance(pace, ResolvePace):
            pace.must_outlast(self._options.timeouts)
        return await resolve(
            self,
            error,
            known_refunds=known_refunds,
            in_doubt=in_doubt,
            timeout=timeout,
            pace=pace,
        )

    async def close(self) -> None:
        """Close every connection. Safe to call twice; a closed client can't be used.

        Calls of other tasks end as if they had lost their connection: with NotSent, NoReply or
        OutcomeUnknown.
        """
        await self._executor.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
