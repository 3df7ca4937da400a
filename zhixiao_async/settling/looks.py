"""One look for each request that changes something, but for refunds."""

from __future__ import annotations

from typing import Any, Protocol

from ..endpoints import (
    FormOrder,
    OrderCancel,
    OrderCreate,
    OrderQueryResult,
    OrderStatus,
    PiaojuCreate,
    PiaojuQueryResult,
    PiaojuStatus,
)
from ..errors import GatewayError, RequestFailed
from .settlement import Look, Sight


class Asks(Protocol):
    """The part of the async client that is needed here."""

    @property
    def order_query(self) -> Any:
        """Section 2.2."""
        ...

    @property
    def order_query_form(self) -> Any:
        """Section 2.11."""
        ...

    @property
    def piaoju_query(self) -> Any:
        """Section 2.9."""
        ...

    @property
    def iter_orders(self) -> Any:
        """Section 2.10."""
        ...


def refused(refusal: RequestFailed, meaning: str) -> Look:
    """What a refusal is evidence of, if its sentence says anything about what was asked for.

    The document gives no code for "doesn't exist", so it is assumed that a sentence which is
    repeated word for word, and speaks of no passing fault, speaks of what was asked for.

    Raises:
        RequestFailed: It doesn't: the gateway couldn't be asked.
    """
    if refusal.says_nothing:
        raise refusal
    return Look(Sight.REFUSED, f"{meaning}: {refusal.gateway_message.strip()}")


async def look_for_order(client: Asks, request: OrderCreate) -> Look:
    """An order that can be queried was created, unless it is an earlier one of the same number."""
    try:
        state: OrderQueryResult = await client.order_query(out_trade_no=request.out_trade_no)
    except RequestFailed as refusal:
        return refused(refusal, "order_query doesn't know the order")
    fees = await _fees(client, request.out_trade_no, state.order_id)
    if fees - {request.total_fee}:
        if request.total_fee in fees:
            said = "the number stands for orders of several amounts: ask the vendor which is yours"
            return Look(Sight.UNCLEAR, said, state.order_id)
        said = "the number stands for an order of another amount: create yours under a new number"
        return Look(Sight.NOT_APPLIED, said, state.order_id)
    if state.status == OrderStatus.PAID:
        return Look(Sight.APPLIED, "the order was created, and is paid", state.order_id)
    return Look(
        Sight.APPLIED,
        "the order was created, but its pay link is gone with the reply: cancel it and create one "
        "under a new number, or let it expire (an hour after its creation)",
        state.order_id,
    )


async def _fees(client: Asks, out_trade_no: str, order_id: str) -> set[int]:
    """What the order costs, in fen: order_query doesn't say. Empty if it can't be learnt."""
    try:
        entries: list[FormOrder] = await client.order_query_form(out_trade_no=out_trade_no)
    except GatewayError as refusal:
        if refusal.says_nothing:
            raise
        return set()
    return {
        entry.fee
        for entry in entries
        if entry.order_id == order_id or entry.out_trade_no == out_trade_no
    }


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
    """A receipt that is issued or on its way was created, unless it is an earlier one."""
    try:
        state: PiaojuQueryResult = await client.piaoju_query(
            out_trade_no=request.out_trade_no, zx_order_no=request.zx_order_no
        )
    except RequestFailed as refusal:
        return refused(refusal, "piaoju_query knows no receipt")
    order_id = state.zx_order_no
    others = [
        name
        for name in ("payer_name", "payer_type", "payer_taxnum")
        if getattr(state, name) not in (None, getattr(request, name))
    ]
    if others:
        said = f"the order's receipt has another {' and '.join(others)} than the one in doubt"
        why = "it may be an earlier one, or the gateway writes it in another form; look at it"
        return Look(Sight.UNCLEAR, f"{said}: {why}, or ask the vendor", order_id)
    if state.status in (PiaojuStatus.ISSUED, PiaojuStatus.PENDING, PiaojuStatus.PRINTED):
        return Look(Sight.APPLIED, f"the order's receipt is {state.status.name}", order_id)
    if state.status in (PiaojuStatus.NOT_ISSUED, PiaojuStatus.FAILED):
        return Look(Sight.ABSENT, f"the order's receipt is {state.status.name}", order_id)
    return Look(
        Sight.UNCLEAR, f"the order's receipt is {state.status.name}: ask the vendor", order_id
    )
