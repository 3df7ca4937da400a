"""Section 2.10: a page of the listing."""

from __future__ import annotations

from ...endpoints import OrderList
from .context import GatewayContext, serves


@serves(OrderList)
def order_list(context: GatewayContext, request: OrderList) -> bytes:
    """Serve section 2.10."""
    return context.listing.page(request)
