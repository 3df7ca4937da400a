"""Section 2.11: orders found by number or by what their payer filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..endpoints import FormOrder, OrderQueryForm, PayType
from ..fields import JsonValue
from .desk import Desk, serves
from .orders import FIND, Order, insert
from .payments import pay
from .refusals import rejected
from .store import Value

_MOST_FOUND = 1000
_MOST_FIELDS = 100


@serves(OrderQueryForm)
def order_query_form(desk: Desk, request: OrderQueryForm) -> list[FormOrder]:
    """Everything given must match; nothing found is an empty list.

    Raises:
        Refusal: More form fields than SQLite compares in one query, generously rounded down (-2).
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
    found = desk.store.all(
        f"{FIND} WHERE {' AND '.join(conditions)} ORDER BY seq LIMIT {_MOST_FOUND}",
        *values,
    )
    return [_form_order(desk, Order.from_row(row)) for row in found]


def add_form_order(
    desk: Desk,
    *,
    total_fee: int,
    body: str,
    form_data: Mapping[str, JsonValue],
    pay_type: PayType | None = None,
) -> str:
    """Add an order made through a payment form, paid if ``pay_type`` is given.

    Args:
        desk: Where.
        total_fee: In fen.
        body: What is paid for.
        form_data: The form's fields by name.
        pay_type: How it was paid; None leaves it open.

    Returns:
        Its ``order_id``; it has no number of a merchant's.
    """
    with desk.store.transaction():
        order_id = insert(desk, out_trade_no=None, total_fee=total_fee, body=body, request=None)
        desk.store.run_many(
            "INSERT INTO forms VALUES (?, ?, ?)",
            [(order_id, name, _as_text(value)) for name, value in form_data.items()],
        )
        if pay_type is not None:
            pay(desk, order_id, pay_type)
        return order_id


def _form_order(desk: Desk, order: Order) -> FormOrder:
    form = desk.store.all("SELECT name, value FROM forms WHERE order_id = ?", order.order_id)
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
