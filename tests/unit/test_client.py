"""What the client hands on of what it is told, with a stand-in for what does the work."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import inf

import pytest

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
    RetryPolicy,
    SettlePace,
    Timeouts,
)
from zhixiao_async import client as client_module
from zhixiao_async._windows import Plan

CREDENTIALS = Credentials(app_id="20881", app_secret="2", aes_key="3" * 32)
TIMEOUTS, RETRY = Timeouts(deadline=7.0), RetryPolicy(attempts=1, budget=3)
DAY = {
    "begin_time": datetime(2026, 3, 2, tzinfo=BEIJING),
    "end_time": datetime(2026, 3, 3, tzinfo=BEIJING),
}
PAID = OrderQueryResult(order_id="0166", status=OrderStatus.PAID)


class Exchange:
    """Notes what it is asked, and answers that an order was paid."""

    app_id, closed, limit = "20881", False, 5

    def __init__(self):
        self.asked = []

    async def call(self, request, options, **more):
        """A documented request."""
        self.asked.append((request, options.timeouts, options.retry, more))
        return PAID

    async def raw(self, endpoint, params, options):
        """Anything else."""
        self.asked.append((endpoint.path, endpoint.effect, params, options.timeouts))
        return {}

    async def close(self):
        """The end."""
        self.asked.append("close")


@pytest.fixture
def client():
    """A client with limits of its own, whose requests go nowhere."""
    made = Client(CREDENTIALS, base_url="http://127.0.0.1:9", timeouts=TIMEOUTS, retry=RETRY)
    made._exchange = Exchange()
    return made


@pytest.fixture
def asked(client):
    """What the client's exchange was asked."""
    return client._exchange.asked


def test_who_is_asking(client):
    """The client tells whose it is, and how long its calls wait."""
    assert (client.app_id, client.timeouts) == ("20881", TIMEOUTS)
    assert Client(CREDENTIALS, base_url="http://127.0.0.1:9").app_id == "20881"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"credentials": "2"}, "credentials must be Credentials(app_id=…, …)"),
        ({"connections": 5}, "connections must be Connections(…)"),
        ({"timeouts": 5}, "timeouts must be Timeouts(…), got 5"),
        ({"retry": 5}, "retry must be a RetryPolicy(…), got 5"),
    ],
)
def test_argument_of_another_type(wrong, said):
    """It is refused by name; credentials aren't repeated."""
    with pytest.raises(InvalidRequest) as caught:
        Client(**{"credentials": CREDENTIALS} | wrong)
    assert str(caught.value) == said


def test_made_from_the_environment(monkeypatch):
    """Everything that isn't in the environment is as it is told."""
    made = []
    monkeypatch.setattr(Client, "__init__", lambda self, *given, **more: made.append((given, more)))
    for name, value in {"ID": "20881", "SECRET": "2"}.items():
        monkeypatch.setenv(f"ZX_APP_{name}", value)
    monkeypatch.setenv("ZX_AES_KEY", "3" * 32)
    monkeypatch.setenv("ZX_BASE_URL", "http://127.0.0.1:9")
    more = {"timeouts": TIMEOUTS, "retry": RETRY, "connections": Connections(limit=1)}
    Client.from_env("ZX_", **more)
    assert made == [((CREDENTIALS,), {"base_url": "http://127.0.0.1:9", **more})]


async def test_request_object(client, asked):
    """It is sent under the client's own limits, and may be held back until its first byte."""
    request, may_send = OrderQuery(out_trade_no="1"), bool
    assert await client.call(request, may_send=may_send) is PAID
    assert asked == [(request, TIMEOUTS, RETRY, {"may_send": may_send})]


async def test_undocumented_path(client, asked):
    """It is sent as it is, with the effect that it is said to have."""
    assert await client.raw("/pay_api/new", {"a": 1}, effect=Effect.READ) == {}
    assert asked == [("/pay_api/new", Effect.READ, {"a": 1}, TIMEOUTS)]


