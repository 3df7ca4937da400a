"""Probing for a refund, which no query names, by the rows of the listing for its order.

The rows carry neither ``out_trade_no`` nor ``out_refund_no``, so refunds of an order can only be
counted, by amount, against those that are known to have been made before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import TypeAlias

from ..endpoints import ListedOrder, Mask, OperateType, OrderQueryResult, OrderRefund, OrderStatus
from ..errors import OutcomeUnknown, RequestFailed
from ..fields import BEIJING, NumericId, bare
from ..messages.text import Text
from .judge import Evidence, Probe
from .pace import CLOCKS_DIFFER, GATEWAY_DIFFERS, LISTED_BY
from .probes import QueryClient

# An order can be paid for an hour, and which of its times a listing goes by the document doesn't
# say; the rest is for clocks that differ.
_BEFORE_PAYMENT = timedelta(minutes=65)

_TimeRange: TypeAlias = tuple[datetime, datetime]
_Rows: TypeAlias = "Counter[tuple[Hashable, int]]"
"""The number of times a row of this id and amount in fen was listed."""


class _Inconclusive(Exception):
    """The order or its rows prove nothing at any deadline.

    Attributes:
        reason: Why, and what to do.
    """

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


class RefundSearch:
    """Searches the listing for one refund, as often as it is probed for.

    Args:
        client: The merchant's.
        request: The refund in doubt.
        error: When its outcome was lost.
        known: The amounts of the order's earlier refunds in fen; None if they aren't known.
        in_doubt: Refunds of this order and amount in doubt at once, this one among them.
    """

    def __init__(
        self,
        client: QueryClient,
        request: OrderRefund,
        error: OutcomeUnknown,
        known: Counter[int] | None,
        in_doubt: int,
    ) -> None:
        self._client = client
        self._request = request
        self._error = error
        self._known = known
        self._in_doubt = in_doubt
        self._listed_for_good: _Rows | None = None

    async def probe(self) -> Probe:
        """Count the order's refunds in the listing."""
        request = self._request
        try:
            order = await self._client.order_query(
                out_trade_no=request.out_trade_no, order_id=request.order_id
            )
        except RequestFailed as refusal:
            refused = Text("found.query_refused", sentence=refusal.gateway_message)
            return Probe(Evidence.UNCLEAR, refused)
        order_id = order.order_id
        until = self._now() + GATEWAY_DIFFERS
        try:
            paid = _time_of_payment(order, until)
            order_id = self._spelled_out(order_id)
            rows = await self._rows(order_id, paid, until)
        except _Inconclusive as inconclusive:
            return Probe(Evidence.UNCLEAR, inconclusive.reason, order_id)
        evidence, explanation = self._counted(Counter(fee for _, fee in rows.elements()))
        return Probe(evidence, explanation, order_id)

    def _spelled_out(self, order_id: str) -> str:
        if not isinstance(order_id, NumericId):
            return order_id
        if self._request.order_id is None:
            raise _Inconclusive(_NOT_SPELLED_OUT)
        return self._request.order_id

    def _counted(self, listed: Counter[int]) -> tuple[Evidence, Text]:
        if self._known is None:
            if not self._of_this_amount(listed):
                return Evidence.ABSENT, Text("found.no_such_refund")
            return Evidence.UNCLEAR, Text("found.may_be_an_earlier_refund")
        if self._known - listed:
            return Evidence.UNCLEAR, Text("found.known_refunds_missing")
        found = self._of_this_amount(listed - self._known)
        if not found:
            return Evidence.ABSENT, Text("found.only_known_refunds")
        if found == self._in_doubt:
            return Evidence.APPLIED, Text("found.refund")
        counts = {"found": found, "in_doubt": self._in_doubt}
        return Evidence.UNCLEAR, Text("found.equal_refunds", **counts)

    def _of_this_amount(self, listed: Counter[int]) -> int:
        fee = self._request.refund_fee
        return listed.total() if fee is None else listed[fee]

    def _now(self) -> datetime:
        """Return the present, even if this machine's clock was set back since the loss."""
        elapsed = self._error.happened_at + timedelta(seconds=self._error.age())
        return max(datetime.now(BEIJING), elapsed)

    async def _rows(self, order_id: str, paid: datetime | None, until: datetime) -> _Rows:
        """Return the order's refunds from its payment on, each once, though the ranges touch."""
        before = self._error.happened_at - timedelta(seconds=LISTED_BY)
        # What is older than this is listed by now, if ever; so the rest is read only once.
        recent = (before - GATEWAY_DIFFERS, until)
        if paid is None:
            return await self._listed(order_id, recent)
        payment = (paid - _BEFORE_PAYMENT, paid + CLOCKS_DIFFER)
        if payment[1] >= recent[0]:
            return await self._listed(order_id, (min(payment[0], before), until))
        if self._listed_for_good is None:
            self._listed_for_good = await self._listed(order_id, (payment[1], recent[0]))
        at_payment = await self._listed(order_id, payment)
        return at_payment | self._listed_for_good | await self._listed(order_id, recent)

    async def _listed(self, order_id: str, time_range: _TimeRange) -> _Rows:
        rows: _Rows = Counter()
        unmasked: set[ListedOrder] = set()
        nameless = False
        async for row in self._client.iter_orders(*time_range, mask=Mask.REFUND):
            if row.operate_type == OperateType.TRADE or bare(row.order_id) != bare(order_id):
                continue
            nameless |= isinstance(row.order_id, NumericId) or row.order_id != order_id
            if row.operate_type != OperateType.REFUND:
                unmasked.add(row)
            rows[row.id or row, abs(row.fee)] += 1
        if nameless:
            raise _Inconclusive(_NAMELESS)
        if unmasked:  # so their mask alone says that they are refunds
            both = False
            async for row in self._client.iter_orders(*time_range, mask=Mask.TRADE):
                both |= row in unmasked
            if both:
                raise _Inconclusive(_UNMASKED)
        return rows


def _time_of_payment(order: OrderQueryResult, until: datetime) -> datetime | None:
    """Return when the order was paid, or None if it wasn't, so that it has no earlier refunds."""
    # time_end means something only of a paid order.
    if order.status in (OrderStatus.UNPAID, OrderStatus.FAILED):
        return None
    if order.status != OrderStatus.PAID or order.time_end is None:
        raise _Inconclusive(Text("found.time_of_payment_unknown"))
    if order.time_end > until:
        raise _Inconclusive(Text("found.paid_in_the_future"))
    return order.time_end


_NOT_SPELLED_OUT = Text("found.order_not_spelled_out")
_UNMASKED = Text("found.row_of_both_kinds")
_NAMELESS = Text("found.row_not_spelled_out")
