"""What those get who say nothing: figures that the documentation names, and that people rely on."""

from __future__ import annotations

import inspect
from datetime import datetime, timedelta

import attrs
import pytest

from zhixiao_async import Client, Credentials, OrderList, RetryPolicy, Timeouts
from zhixiao_async.registry import ENDPOINTS, Endpoint, undocumented

MIB = 1024 * 1024


def test_timeouts():
    """A call that hangs ends within two minutes, and each of its stages sooner."""
    assert attrs.asdict(Timeouts()) == {
        "connect": 10.0,
        "sock_connect": 5.0,
        "sock_read": 30.0,
        "total": 60.0,
        "deadline": 120.0,
    }


def test_retries():
    """Two more attempts at most, soon after, and never of what changes something."""
    assert attrs.asdict(RetryPolicy()) == {
        "attempts": 3,
        "backoff": 0.2,
        "max_backoff": 5.0,
        "budget": 20.0,
        "resend_keyed": False,
    }


@pytest.mark.parametrize("name", ["backoff", "max_backoff", "budget"])
def test_no_pause_and_no_budget(name):
    """Zero is a number that somebody may mean."""
    assert getattr(RetryPolicy(**{name: 0}), name) == 0


@pytest.mark.parametrize("method", [Client.iter_orders, Client.iter_order_pages])
def test_listing(method):
    """Days of a thousand rows a page, four pages at a time; a day may change for an hour more."""
    parameters = inspect.signature(method).parameters
    given = {name: one.default for name, one in parameters.items() if one.kind is one.KEYWORD_ONLY}
    assert given == {
        "mask": None,
        "page_size": 1000,
        "concurrency": 4,
        "split": timedelta(days=1),
        "open_for": timedelta(minutes=65),
    }


def test_page_of_a_listing():
    """The first of a thousand rows, of trades and refunds."""
    request = OrderList(begin_time=datetime(2026, 3, 2), end_time=datetime(2026, 3, 3))
    assert (request.page_no, request.page_size, request.mask) == (1, 1000, None)


def test_one_refund_is_in_doubt():
    """Whoever asks what became of a refund means one, unless he says otherwise."""
    assert inspect.signature(Client.settle).parameters["in_doubt"].default == 1


@pytest.mark.parametrize("read", [Credentials.from_env, Client.from_env])
def test_prefix_of_the_variables(read):
    """The environment's variables begin with the library's name."""
    assert inspect.signature(read).parameters["prefix"].default == "ZHIXIAO_"


def test_longest_replies():
    """A listing's page may have 64 MiB, as what nobody knows may, and any other reply 4."""
    longest = {name: one.max_reply for name, one in ENDPOINTS.items()}
    assert longest.pop("/pay_api/order_list_item_all") == 64 * MIB
    assert undocumented("/pay_api/new", None).max_reply == 64 * MIB
    assert set(longest.values()) == {4 * MIB}
    assert attrs.fields(Endpoint).max_reply.default == 4 * MIB
