"""The probe of each request that changes something, but for refunds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

from ..endpoints import (
    FormOrder,
    ListedOrder,
    OrderCancel,
    OrderCreate,
    OrderQueryResult,
    OrderStatus,
    PiaojuCreate,
    PiaojuQueryResult,
    PiaojuStatus,
)
from ..errors import GatewayError, RequestFailed
from ..messages.text import Text, joined
from .judge import Evidence, Probe


class QueryClient(Protocol):
    """The queries of the async client."""

    @property
    def order_query(self) -> Callable[..., Awaitable[OrderQueryResult]]:
        """Section 2.2."""
        ...

    @property
    def order_query_form(self) -> Callable[..., Awaitable[list[FormOrder]]]:
        """Section 2.11."""
        ...

    @property
    def piaoju_query(self) -> Callable[..., Awaitable[PiaojuQueryResult]]:
        """Section 2.9."""
        ...

    @property
    def iter_orders(self) -> Callable[..., AsyncIterator[ListedOrder]]:
        """Section 2.10."""
        ...


def _must_speak(refusal: RequestFailed) -> str:
    """Return a refusal's sentence, if it says anything about what was asked for.

    The document has no code for "doesn't exist", so it is assumed that a sentence which is
    repeated word for word, and speaks of no passing fault, speaks of what was asked for.

    Raises:
        RequestFailed: The sentence doesn't: the gateway couldn't be asked.
    """
    if refusal.says_nothing:
        raise refusal
    return refusal.gateway_message.strip()


async def probe_order(client: QueryClient, request: OrderCreate) -> Probe:
    """Query an order: if it is there it was created, unless it is an earlier one of its number."""
    try:
        state = await client.order_query(out_trade_no=request.out_trade_no)
    except RequestFailed as refusal:
        return Probe(Evidence.REFUSED, Text("found.no_order", sentence=_must_speak(refusal)))
    fees = await _fees(client, request.out_trade_no, state.order_id)
    if fees - {request.total_fee}:
        if request.total_fee in fees:
            several = Text("found.orders_of_several_amounts")
            return Probe(Evidence.UNCLEAR, several, state.order_id)
        another = Text("found.order_of_another_amount")
        return Probe(Evidence.NOT_APPLIED, another, state.order_id)
    if state.status == OrderStatus.PAID:
        return Probe(Evidence.APPLIED, Text("found.order_is_paid"), state.order_id)
    return Probe(Evidence.APPLIED, Text("found.order_without_link"), state.order_id)


async def _fees(client: QueryClient, out_trade_no: str, order_id: str) -> set[int]:
    """Return the fees in fen that the number stands for, which order_query doesn't say.

    They are empty if the gateway doesn't tell.
    """
    try:
        entries = await client.order_query_form(out_trade_no=out_trade_no)
    except GatewayError as refusal:
        if refusal.says_nothing:
            raise
        return set()
    return {
        entry.fee
        for entry in entries
        if entry.order_id == order_id or entry.out_trade_no == out_trade_no
    }


async def probe_cancel(client: QueryClient, request: OrderCancel) -> Probe:
    """Query a cancelled order: only a payment proves anything, as it looks like an unpaid one."""
    try:
        state = await client.order_query(out_trade_no=request.out_trade_no)
    except RequestFailed as refusal:
        refused = Text("found.cancel_refused", sentence=refusal.gateway_message)
        return Probe(Evidence.UNCLEAR, refused)
    if state.status == OrderStatus.PAID:
        return Probe(Evidence.NOT_APPLIED, Text("found.paid_not_cancelled"), state.order_id)
    return Probe(Evidence.UNCLEAR, Text("found.unpaid"), state.order_id)


async def probe_receipt(client: QueryClient, request: PiaojuCreate) -> Probe:
    """Query a receipt: if issued or on its way it was created, unless it is an earlier one."""
    try:
        state = await client.piaoju_query(
            out_trade_no=request.out_trade_no, zx_order_no=request.zx_order_no
        )
    except RequestFailed as refusal:
        return Probe(Evidence.REFUSED, Text("found.no_receipt", sentence=_must_speak(refusal)))
    order_id = state.zx_order_no
    if others := other_payer(state, request):
        names = joined("field.and", others)
        return Probe(Evidence.UNCLEAR, Text("found.another_receipt", names=names), order_id)
    found = Text("found.receipt_status", status=state.status.name)
    if state.status in (PiaojuStatus.ISSUED, PiaojuStatus.PENDING, PiaojuStatus.PRINTED):
        return Probe(Evidence.APPLIED, found, order_id)
    if state.status in (PiaojuStatus.NOT_ISSUED, PiaojuStatus.FAILED):
        return Probe(Evidence.ABSENT, found, order_id)
    unclear = Text("found.receipt_status_unclear", status=state.status.name)
    return Probe(Evidence.UNCLEAR, unclear, order_id)


def other_payer(state: PiaojuQueryResult, request: PiaojuCreate) -> list[str]:
    """Return the fields by which a receipt is made out to another payer than was asked for."""
    return [
        name
        for name in ("payer_name", "payer_type", "payer_taxnum")
        if getattr(state, name) not in (None, getattr(request, name))
    ]
