"""An error in Chinese says what it says in English: message, next step, numbers."""

from __future__ import annotations

import pytest

from zhixiao_async.errors import (
    BadSignature,
    GatewayError,
    InvalidRequest,
    NotSent,
    RequestFailed,
    attach_ids,
)

NUMBERS = {"out_trade_no": "20881", "order_id": "0166", "out_refund_no": "R-7"}


def test_english_is_the_text():
    """In English an error is told as ``str`` has it."""
    error = attach_ids(RequestFailed(-1, "余额不足", path="/pay_api/order_refund"), NUMBERS)
    assert error.localized("en") == str(error)


def test_message_step_and_numbers():
    """In Chinese the numbers have the names that a finance office knows them by."""
    error = attach_ids(RequestFailed(-1, "余额不足", path="/pay_api/order_refund"), NUMBERS)
    assert error.localized("zh") == (
        "网关拒绝该请求，ret_code 为 -1：余额不足；未生效；原因见网关说明"
        "［/pay_api/order_refund，商户订单号 20881，知校订单号 0166，退款流水号 R-7］"
    )


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (BadSignature("why"), "why；请检查 app_secret；如无误，应怀疑网络链路"),
        (NotSent("why"), "why"),
        (InvalidRequest("fee", "is odd", given=7), "fee is odd，实际为 7"),
        (InvalidRequest("fee", "is odd"), "fee is odd"),
        (GatewayError(7, ""), "ret_code 为 7：（无说明）；未说明原因"),
    ],
    ids=["bad sign", "no step", "given", "not given", "no words"],
)
def test_what_the_library_did_not_write(error, text):
    """Words that aren't the library's stay as they are."""
    assert text in error.localized("zh")