@pytest.mark.parametrize(
    "given", [{}, {"timeouts": Timeouts()}, {"retry": RetryPolicy()}], ids=["none", "one", "other"]
)
async def test_view_with_other_options(client, asked, given):
    """It is the same client, but for what was given."""
    view = client.with_options(**given)
    await view.order_query(out_trade_no="1")
    ((_, timeouts, retry, _),) = asked
    assert timeouts == given.get("timeouts", TIMEOUTS)
    assert retry == given.get("retry", RETRY)
    assert type(view) is Client


@pytest.mark.parametrize(
    ("deadline", "wait", "cut_to"), [(7.0, 60, 7.0), (70.0, 60, 60), (None, 60, 60)]
)
async def test_look_at_a_payment(client, asked, deadline, wait, cut_to):
    """A look takes no longer than the wait has left, nor than any call may."""
    waiting = client.with_options(timeouts=Timeouts(deadline=deadline))
    assert await waiting.wait_paid("20881", timeout=wait) is PAID
    ((request, timeouts, retry, _),) = asked
    assert request == OrderQuery(out_trade_no="20881")
    assert timeouts.deadline == pytest.approx(cut_to, abs=1)
    assert (timeouts.total, retry) == (60.0, RETRY)


async def test_look_without_end(client, asked):
    """Where neither the wait nor a call has an end, a look has none."""
    waiting = client.with_options(timeouts=Timeouts(deadline=None))
    await waiting.wait_paid("20881", timeout=inf)
    assert asked[0][1].deadline is None


async def test_wait_on_a_closed_client(client, monkeypatch):
    """The wait asks the client whether it has been closed."""
    told = []

    async def until_paid(look, seconds, closed):
        told.append((seconds, closed()))
        client._exchange.closed = True
        told.append((seconds, closed()))

    monkeypatch.setattr(client_module, "until_paid", until_paid)
    await client.wait_paid("20881", timeout=60)
    assert told == [(60, False), (60, True)]


async def test_settling(client, monkeypatch):
    """Every argument is handed on; without any, one refund is in doubt."""
    settled = []

    async def settle(*given, **more):
        settled.append((given, more))
        return "found out"

    monkeypatch.setattr(client_module, "settle", settle)
    error, pace = OutcomeUnknown("why", settle_by="x"), SettlePace()
    more = {"known_refunds": [100], "in_doubt": 2, "timeout": 9.0, "pace": pace}
    assert await client.settle(error, **more) == "found out"
    assert await client.settle(error) == "found out"
    assert settled == [
        ((client, error), more),
        ((client, error), {"known_refunds": None, "in_doubt": 1, "timeout": None, "pace": pace}),
    ]


async def test_settling_sooner_than_a_call_may_end(client):
    """What may still be sent can't be said to have failed."""
    patient = client.with_options(timeouts=Timeouts(deadline=10**6))
    with pytest.raises(InvalidRequest, match="deadline"):
        await patient.settle(OutcomeUnknown("why", settle_by="x"))


LISTING = {
    "mask": Mask.REFUND,
    "page_size": 10,
    "concurrency": 2,
    "split": None,
    "open_for": timedelta(hours=7),
}


@pytest.fixture
def plans(monkeypatch):
    """What a listing was to read, and how a page of it is fetched."""
    made = []
    monkeypatch.setattr(client_module, "order_pages", lambda *given: made.append(given) or "pages")
    monkeypatch.setattr(client_module, "orders_of", lambda pages: f"orders of {pages}")
    return made


@pytest.mark.parametrize("given", [{}, LISTING], ids=["defaults", "all given"])
def test_listing_by_pages_and_by_orders(client, plans, given):
    """Both read the same pages, in no more at a time than there are connections."""
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
    """Its own numbers are the reader's to compare, and it waits for its turn."""
    client.iter_order_pages(**DAY)
    fetch, request = plans[0][0], OrderList(**DAY)
    await fetch(request, len)
    more = {"unchecked": ("page_no", "page_size"), "turn": len}
    assert asked == [(request, TIMEOUTS, RETRY, more)]


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
