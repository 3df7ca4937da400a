"""One look for each request that changes something, but for refunds."""

from __future__ import annotations

from typing import Any, Protocol

from ..endpoints import (
    OrderCancel,
    OrderCreate,
    OrderQueryResult,
    OrderStatus,
    PiaojuCreate,
    PiaojuQueryResult,
    PiaojuStatus,
)
from ..errors import RequestFailed
from .settlement import Look, Sight


class Asks(Protocol):
    """The part of the async client that is needed here."""

    @property
    def order_query(self) -> Any:
        """Section 2.2."""
        ...

    @property
    def piaoju_query(self) -> Any:
        """Section 2.9."""
        ...

    @property
    def iter_orders(self) -> Any:
        """Section 2.10."""
        ...


# The document gives no code for "doesn't exist": -1 is its general error, and a gateway in trouble
# signs one too. So it is assumed that a sentence with one of these words speaks of a fault that
# passes, and that any other one that is repeated word for word speaks of what was asked for.
_PASSING = ("繁忙", "稍后", "重试", "超时", "异常", "维护", "频繁", "限流")


def refused(refusal: RequestFailed, meaning: str) -> Look:
    """What a refusal is evidence of, if its sentence says anything about what was asked for.

    Raises:
        RequestFailed: It doesn't: the gateway couldn't be asked.
    """
    said = refusal.gateway_message.strip()
    if not said or any(word in said for word in _PASSING):
        raise refusal
    return Look(Sight.REFUSED, f"{meaning}: {said}")


async def look_for_order(client: Asks, request: OrderCreate) -> Look:
    """An order that can be queried was created."""
    try:
        state: OrderQueryResult = await client.order_query(out_trade_no=request.out_trade_no)
    except RequestFailed as refusal:
        return refused(refusal, "order_query doesn't know the order")
    if state.status == OrderStatus.PAID:
        return Look(Sight.APPLIED, "the order was created, and is paid", state.order_id)
    return Look(
        Sight.APPLIED,
        "the order was created, but its pay link is gone with the reply: cancel it and create one "
        "under a new number, or let it expire (an hour after its creation)",
        state.order_id,
    )


async def look_for_cancel(client: Asks, request: OrderCancel) -> Look:
    """Only a payment proves anything: a cancelled order looks like an unpaid one."""
    try:
        state: OrderQueryResult = await client.order_query(out_trade_no=request.out_trade_no)
    except RequestFailed as refusal:
        said = f"order_query refuses ({refusal.gateway_message}), which a cancelled order may cause"
        return Look(Sight.UNCLEAR, f"{said}; treat the order as one that may still be paid")
    if state.status == OrderStatus.PAID:
        return Look(
            Sight.NOT_APPLIED,
            "the order is paid, so it wasn't cancelled: credit it, or refund it",
            state.order_id,
        )
    return Look(
        Sight.UNCLEAR,
        "the order isn't paid, and a cancelled order can't be told from an unpaid one; "
        "it may still be paid until an hour after its creation",
        state.order_id,
    )


async def look_for_receipt(client: Asks, request: PiaojuCreate) -> Look:
    """A receipt that is issued or on its way was created."""
    try:
        state: PiaojuQueryResult = await client.piaoju_query(
            out_trade_no=request.out_trade_no, zx_order_no=request.zx_order_no
        )
    except RequestFailed as refusal:
        return refused(refusal, "piaoju_query knows no receipt")
    order_id = state.zx_order_no
    if state.status in (PiaojuStatus.ISSUED, PiaojuStatus.PENDING, PiaojuStatus.PRINTED):
        return Look(Sight.APPLIED, f"the order's receipt is {state.status.name}", order_id)
    if state.status in (PiaojuStatus.NOT_ISSUED, PiaojuStatus.FAILED):
        return Look(Sight.ABSENT, f"the order's receipt is {state.status.name}", order_id)
    return Look(
        Sight.UNCLEAR, f"the order's receipt is {state.status.name}: ask the vendor", order_id
    )
