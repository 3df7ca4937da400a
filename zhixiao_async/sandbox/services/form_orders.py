"""Section 2.11: orders made through payment forms, found by number or by a form's fields."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ...endpoints import FormOrder, OrderQueryForm, PayType
from ...fields import JsonValue
from ..database.sqlite import Value
from .context import GatewayContext, serves
from .orders import FIND, Order, insert
from .payments import pay
from .refusals import rejected

_MOST_FOUND = 1000
_MOST_FIELDS = 100


@serves(OrderQueryForm)
def order_query_form(context: GatewayContext, request: OrderQueryForm) -> list[FormOrder]:
    """Serve section 2.11: everything given must match.

    Raises:
        Refusal: There are more than 100 form fields (-2): SQLite's queries have a limit.
    """
    form_data = request.form_data or {}
    if len(form_data) > _MOST_FIELDS:
        raise rejected(f"form_data 不能超过 {_MOST_FIELDS} 项")
    conditions: list[str] = []
    values: list[Value] = []
    for name in ("order_id", "out_trade_no"):
        given = getattr(request, name)
        if given is not None:
            conditions.append(f"{name} = ?")
            values.append(given)
    for field, value in form_data.items():
        conditions.append("order_id IN (SELECT order_id FROM forms WHERE name = ? AND value = ?)")
        values += [field, _as_text(value)]
    found = context.database.all(
        f"{FIND} WHERE {' AND '.join(conditions)} ORDER BY seq LIMIT {_MOST_FOUND}",
        *values,
    )
    return [_form_order(context, Order.from_row(row)) for row in found]


def add_form_order(
    context: GatewayContext,
    *,
    total_fee: int,
    body: str,
    form_data: Mapping[str, JsonValue],
    pay_type: PayType | None = None,
) -> str:
    """Add an order made through a payment form; see :meth:`Sandbox.add_form_order`."""
    with context.database.transaction():
        order_id = insert(context, out_trade_no=None, total_fee=total_fee, body=body, request=None)
        context.database.run_many(
            "INSERT INTO forms VALUES (?, ?, ?)",
            [(order_id, name, _as_text(value)) for name, value in form_data.items()],
        )
        if pay_type is not None:
            pay(context, order_id, pay_type)
        return order_id


def _form_order(context: GatewayContext, order: Order) -> FormOrder:
    form = context.database.all("SELECT name, value FROM forms WHERE order_id = ?", order.order_id)
    return FormOrder(
        order_id=order.order_id,
        out_trade_no=order.out_trade_no,
        pay_type=order.pay_type,
        status=order.status,
        order_date=order.created,
        fee=order.total_fee,
        order_intro=f"{order.body};",
        form_data={row["name"]: row["value"] for row in form},
    )


def _as_text(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
