"""Defaults: figures that the documentation names, and that people rely on."""

from __future__ import annotations

import inspect
from datetime import datetime, timedelta

import attrs
import pytest

from zhixiao_async import Client, Credentials, OrderList, RetryPolicy, Timeouts
from zhixiao_async.listing.options import ListingOptions
from zhixiao_async.listing.windows import Plan
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
    """A call makes two more attempts at most, soon after; one that changes something makes none."""
    assert attrs.asdict(RetryPolicy()) == {
        "attempts": 3,
        "backoff": 0.2,
        "max_backoff": 5.0,
        "budget": 20.0,
        "resend_keyed": False,
    }


@pytest.mark.parametrize("name", ["backoff", "max_backoff", "budget"])
def test_no_pause_and_no_budget(name):
    """Zero is a value that somebody may want."""
    assert getattr(RetryPolicy(**{name: 0}), name) == 0


def test_listing():
    """A listing reads days, in pages of 1000, four at a time; a day is open for an hour more."""
    defaults = {field.name: field.default for field in attrs.fields(Plan)}
    assert {name: defaults[name] for name in ListingOptions.__annotations__} == {
        "mask": None,
        "page_size": 1000,
        "concurrency": 4,
        "split": timedelta(days=1),
        "open_for": timedelta(minutes=65),
    }


def test_page_of_a_listing():
    """A page is the first of a thousand rows, of trades and refunds."""
    request = OrderList(begin_time=datetime(2026, 3, 2), end_time=datetime(2026, 3, 3))
    assert (request.page_no, request.page_size, request.mask) == (1, 1000, None)


def test_one_refund_is_in_doubt():
    """By default one refund is in doubt."""
    assert inspect.signature(Client.resolve).parameters["in_doubt"].default == 1


@pytest.mark.parametrize("read", [Credentials.from_env, Client.from_env])
def test_prefix_of_the_variables(read):
    """The environment's variables begin with the library's name."""
    assert inspect.signature(read).parameters["prefix"].default == "ZHIXIAO_"


def test_longest_replies():
    """A page of the listing and a reply to ``raw()`` may have 64 MiB, any other reply 4 MiB."""
    longest = {name: one.max_reply for name, one in ENDPOINTS.items()}
    assert longest.pop("/pay_api/order_list_item_all") == 64 * MIB
    assert undocumented("/pay_api/new", None).max_reply == 64 * MIB
    assert set(longest.values()) == {4 * MIB}
    assert attrs.fields(Endpoint).max_reply.default == 4 * MIB
