"""The gateway's number of an order, by which the journal and the listing know it."""

from __future__ import annotations

from ..endpoints import OrderRefund
from ..errors import BadReply, GatewayError, NoReply
from ..fields import NumericId
from ..messages.text import Text
from ..store.async_or_sync import maybe_await
from .clients import JournalClient
from .entry import MoneyRequest, own_number
from .errors import not_sent
from .table import JournalTable


async def order_id_of(client: JournalClient, table: JournalTable, request: MoneyRequest) -> str:
    """Return the gateway's number of the order, so that refunds that name it otherwise count too.

    Raises:
        NotSent: The number can't be asked for now, or isn't spelled out.
        GatewayError: The gateway refuses the query for good.
    """
    named = request.order_id if isinstance(request, OrderRefund) else request.zx_order_no
    if named is not None:
        return named
    number = own_number(request)
    if number is not None:
        begun = {"app_id": client.app_id, "kind": "refund", "number": number}
        for entry in await table.select(begun):
            if entry.request.out_trade_no == request.out_trade_no:
                return entry.order_id
    try:
        order = await maybe_await(client.order_query(out_trade_no=request.out_trade_no))
    except (NoReply, BadReply, GatewayError) as error:
        if isinstance(error, GatewayError) and not error.passing:
            raise
        why = Text("reason.number_not_asked", reason=error.message)
        raise not_sent(request, why) from error
    if isinstance(order.order_id, NumericId):
        raise not_sent(request, Text("reason.number_not_spelled_out"))
    return str(order.order_id)
