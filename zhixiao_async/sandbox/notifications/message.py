"""A notification's form, and the address it goes to."""

from __future__ import annotations

from ...config import Credentials
from ...endpoints import PaymentNotification
from ...protocol import writing
from ..server.dialect import Dialect
from ..server.dialect_writer import write_form
from ..services.context import GatewayContext
from ..services.orders import find


def compose(
    context: GatewayContext, credentials: Credentials, order_id: str, dialect: Dialect
) -> tuple[str, bytes]:
    """Return an order's ``notify_url``, and the form to be posted there.

    Raises:
        Refusal: There is no such order.
        LookupError: It isn't paid, or was made without a ``notify_url``.
    """
    order = find(context, order_id=order_id)
    if order.request is None or order.uid is None:
        raise LookupError(f"order {order_id} has no payment to notify of")
    notification = PaymentNotification(
        out_trade_no=order.request.out_trade_no,
        order_id=order.order_id,
        time_end=order.time_end,
        user_no=order.request.user_no,
        user_name=order.request.user_name,
        uid=order.uid,
        pay_type=order.pay_type,
    )
    content = writing.to_json(writing.write(notification))
    form = write_form(dialect, credentials, PaymentNotification, content)
    return order.request.notify_url, form
