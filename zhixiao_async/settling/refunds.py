"""Looking for a refund, of which there is no query: by the rows of the listing for its order.

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
from .looks import Asks
from .settlement import CLOCKS_DIFFER, GATEWAY_DIFFERS, LISTED_BY, Look, Sight

# An order can be paid for an hour, and which of its times a listing goes by the document doesn't
# say; the rest is for clocks that differ.
BEFORE_PAYMENT = timedelta(minutes=65)

Window: TypeAlias = tuple[datetime, datetime]
Rows: TypeAlias = "Counter[tuple[Hashable, int]]"


class RefundWatch:
    """Looks for one refund, again and again.

    Args:
        client: The merchant's.
        request: The refund in doubt.
        error: When its outcome was lost.
        known: The amounts of the order's earlier refunds in fen; None if that isn't known.
        in_doubt: Refunds of this order and amount in doubt at once, this one among them.
    """

    def __init__(
        self,
        client: Asks,
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
        self._between: Rows | None = None
        self._nameless = False
        self._unmasked = False

    async def look(self) -> Look:
        """Count the order's refunds in the listing."""
        request = self._request
        try:
            order: OrderQueryResult = await self._client.order_query(
                out_trade_no=request.out_trade_no, order_id=request.order_id
            )
        except RequestFailed as refusal:
            return Look(Sight.UNCLEAR, f"order_query refuses: {refusal.gateway_message}")
        # An order without a payment has no refunds; time_end means something only of a paid one.
        unpaid = order.status in (OrderStatus.UNPAID, OrderStatus.FAILED)
        paid = order.time_end if order.status == OrderStatus.PAID else None
        if paid is None and not unpaid:
            said = "order_query doesn't say when the order was paid, so since when it was refunded"
            return Look(Sight.UNCLEAR, said, order.order_id)
        until = self._now() + GATEWAY_DIFFERS
        if paid is not None and paid > until:
            said = "the order was paid at a time that is still to come: a clock is wrong, and"
            return Look(Sight.UNCLEAR, f"{said} the listing can't be asked for now", order.order_id)
        order_id = order.order_id
        if isinstance(order_id, NumericId):
            if request.order_id is None:
                return Look(Sight.UNCLEAR, _NOT_SPELLED_OUT, order_id)
            order_id = request.order_id
        self._nameless = self._unmasked = False
        rows = await self._rows(order_id, paid, until)
        if self._nameless or self._unmasked:
            return Look(Sight.UNCLEAR, _NAMELESS if self._nameless else _UNMASKED, order_id)
        listed = Counter(fee for _, fee in rows.elements())
        sight, explanation = self._judged(listed)
        return Look(sight, explanation, order_id)

    def _judged(self, listed: Counter[int]) -> tuple[Sight, str]:
        if self._known is None:
            if not self._of_this_amount(listed):
                return Sight.ABSENT, "the listing has no such refund of the order"
            return Sight.UNCLEAR, (
                "the listing has such a refund of the order, which may be an earlier one: "
                "say which were made before (known_refunds=, an empty list if none was)"
            )
        if self._known - listed:
            return Sight.UNCLEAR, "the listing lacks refunds that are known to have been made"
        found = self._of_this_amount(listed - self._known)
        if not found:
            return Sight.ABSENT, "the listing has no refund of the order but those known before"
        if found == self._in_doubt:
            return Sight.APPLIED, "the listing has the refund"
        return Sight.UNCLEAR, (
            f"the listing has {found} such refunds of the order, {self._in_doubt} in doubt: equal "
            "refunds can't be told apart; ask the vendor by their out_refund_no"
        )

    def _of_this_amount(self, listed: Counter[int]) -> int:
        fee = self._request.refund_fee
        return listed.total() if fee is None else listed[fee]

    def _now(self) -> datetime:
        """The present, though the machine's clock was set back since the outcome was lost."""
        elapsed = self._error.happened_at + timedelta(seconds=self._error.age())
        return max(datetime.now(BEIJING), elapsed)

    async def _rows(self, order_id: str, paid: datetime | None, until: datetime) -> Rows:
        """The order's refunds from its payment to now, each once, however windows touch."""
        before = self._error.happened_at - timedelta(seconds=LISTED_BY)
        # What is older than this is listed by now, if ever; so the rest is read only once.
        recent = (before - GATEWAY_DIFFERS, until)
        if paid is None:
            return await self._listed(order_id, recent)
        payment = (paid - BEFORE_PAYMENT, paid + CLOCKS_DIFFER)
        if payment[1] >= recent[0]:
            return await self._listed(order_id, (min(payment[0], before), until))
        between = self._between
        if between is None:
            between = await self._listed(order_id, (payment[1], recent[0]))
            self._between = None if self._nameless or self._unmasked else between
        at_payment = await self._listed(order_id, payment)
        return at_payment | between | await self._listed(order_id, recent)

    async def _listed(self, order_id: str, window: Window) -> Rows:
        rows: Rows = Counter()
        unknown: set[ListedOrder] = set()
        row: ListedOrder
        async for row in self._client.iter_orders(*window, mask=Mask.REFUND):
            if row.operate_type == OperateType.TRADE or bare(row.order_id) != bare(order_id):
                continue
            if isinstance(row.order_id, NumericId) or row.order_id != order_id:
                self._nameless = True
            if row.operate_type != OperateType.REFUND:
                unknown.add(row)
            rows[row.id or row, abs(row.fee)] += 1
        if unknown:  # so their mask alone says that they are refunds
            async for row in self._client.iter_orders(*window, mask=Mask.TRADE):
                self._unmasked |= row in unknown
        return rows


_NOT_SPELLED_OUT = (
    "order_query names the order by a JSON number, which may have lost its leading zeros, so its "
    "rows can't be looked for: name the order by order_id in the request, or ask the vendor"
)
_UNMASKED = (
    "the listing has a row of the order both as a trade and as a refund, so which of them it is "
    "isn't known: ask the vendor by out_refund_no"
)
_NAMELESS = (
    "the listing names the order by a JSON number, which may have lost its leading zeros, or with "
    "other leading zeros, so whose refund it shows isn't known: ask the vendor by out_refund_no"
)
