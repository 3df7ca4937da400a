"""Log lines say why a delivery was refused or failed, and never quote it."""

from __future__ import annotations

import inspect
import json
import logging

import attrs
import pytest
import sqlalchemy as sa

from zhixiao_async import NotificationReceiver
from zhixiao_async.endpoints import OrderQueryResult, OrderStatus
from zhixiao_async.notify import MAX_BODY
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync.notify import Confirmation, Inbox, NotificationService

SECRETS = [str(TEST_CREDENTIALS.app_secret), str(TEST_CREDENTIALS.aes_key)]
PERSONAL = ["2088612279536603", "2013141516", "张三"]
TOLD = {
    "out_trade_no": "20881",
    "order_id": "1720881",
    "uid": PERSONAL[0],
    "user_no": PERSONAL[1],
    "user_name": PERSONAL[2],
}


def sealed(credentials=TEST_CREDENTIALS, **more):
    """Return a sealed notification."""
    content = TOLD | {"time_end": "2026-03-02 12:00:00"} | more
    return seal_request(credentials, json.dumps(content).encode())


@pytest.fixture
def logged(tmp_path, caplog):
    """Return a function that delivers a body and returns the one line that is logged."""
    caplog.set_level(logging.DEBUG)
    inbox = Inbox(tmp_path / "inbox.db")
    inbox.create_table()

    def act(body, handler=print, confirm=None):
        receiver = NotificationReceiver(TEST_CREDENTIALS)
        NotificationService(receiver, inbox, handler, confirm=confirm).answer("POST", body)
        (line,) = caplog.records
        everything = str(vars(line))
        assert [text for text in (*SECRETS, *PERSONAL) if text in everything] == []
        return line

    return act


def other(**more):
    """Return credentials that differ from the sandbox's."""
    return attrs.evolve(TEST_CREDENTIALS, **more)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (sealed(other(app_id="张三")), "no credentials for its id"),
        (sealed(other(app_secret="x")), "the sign doesn't fit id, param and this app_secret"),
        (sealed(other(aes_key="x" * 32)), "the content doesn't open with this aes_key"),
        (sealed(order_id=["张三"]), "not a payment notification"),
        (sealed(uid=None), "not a payment notification"),
        ("张三".encode() * MAX_BODY, f"the body is longer than {MAX_BODY} bytes"),
        (b"id=1&id=2&sign=" + "张三".encode(), "the form must hold id, param and sign, once each"),
        (b"\xff" + "张三".encode(), "the body isn't a form of id, param and sign"),
    ],
)
def test_refusal(logged, body, reason):
    """A refusal's reason is a fixed phrase, whatever the delivery holds."""
    line = logged(body)
    assert (line.levelname, line.zhixiao_reason) == ("WARNING", reason)
    assert line.getMessage() == f"notification outcome=refused reason={reason!r}"


class Gateway:
    """A gateway at which the order isn't paid."""

    app_id = TEST_CREDENTIALS.app_id

    def order_query(self, **_):
        return OrderQueryResult(order_id="1720881", out_trade_no="20881", status=OrderStatus.UNPAID)

    def order_query_form(self, **_):
        raise AssertionError


def test_unconfirmed(logged):
    """An unconfirmed payment's line says what the gateway's books say instead."""
    line = logged(sealed(), confirm=Confirmation(Gateway()))
    assert line.zhixiao_reason == "order_query says UNPAID"
    assert line.getMessage().endswith("reason='order_query says UNPAID'")


def here(function):
    """Return the name of this file and a function's last line."""
    lines, first = inspect.getsourcelines(function)
    return f"test_log_reasons.py:{first + len(lines) - 1}"


def in_python(payment, connection):
    """Raise an error in Python's library."""
    json.loads(payment.user_name)


def in_a_package(payment, connection):
    """Raise an error in an installed package."""
    sa.make_url(payment.user_name)


def in_the_driver(payment, connection):
    """Raise an error in the database's driver."""
    connection.execute("nonsense")


def in_this_library(payment, connection):
    """Raise an error in this library."""
    NotificationReceiver()


@pytest.mark.parametrize(
    ("handler", "error", "reason"),
    [
        (in_python, "JSONDecodeError", None),
        (in_a_package, "ArgumentError", None),
        (in_the_driver, "OperationalError", 'near "…": syntax error'),
        (in_this_library, "InvalidRequest", None),
    ],
)
def test_place_of_an_error(logged, handler, error, reason):
    """An error's place is the line of the user's own code; a database's reason is told."""
    line = logged(sealed(), handler)
    assert (line.levelname, line.zhixiao_error) == ("ERROR", f"{error}@{here(handler)}")
    assert getattr(line, "zhixiao_reason", None) == reason


@pytest.mark.parametrize("name", ["order_id", "out_trade_no"])
def test_number_that_is_refused(logged, name):
    """A payment under a number that can't be kept fails, and the line says which and why."""
    line = logged(sealed(**{name: "7" * 65}))
    assert (line.zhixiao_outcome, line.zhixiao_reason[: len(name) + 5]) == (
        "failed",
        f"{name} must",
    )


def test_error_without_a_line_of_ones_own(logged, monkeypatch):
    """An error without a line of the user's own has the library's line."""
    monkeypatch.setattr(Inbox, "create_table", print)
    line = logged(sealed(), handler=divmod)  # a built-in has no line
    assert line.zhixiao_error.startswith("TypeError@")
