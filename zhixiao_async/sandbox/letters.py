"""What a notification says, and to whom."""

from __future__ import annotations

from .. import _codec
from ..config import Credentials
from ..endpoints import PaymentNotification
from .desk import Desk
from .dialect import Dialect, write_form
from .orders import find


def letter(
    desk: Desk, credentials: Credentials, order_id: str, dialect: Dialect
) -> tuple[str, bytes]:
    """An order's ``notify_url``, and the form to be posted there.

    Raises:
        Refusal: There is no such order.
        LookupError: It isn't paid, or was made without a ``notify_url``.
    """
    order = find(desk, order_id=order_id)
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
    content = _codec.to_json(_codec.write(notification))
    form = write_form(dialect, credentials, PaymentNotification, content)
    return order.request.notify_url, form
