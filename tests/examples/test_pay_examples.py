"""The examples that pay, against a real sandbox."""

from __future__ import annotations

import re

import pytest

from tests.support.places import EXAMPLES

from .helpers import connect


@pytest.mark.parametrize("name", ["pay_async", "pay_sync"])
def test_pay_example_sees_the_payment(run_program, name):
    """The order is created, its link shown, and the payment noticed."""
    printed = run_program(EXAMPLES / f"{name}.py", "20881", "198.00")
    assert re.fullmatch(
        r"order (\d+): keep this number with 20881\n"
        r"pay here until \d\d:\d\d: http://127\.0\.0\.1:\d+/pay/orderId/\1\.html\n"
        r"paid at 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\+08:00\n",
        printed,
    )


@pytest.mark.parametrize("name", ["pay_async", "pay_sync"])
def test_pay_example_asks_for_the_amount(gateway, run_program, name):
    """198.00 yuan are 19800 fen."""
    run_program(EXAMPLES / f"{name}.py", "20881", "198.00")
    with connect(gateway) as client:
        [order] = client.order_query_form(out_trade_no="20881")
    assert order.fee == 19800


@pytest.mark.parametrize("name", ["pay_async", "pay_sync"])
def test_pay_example_after_a_lost_reply(gateway, run_program, name):
    """An order whose link never came isn't sent again; the example says to use a new number."""
    gateway.faults.reset_after(path="/pay_api/order_create", times=1)
    printed = run_program(EXAMPLES / f"{name}.py", "20881", "198.00")
    assert printed.startswith("use a new out_trade_no: ")
    assert len(gateway.requests) == 1


@pytest.mark.parametrize("name", ["pay_async", "pay_sync"])
def test_pay_example_shows_a_refusal(run_program, name):
    """The gateway's own sentence is shown."""
    run_program(EXAMPLES / f"{name}.py", "20881", "198.00")
    assert run_program(EXAMPLES / f"{name}.py", "20881", "198.00") == "refused: 商户订单号重复\n"
