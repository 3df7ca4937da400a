"""The client hands on what it is told, to a stand-in for the executor."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import inf

import pytest

import zhixiao_async
import zhixiao_sync
from zhixiao_async import (
    BEIJING,
    Client,
    Connections,
    Credentials,
    Effect,
    InvalidRequest,
    Mask,
    OrderList,
    OrderQuery,
    OrderQueryResult,
    OrderStatus,
    OutcomeUnknown,
    ResolvePace,
    RetryPolicy,
    Timeouts,
)
from zhixiao_async import client as client_module
from zhixiao_async.listing import client_methods
from zhixiao_async.listing.windows import Plan

CREDENTIALS = Credentials(app_id="20881", app_secret="2", aes_key="3" * 32)
TIMEOUTS, RETRY = Timeouts(deadline=7.0), RetryPolicy(attempts=1, budget=3)
DAY = {
    "begin_time": datetime(2026, 3, 2, tzinfo=BEIJING),
    "end_time": datetime(2026, 3, 3, tzinfo=BEIJING),
}
PAID = OrderQueryResult(order_id="0166", status=OrderStatus.PAID)


class RequestExecutor:
    """Records what it is asked, and answers that an order was paid."""

    app_id, closed, limit = "20881", False, 5

    def __init__(self):
        self.asked = []

    async def call(self, request, options, **more):
        """Answer a documented request."""
        self.asked.append((request, options.timeouts, options.retry, more))
        return PAID

    async def raw(self, endpoint, params, options):
        """Answer any other request."""
        self.asked.append((endpoint.path, endpoint.effect, params, options.timeouts))
        return {}

    async def close(self):
        """Record the end."""
        self.asked.append("close")


@pytest.fixture
def client():
    """Make a client with limits of its own, whose requests go nowhere."""
    made = Client(CREDENTIALS, base_url="http://127.0.0.1:9", timeouts=TIMEOUTS, retry=RETRY)
    made._executor = RequestExecutor()
    return made


@pytest.fixture
def asked(client):
    """Return what the client's executor was asked."""
    return client._executor.asked


def test_who_is_asking(client):
    """The client tells whose it is, and how long its calls wait."""
    assert (client.app_id, client.timeouts) == ("20881", TIMEOUTS)
    assert Client(CREDENTIALS, base_url="http://127.0.0.1:9").app_id == "20881"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"credentials": "2"}, "credentials must be a Credentials"),
        ({"connections": 5}, "connections must be a Connections"),
        ({"timeouts": 5}, "timeouts must be a Timeouts, got 5"),
        ({"retry": 5}, "retry must be a RetryPolicy, got 5"),
    ],
)
def test_argument_of_another_type(wrong, said):
    """An argument of another type is refused by name; credentials aren't repeated."""
    with pytest.raises(InvalidRequest) as caught:
        Client(**{"credentials": CREDENTIALS} | wrong)
    assert str(caught.value) == said


def test_made_from_the_environment(monkeypatch):
    """An argument that isn't in the environment is passed on as it is."""
    made = []
    monkeypatch.setattr(Client, "__init__", lambda self, *given, **more: made.append((given, more)))
    for name, value in {"ID": "20881", "SECRET": "2"}.items():
        monkeypatch.setenv(f"ZX_APP_{name}", value)
    monkeypatch.setenv("ZX_AES_KEY", "3" * 32)
    monkeypatch.setenv("ZX_BASE_URL", "http://127.0.0.1:9")
    more = {"timeouts": TIMEOUTS, "retry": RETRY, "connections": Connections(limit=1)}
    Client.from_env("ZX_", **more)
    assert made == [((CREDENTIALS,), {"base_url": "http://127.0.0.1:9", **more})]


@pytest.mark.parametrize("package", [zhixiao_async, zhixiao_sync])
def test_base_url_beside_the_environment(monkeypatch, package):
    """A base URL that is given counts, and the variable isn't even read."""
    for name, value in {"APP_ID": "20881", "APP_SECRET": "2", "AES_KEY": "3" * 32}.items():
        monkeypatch.setenv(f"ZX_{name}", value)
    monkeypatch.setenv("ZX_BASE_URL", "nonsense")
    made = package.Client.from_env("ZX_", base_url="http://127.0.0.1:9/")
    client = getattr(made, "_client", made)
    assert client._executor._transport._base_url == "http://127.0.0.1:9"
    with pytest.raises(InvalidRequest, match="ZX_BASE_URL"):
        package.Client.from_env("ZX_")
    with pytest.raises(InvalidRequest, match=r"^base_url must be"):
        package.Client.from_env("ZX_", base_url="")


async def test_request_object(client, asked):
    """A request is sent under the client's limits, and may be held back until its first byte."""
    request, may_send = OrderQuery(out_trade_no="1"), bool
    assert await client.call(request, may_send=may_send) is PAID
    assert asked == [(request, TIMEOUTS, RETRY, {"may_send": may_send})]


async def test_undocumented_path(client, asked):
    """``raw()`` sends a path as it is, with the effect that it is told."""
    assert await client.raw("/pay_api/new", {"a": 1}, effect=Effect.READ) == {}
    assert asked == [("/pay_api/new", Effect.READ, {"a": 1}, TIMEOUTS)]


