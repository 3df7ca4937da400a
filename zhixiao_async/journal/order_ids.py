"""The gateway's number of an order, by which the journal and the listing know it."""

from __future__ import annotations

from typing import Any

from .._either import settled
from ..endpoints import OrderRefund, PiaojuCreate
from ..errors import BadReply, GatewayError, NoReply, NotSent
from ..fields import NumericId
from .books import Books
from .entry import Entry, own_number
from .sending import Sends


async def order_id_of(client: Sends, books: Books[Any], request: OrderRefund | PiaojuCreate) -> str:
    """Find the gateway's number of the order: refunds that name one order differently are its.

    Raises:
        NotSent: It can't be asked for now, or isn't spelled out.
    """
    named = request.zx_order_no if isinstance(request, PiaojuCreate) else request.order_id
    if named is not None:
        return named
    for entry in await _begun(client, books, request):
        if entry.request.out_trade_no == request.out_trade_no:
            return entry.order_id
    try:
        order = await settled(client.order_query(out_trade_no=request.out_trade_no))
    except (NoReply, BadReply, GatewayError) as error:
        if isinstance(error, GatewayError) and not error.passing:
            raise
        why = f"the order's number couldn't be asked for: {error.message}"
        raise _not_sent(request, why) from error
    if isinstance(order.order_id, NumericId):
        raise _not_sent(request, _NOT_SPELLED_OUT)
    return str(order.order_id)


async def _begun(
    client: Sends, books: Books[Any], request: OrderRefund | PiaojuCreate
) -> list[Entry]:
    number = own_number(request)
    if number is None:
        return []
    return await books.select({"app_id": client.app_id, "kind": "refund", "number": number})


_NOT_SPELLED_OUT = (
    "the gateway names the order by a JSON number, which may have lost its leading zeros: the "
    "listing couldn't be searched for it; say order_id= in the request, as your books have it"
)


def _not_sent(request: OrderRefund | PiaojuCreate, why: str) -> NotSent:
    return NotSent(
        f"{request.endpoint.name}: not sent, for {why}",
        path=request.endpoint.path,
        out_trade_no=request.out_trade_no,
    )
