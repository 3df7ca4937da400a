"""A synchronous method's arguments, handed to the async client as they are."""

from __future__ import annotations

import inspect
from datetime import timedelta
from unittest.mock import AsyncMock, MagicMock

import pytest

import zhixiao_async
from zhixiao_async import (
    Connections,
    Effect,
    InvalidRequest,
    Mask,
    OrderCancel,
    OrderList,
    OrderQuery,
    OutcomeUnknown,
    ResolvePace,
    RetryPolicy,
    Timeouts,
)
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client, Portal

from .conftest import ENDING

HOUR = (ENDING - timedelta(hours=1), ENDING)
CANCEL = OrderCancel(out_trade_no="20881")
OPTIONS = {
    "timeouts": Timeouts(total=7),
    "retry": RetryPolicy(attempts=9),
    "connections": Connections(limit=3),
}
LISTING = {
    "mask": Mask.REFUND,
    "page_size": 50,
    "concurrency": 2,
    "split": timedelta(hours=6),
    "open_for": timedelta(minutes=3),
}


def defaults(method):
    """Return an async method's defaults."""
    parameters = inspect.signature(getattr(zhixiao_async.Client, method)).parameters
    return {
        name: parameter.default
        for name, parameter in parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }


@pytest.fixture
def client(new_client):
    """Return a client whose async client writes down its calls."""
    client = new_client("http://127.0.0.1:9", timeouts=Timeouts(deadline=20))
    client._client = MagicMock(timeouts=client.timeouts, app_id="20881")
    for name in ("call", "raw", "wait_paid", "resolve"):
        setattr(client._client, name, AsyncMock(return_value=f"of {name}"))
    return client


@pytest.fixture
def purposes(client, monkeypatch):
    """List the purposes of calls that are handed to the loop."""
    seen, run = [], client._share.run

    def note(make, purpose=None):
        seen.append(purpose)
        return run(make, purpose)

    monkeypatch.setattr(client._share, "run", note)
    return seen


def test_call(client, purposes):
    """``call`` hands on ``may_send``; its timeout is five seconds more than the deadline."""
    assert client.call(CANCEL, may_send=bool) == "of call"
    client._client.call.assert_awaited_once_with(CANCEL, may_send=bool)
    (purpose,) = purposes
    assert (purpose.endpoint, purpose.request) == (OrderCancel.endpoint, CANCEL)
    assert purpose.timeout == 25


def test_call_of_what_is_no_request(client, purposes):
    """An object that is no request is handed to the async client, which refuses it."""
    client.call("order_query")
    client._client.call.assert_awaited_once_with("order_query", may_send=None)
    assert purposes == [None]


def test_raw(client, purposes):
    """A raw call has its effect and its parameters as purpose, and the same timeout."""
    assert client.raw("/pay_api/new", {"a": 1}, effect=Effect.READ) == "of raw"
    client._client.raw.assert_awaited_once_with("/pay_api/new", {"a": 1}, effect=Effect.READ)
    (purpose,) = purposes
    assert (purpose.endpoint.effect, purpose.changing_call, purpose.timeout) == (
        Effect.READ,
        "",
        25,
    )
    assert purpose.params == {"a": 1}


def test_no_deadline(new_client):
    """A client without a deadline has its callers wait without a timeout, too."""
    client = new_client("http://127.0.0.1:9", timeouts=Timeouts(deadline=None))
    client._client = MagicMock(timeouts=client.timeouts)
    client._client.raw = AsyncMock()
    purposes = []
    client._share.run = lambda _, purpose: purposes.append(purpose)
    client.raw("/pay_api/new", {})
    assert [purpose.timeout for purpose in purposes] == [None]


def test_wait_paid(client, purposes):
    """``wait_paid`` has its own timeout, and five seconds more for the last query."""
    assert client.wait_paid("20881", timeout=60) == "of wait_paid"
    client._client.wait_paid.assert_awaited_once_with("20881", timeout=60)
    (purpose,) = purposes
    assert (purpose.endpoint, purpose.params) == (OrderQuery.endpoint, {"out_trade_no": "20881"})
    assert purpose.timeout == 60 + 5 + 5


LOST = OutcomeUnknown("why", resolve_by="a query", request=CANCEL)


SETTLING = {"known_refunds": [1], "in_doubt": 2, "timeout": 3, "pace": ResolvePace(first_probe=9)}


@pytest.mark.parametrize(
    ("given", "limit"), [({}, None), (SETTLING, 3 + 5)], ids=["nothing", "everything"]
)
def test_resolve(client, purposes, given, limit):
    """``resolve`` hands on the async client's defaults, or the arguments that it gets."""
    assert client.resolve(LOST, **given) == "of resolve"
    client._client.resolve.assert_awaited_once_with(LOST, **(defaults("resolve") | given))
    assert [purpose.timeout for purpose in purposes] == [limit]


@pytest.mark.parametrize("method", ["iter_orders", "iter_order_pages"])
@pytest.mark.parametrize("given", [{}, LISTING], ids=["nothing", "everything"])
def test_listing(client, method, given):
    """Both listings read the async client's pages with the options that they get."""
    getattr(client, method)(*HOUR, **given)
    client._client.iter_order_pages.assert_called_once_with(*HOUR, **given)


def test_page_is_a_read(client, purposes):
    """A page's purpose is a read."""

    async def none():
        for page in ():
            yield page

    client._client.iter_order_pages.return_value = none()
    assert list(client.iter_orders(*HOUR)) == []
    assert [purpose.endpoint for purpose in purposes] == [OrderList.endpoint]


def test_with_options(client):
    """``with_options`` hands on timeouts and retries, of which either may stay as it is."""
    view = client.with_options(timeouts=OPTIONS["timeouts"], retry=OPTIONS["retry"])
    options = {name: OPTIONS[name] for name in ("timeouts", "retry")}
    client._client.with_options.assert_called_once_with(**options)
    assert view._client is client._client.with_options.return_value


def test_what_it_is_made_with(monkeypatch):
    """A client hands on all that it is made with."""
    made = MagicMock()
    monkeypatch.setattr("zhixiao_sync.client.AsyncClient", made)
    Client(TEST_CREDENTIALS, base_url="https://pay.example", **OPTIONS)
    made.assert_called_once_with(TEST_CREDENTIALS, base_url="https://pay.example", **OPTIONS)


def test_from_env(monkeypatch):
    """The environment names the merchant and the host; the rest is handed on."""
    named = {"APP_ID": "20881", "APP_SECRET": "secret", "AES_KEY": "0" * 32, "BASE_URL": "http://a"}
    for name, value in named.items():
        monkeypatch.setenv(f"ZHIXIAO_{name}", value)
    made = MagicMock()
    monkeypatch.setattr("zhixiao_sync.client.AsyncClient", made)
    with Portal() as shared:
        client = Client.from_env(**OPTIONS, portal=shared)
        assert client._share._bridge is shared._bridge
    (credentials,), options = made.call_args
    assert credentials.app_id == "20881"
    assert options == {"base_url": "http://a", **OPTIONS}


def test_what_it_tells(client):
    """A client tells its merchant's id and its timeouts."""
    assert (client.app_id, client.timeouts) == ("20881", Timeouts(deadline=20))


def test_portal_of_another_type():
    """The error names the argument and its type."""
    with pytest.raises(InvalidRequest, match="portal must be a Portal of zhixiao_sync") as caught:
        Client(TEST_CREDENTIALS, portal=zhixiao_async)  # type: ignore[arg-type]
    assert "module" in str(caught.value)
