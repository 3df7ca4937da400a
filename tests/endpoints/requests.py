"""Requests that are good as they are, and the error of one that is spoiled."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

import zhixiao_async as z
from tests.support import places
from zhixiao_async import InvalidRequest, PayerType

TABLES = json.loads(places.TABLES.read_text("utf-8"))

GOOD: dict[type[Any], dict[str, Any]] = {
    z.OrderCreate: {
        "body": "学费",
        "out_trade_no": "20881",
        "total_fee": 19800,
        "user_no": "2013",
        "notify_url": "https://example.edu/notify",
    },
    z.OrderQuery: {"out_trade_no": "20881"},
    z.OrderCancel: {"out_trade_no": "20881"},
    z.OrderRefund: {"out_trade_no": "20881"},
    z.UserIdentity: {"uid": "2088"},
    z.UserCard: {"user_no": "2018"},
    z.Piaoju: {"payer_type": PayerType.PERSON, "payer_name": "小明", "phone": "1300"},
    z.PiaojuCreate: {
        "payer_type": PayerType.PERSON,
        "payer_name": "小明",
        "phone": "1300",
        "out_trade_no": "20881",
    },
    z.PiaojuQuery: {"zx_order_no": "1513"},
    z.OrderList: {"begin_time": datetime(2019, 10, 22), "end_time": datetime(2019, 10, 23)},
    z.OrderQueryForm: {"order_id": "0159"},
    z.GoodsDetail: {"goods_id": "001", "goods_name": "商品", "price": 1, "quantity": 1},
}

REQUESTS = {kind.endpoint.name: kind for kind in GOOD if hasattr(kind, "endpoint")}

TEXTS = [
    (kind, name)
    for kind, names in {
        z.OrderCreate: "body out_trade_no notify_url user_no user_name return_url out_item_id "
        "out_item_name openid",
        z.OrderQuery: "out_trade_no order_id",
        z.OrderCancel: "out_trade_no",
        z.OrderRefund: "out_trade_no order_id out_refund_no",
        z.UserIdentity: "uid",
        z.UserCard: "user_no school_id",
        z.PiaojuCreate: "out_trade_no zx_order_no payer_name phone payer_taxnum payer_address "
        "payer_bank piaoju_memo payer_email",
        z.PiaojuQuery: "zx_order_no out_trade_no",
        z.OrderQueryForm: "out_trade_no order_id",
        z.GoodsDetail: "goods_id goods_name goods_category",
    }.items()
    for name in names.split()
]

PERSONAL = {
    *("body", "notify_url", "return_url", "user_no", "user_name", "openid", "uid", "form_data"),
    *("payer_name", "phone", "payer_taxnum", "payer_address", "payer_bank", "piaoju_memo"),
    *("payer_email", "piaoju", "goods_detail"),
}
"""Fields that may hold a payer's data, or an address with a secret in it: no error repeats them."""


def refused(kind: type[Any], **changed: Any) -> InvalidRequest:
    """Return the error for a good request of that kind with some fields changed."""
    with pytest.raises(InvalidRequest) as caught:
        kind(**GOOD[kind] | changed)
    return caught.value
