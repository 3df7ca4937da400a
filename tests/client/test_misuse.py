"""A wrong option or argument is refused by name, before anything happens."""

from datetime import datetime, timedelta, timezone
from enum import IntEnum

import pytest

from zhixiao_async import (
    BEIJING,
    Client,
    Connections,
    Credentials,
    InvalidRequest,
    Mask,
    NotificationReceiver,
    OperateType,
    OrderList,
    OrderRefund,
    OrderStatus,
    PayType,
    RetryPolicy,
    Timeouts,
)
from zhixiao_async.protocol.writing import write

CREDENTIALS = Credentials(app_id="1", app_secret="2", aes_key="3" * 32)
NOON = datetime(2026, 3, 2, 12, tzinfo=BEIJING)


def test_same_code_of_another_enum():
    """A refund isn't a trade because two sections number them differently."""
    assert OperateType.REFUND != Mask.TRADE
    assert OrderStatus.PAID != PayType.ALIPAY
    assert OperateType.REFUND == "1"


@pytest.mark.parametrize("option", ["timeouts", "retry", "connections"])
def test_policy_of_another_type(option):
    """A bare number in place of a policy is refused with the option's name."""
    with pytest.raises(InvalidRequest, match=option):
        Client(CREDENTIALS, **{option: 5})


@pytest.mark.parametrize("name", ["connect", "sock_connect", "sock_read", "total", "deadline"])
def test_infinite_timeout(name):
    """None means no limit; infinity is refused."""
    with pytest.raises(InvalidRequest, match=name):
        Timeouts(**{name: float("inf")})


def test_infinite_budget():
    """An infinite budget is refused when the policy is made."""
    with pytest.raises(InvalidRequest, match="budget"):
        RetryPolicy(budget=float("inf"))


@pytest.mark.parametrize("value", [False, "x"], ids=["off", "text"])
def test_tls_context_of_another_type(value):
    """Checking certificates can't be turned off by mistake."""
    with pytest.raises(InvalidRequest, match="ssl"):
        Connections(ssl=value)


@pytest.mark.parametrize("body", ["text", None], ids=["text", "nothing"])
def test_notification_that_is_no_bytes(body):
    """A body that a framework has decoded is a programmer's mistake, not a forgery."""
    with pytest.raises(InvalidRequest, match="raw bytes"):
        NotificationReceiver(CREDENTIALS).open(body)


def test_amount_that_is_an_enum():
    """An amount that is an IntEnum is sent as its number."""
    fee = IntEnum("Fee", {"SMALL": 100}).SMALL
    request = OrderRefund(out_trade_no="1", refund_fee=fee, out_refund_no="2")
    assert write(request)["refund_fee"] == "100"


async def test_longest_split_and_widest_open_window():
    """The longest timedelta means one window, or windows that are always open."""
    client = Client(CREDENTIALS, base_url="http://127.0.0.1:9", retry=RetryPolicy(attempts=1))
    pages = client.iter_order_pages(
        NOON, NOON + timedelta(days=2), split=timedelta.max, open_for=timedelta.max
    )
    await pages.aclose()
    with pytest.raises(InvalidRequest, match="calendar"):
        await anext(client.iter_orders(NOON, datetime.max))


@pytest.mark.parametrize("method", ["iter_orders", "iter_order_pages"])
def test_misspelled_option_of_a_listing(method):
    """The call names the option that it doesn't know."""
    client = Client(CREDENTIALS, base_url="http://127.0.0.1:9")
    with pytest.raises(TypeError, match="'pagesize'"):
        getattr(client, method)(NOON, NOON + timedelta(days=2), pagesize=10)


def test_traceback_of_credentials_that_are_bytes():
    """Neither the bytes nor the text beside them show in the locals."""
    import traceback

    with pytest.raises(InvalidRequest, match="aes_key must be text, not bytes") as caught:
        Credentials(app_id="1", app_secret="geheim-a", aes_key=b"geheim-b")
    own = caught.value.__traceback__.tb_next
    shown = "".join(
        traceback.TracebackException(
            type(caught.value), caught.value, own, capture_locals=False
        ).format()
    ) + "".join(
        repr(value)
        for frame, _ in traceback.walk_tb(own)
        for name, value in frame.f_locals.items()
        if name != "self"
    )
    assert "geheim" not in shown


@pytest.mark.parametrize("value", [None, [1], "x", 5], ids=repr)
def test_trace_configs_of_another_type(value):
    """Traces are checked when they are configured, not inside aiohttp at the first payment."""
    with pytest.raises(InvalidRequest, match="trace_configs must be a sequence"):
        Connections(trace_configs=value)


@pytest.mark.parametrize(
    ("params", "described"),
    [(None, "None"), ([1], "a value of type list"), ("x", "text of 1 characters")],
)
async def test_raw_parameters_of_another_type(params, described):
    """Parameters without names are refused, with the path, and aren't repeated."""
    async with Client(CREDENTIALS, base_url="http://127.0.0.1:9") as client:
        with pytest.raises(InvalidRequest) as caught:
            await client.raw("/pay_api/new", params)
    assert caught.value.message == f"params must map parameter names to values, got {described}"
    assert caught.value.path == "/pay_api/new"


async def test_form_data_that_is_no_json():
    """The error names the field, and not the request as a whole."""
    async with Client(CREDENTIALS, base_url="http://127.0.0.1:9") as client:
        with pytest.raises(InvalidRequest, match="form_data must be what JSON can hold"):
            await client.order_query_form(form_data={"when": object()})


@pytest.mark.parametrize("name", ["begin_time", "end_time"])
def test_time_outside_the_calendar(name):
    """The error names that one of the two times which has no Beijing time."""
    edge = datetime.max.replace(microsecond=0, tzinfo=timezone(timedelta(hours=-12)))
    with pytest.raises(InvalidRequest, match=f"{name} must be in the calendar"):
        OrderList(**({"begin_time": NOON, "end_time": NOON} | {name: edge}))


def test_error_names_the_number_that_was_given():
    """A request that names the order in the gateway's way is refused in the same words."""
    with pytest.raises(InvalidRequest, match="order_id 0166") as caught:
        OrderRefund(order_id="0166", refund_fee=1)
    assert caught.value.order_id == "0166"
