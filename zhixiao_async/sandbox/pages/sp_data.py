"""Which order an ``sp_data`` belongs to: what WeChat's and Alipay's own apps would find out."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ...endpoints.mini_program import read_params
from ...fields import JsonValue
from .. import mini_program
from ..desk import Desk
from ..orders import FIND, Order, find
from ..refusals import Refusal

_PACKAGE = "prepay_id=wx"
_CHANGING = "timeStamp"


class BadSpData(Exception):
    """It names no order. Its argument is one of the pages' words."""


def order_of(desk: Desk, sp_data: str) -> Order:
    """The order whose ``order_create`` gave this out.

    Args:
        desk: What the gateway knows.
        sp_data: WeChat's parameters or Alipay's trade number, in any form that a reply may have
            them in, also quoted once more.

    Raises:
        BadSpData: It is neither, or not as it was given out.
    """
    params = read_params(sp_data)
    if params is None:
        raise BadSpData("sp_data_unreadable")
    if params.trade_no is None:
        return _by_wechat_object(desk, params.arguments)
    if params.trade_no.isdecimal():
        return _by_trade_number(desk, params.trade_no)
    raise BadSpData("sp_data_unreadable")


def given_out(order: Order) -> str:
    """What ``order_create`` gave out for an order; empty if it wasn't for a mini-program."""
    if order.request is None:
        return ""
    return mini_program.parameters(order.order_id, order.request, order.created) or ""


def _by_wechat_object(desk: Desk, value: Mapping[str, JsonValue]) -> Order:
    package = value.get("package")
    if not isinstance(package, str) or not package.startswith(_PACKAGE):
        raise BadSpData("sp_data_unreadable")
    try:
        order = find(desk, order_id=package.removeprefix(_PACKAGE))
    except (Refusal, UnicodeEncodeError):
        raise BadSpData("sp_data_unknown") from None
    expected = given_out(order)
    if not expected.startswith("{"):
        raise BadSpData("sp_data_changed")
    # An order that is asked for again is given out with another time.
    if json.loads(expected) | {_CHANGING: None} != {**value, _CHANGING: None}:
        raise BadSpData("sp_data_changed")
    return order


def _by_trade_number(desk: Desk, number: str) -> Order:
    # A trade number can't be turned back into an order: look which one it was made of.
    for row in desk.store.all(f"{FIND} WHERE request LIKE '%openid%' ORDER BY seq DESC"):
        order = Order.from_row(row)
        expected = given_out(order)
        if expected.isdecimal() and expected[8:] == number[8:]:
            return order
    raise BadSpData("sp_data_unknown")
