"""The order that an ``sp_data`` belongs to, as WeChat's and Alipay's own apps find it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ...endpoints.mini_program import read_params
from ...fields import JsonValue
from ..services import mini_program
from ..services.context import GatewayContext
from ..services.orders import FIND, Order, find
from ..services.refusals import Refusal

_PREPAY_ID = "prepay_id=wx"
_CHANGING = "timeStamp"


class BadSpData(Exception):
    """An ``sp_data`` that names no order.

    Attributes:
        key: The reason, a key of the pages' texts.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def order_of(context: GatewayContext, sp_data: str) -> Order:
    """Return the order whose ``order_create`` gave this out.

    Args:
        context: What the gateway knows.
        sp_data: WeChat's parameters or Alipay's trade number, in any form that a reply may have
            them in, also quoted once more.

    Raises:
        BadSpData: It is neither of the two, or not as it was given out.
    """
    params = read_params(sp_data)
    if params is None:
        raise BadSpData("sp_data_unreadable")
    if params.trade_no is None:
        return _by_wechat_object(context, params.arguments)
    if params.trade_no.isdecimal():
        return _by_trade_number(context, params.trade_no)
    raise BadSpData("sp_data_unreadable")


def given_out(order: Order) -> str:
    """Return what ``order_create`` gave out for an order; empty if it wasn't for a mini-program."""
    if order.request is None:
        return ""
    return mini_program.parameters(order.order_id, order.request, order.created) or ""


def _by_wechat_object(context: GatewayContext, value: Mapping[str, JsonValue]) -> Order:
    package = value.get("package")
    if not isinstance(package, str) or not package.startswith(_PREPAY_ID):
        raise BadSpData("sp_data_unreadable")
    try:
        order = find(context, order_id=package.removeprefix(_PREPAY_ID))
    except (Refusal, UnicodeEncodeError):
        raise BadSpData("sp_data_unknown") from None
    expected = given_out(order)
    if not expected.startswith("{"):
        raise BadSpData("sp_data_changed")
    # An order that is asked for again is given out with another time.
    if json.loads(expected) | {_CHANGING: None} != {**value, _CHANGING: None}:
        raise BadSpData("sp_data_changed")
    return order


def _by_trade_number(context: GatewayContext, number: str) -> Order:
    # A trade number can't be turned back into an order: look which one it was made of.
    for row in context.database.all(f"{FIND} WHERE request LIKE '%openid%' ORDER BY seq DESC"):
        order = Order.from_row(row)
        expected = given_out(order)
        if expected.isdecimal() and expected[8:] == number[8:]:
            return order
    raise BadSpData("sp_data_unknown")