@pytest.mark.parametrize(
    "given", [{}, {"timeouts": Timeouts()}, {"retry": RetryPolicy()}], ids=["none", "one", "other"]
)
async def test_view_with_other_options(client, asked, given):
    """A view is the same client, but for the options that were given."""
    view = client.with_options(**given)
    await view.order_query(out_trade_no="1")
    ((_, timeouts, retry, _),) = asked
    assert timeouts == given.get("timeouts", TIMEOUTS)
    assert retry == given.get("retry", RETRY)
    assert type(view) is Client


@pytest.mark.parametrize(
    ("deadline", "wait", "cut_to"), [(7.0, 60, 7.0), (70.0, 60, 60), (None, 60, 60)]
)
async def test_query_within_a_wait(client, asked, deadline, wait, cut_to):
    """A query takes no longer than the wait has left, nor than any call may."""
    waiting = client.with_options(timeouts=Timeouts(deadline=deadline))
    assert await waiting.wait_paid("20881", timeout=wait) is PAID
    ((request, timeouts, retry, _),) = asked
    assert request == OrderQuery(out_trade_no="20881")
    assert timeouts.deadline == pytest.approx(cut_to, abs=1)
    assert (timeouts.total, retry) == (60.0, RETRY)


async def test_query_without_end(client, asked):
    """Where neither the wait nor a call has an end, a query has none."""
    waiting = client.with_options(timeouts=Timeouts(deadline=None))
    await waiting.wait_paid("20881", timeout=inf)
    assert asked[0][1].deadline is None


async def test_wait_on_a_closed_client(client, monkeypatch):
    """The wait asks the client whether it has been closed."""
    told = []

    async def until_paid(query, seconds, closed):
        told.append((seconds, closed()))
        client._executor.closed = True
        told.append((seconds, closed()))

    monkeypatch.setattr(client_module, "until_paid", until_paid)
    await client.wait_paid("20881", timeout=60)
    assert told == [(60, False), (60, True)]


async def test_resolving(client, monkeypatch):
    """Every argument is handed on; by default one refund is in doubt."""
    resolved = []

    async def resolve(*given, **more):
        resolved.append((given, more))
        return "found out"

    monkeypatch.setattr(client_module, "resolve", resolve)
    error, pace = OutcomeUnknown("why", resolve_by="x"), ResolvePace()
    more = {"known_refunds": [100], "in_doubt": 2, "timeout": 9.0, "pace": pace}
    assert await client.resolve(error, **more) == "found out"
    assert await client.resolve(error) == "found out"
    assert resolved == [
        ((client, error), more),
        ((client, error), {"known_refunds": None, "in_doubt": 1, "timeout": None, "pace": pace}),
    ]


async def test_resolving_sooner_than_a_call_may_end(client):
    """A request that may still be sent can't be said to have failed."""
    patient = client.with_options(timeouts=Timeouts(deadline=10**6))
    with pytest.raises(InvalidRequest, match="deadline"):
        await patient.resolve(OutcomeUnknown("why", resolve_by="x"))


LISTING = {
    "mask": Mask.REFUND,
    "page_size": 10,
    "concurrency": 2,
    "split": None,
    "open_for": timedelta(hours=7),
}


@pytest.fixture
def plans(monkeypatch):
    """Record the plan of each listing, and the function that fetches its pages."""
    made = []
    monkeypatch.setattr(client_methods, "order_pages", lambda *given: made.append(given) or "pages")
    monkeypatch.setattr(client_methods, "orders_of", lambda pages: f"orders of {pages}")
    return made


@pytest.mark.parametrize("given", [{}, LISTING], ids=["defaults", "all given"])
def test_listing_by_pages_and_by_orders(client, plans, given):
    """Both listings read the same pages, no more at a time than there are connections."""
    assert client.iter_order_pages(**DAY, **given) == "pages"
    assert client.iter_orders(**DAY, **given) == "orders of pages"
    defaults = {
        "mask": None,
        "page_size": 1000,
        "concurrency": 4,
        "split": timedelta(days=1),
        "open_for": timedelta(minutes=65),
    }
    assert plans == [(client._fetch_page, Plan(**DAY, **(defaults | given), most=5))] * 2


async def test_page_of_a_listing(client, asked, plans):
    """The executor is told that the page is fetched ahead."""
    client.iter_order_pages(**DAY)
    fetch, request = plans[0][0], OrderList(**DAY)
    await fetch(request)
    assert asked == [(request, TIMEOUTS, RETRY, {"prefetched": True})]


async def test_closing(client, asked):
    """Leaving the block closes the client, as ``close`` does."""
    async with client as entered:
        assert entered is client
        assert asked == []
    await client.close()
    assert asked == ["close", "close"]


def test_budget_is_the_policys(monkeypatch):
    """A client has as many retries in hand as its policy says."""
    sizes = []
    monkeypatch.setattr(client_module, "Budget", sizes.append)
    Client(CREDENTIALS, retry=RETRY)
    assert sizes == [3]


def test_documented_name_of_the_listing():
    """The path's own name works as well as the short one."""
    assert Client.order_list_item_all is Client.order_list
