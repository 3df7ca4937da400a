"""The synchronous client: the async one's names and results, from any thread."""

from __future__ import annotations

import asyncio
import inspect
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

import zhixiao_async
import zhixiao_sync
from zhixiao_async import Effect, NotSent, OrderQuery, OrderStatus, RequestFailed, Timeouts
from zhixiao_async.registry import ENDPOINTS
from zhixiao_async.sandbox import TEST_CREDENTIALS

from .conftest import ENDING

METHODS = sorted(endpoint.name for endpoint in ENDPOINTS.values())
OTHERS = ["call", "raw", "with_options", "wait_paid", "iter_orders", "iter_order_pages", "close"]
HOUR = (ENDING - timedelta(hours=1), ENDING)


def public(cls):
    """Return a class's public names, its own and those that it inherits."""
    return {name for name in dir(cls) if not name.startswith("_")}


def parameters(method):
    """Return a method's parameters."""
    return list(inspect.signature(method).parameters.values())


def test_same_names():
    """Both clients have the same public names."""
    assert public(zhixiao_sync.Client) == public(zhixiao_async.Client)


def test_same_public_names():
    """The packages export the same names, but for the portal that clients may share."""
    assert set(zhixiao_sync.__all__) - set(zhixiao_async.__all__) == {"Portal"}


@pytest.mark.parametrize("name", METHODS)
def test_every_endpoint_has_its_method(name):
    """Both clients have a method for each endpoint, with one signature and one text."""
    ours, theirs = getattr(zhixiao_sync.Client, name), getattr(zhixiao_async.Client, name)
    assert inspect.signature(ours) == inspect.signature(theirs)
    assert (ours.__name__, ours.__doc__) == (theirs.__name__, theirs.__doc__)


@pytest.mark.parametrize("client", [zhixiao_async.Client, zhixiao_sync.Client])
@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_interface_has_a_method_of_its_name(client, path):
    """A path's last part is a method's name; ``order_list_item_all`` is ``order_list``."""
    name = path.removeprefix("/pay_api/").replace("/", "_")
    assert callable(getattr(client, name))
    assert client.order_list_item_all is client.order_list


@pytest.mark.parametrize("name", [*OTHERS, "__init__", "from_env"])
def test_same_arguments(name):
    """Every other method has the same arguments, but for the portal."""
    ours, theirs = getattr(zhixiao_sync.Client, name), getattr(zhixiao_async.Client, name)
    assert [own for own in parameters(ours) if own.name != "portal"] == parameters(theirs)
    assert inspect.iscoroutinefunction(ours) is False


async def awaited(gateway, method, *args, **kwargs):
    """Return the async client's answer."""
    async with zhixiao_async.Client(gateway.credentials, base_url=gateway.base_url) as client:
        return await getattr(client, method)(*args, **kwargs)


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("order_list", {"begin_time": HOUR[0], "end_time": HOUR[1], "page_size": 10}),
        ("user_card", {"user_no": "2013141516"}),
        ("raw", {"path": "/pay_api/order_query", "params": {"out_trade_no": "paid"}}),
        ("order_query", {"out_trade_no": "paid"}),
        ("call", {"request": OrderQuery(out_trade_no="paid")}),
        ("wait_paid", {"out_trade_no": "paid", "timeout": 1}),
    ],
    ids=["order_list", "user_card", "raw", "order_query", "call", "wait_paid"],
)
def test_same_results(gateway, paid, client, method, arguments):
    """Both clients answer a question with equal objects of one class."""
    ours = getattr(client, method)(**arguments)
    theirs = asyncio.run(awaited(gateway, method, **arguments))
    assert ours == theirs
    assert type(ours) is type(theirs)


@pytest.fixture(scope="module")
def paid(gateway):
    """Create and pay an order."""
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        order = client.order_create(
            body="学费",
            out_trade_no="paid",
            total_fee=19800,
            user_no="2013141516",
            notify_url="http://127.0.0.1:9/notify",
        )
    gateway.pay(order.order_id)
    return order


def test_order_from_beginning_to_end(gateway, client, order):
    """An order is created, paid, queried and refunded."""
    created = client.order_create(**order("story"))
    gateway.pay(created.order_id)
    assert client.order_query(order_id=created.order_id).status is OrderStatus.PAID
    assert client.order_refund(out_trade_no="story").order_id == created.order_id


async def test_inside_a_running_loop(paid, client):
    """A call from a coroutine, as in a notebook, blocks the loop but works."""
    assert client.order_query(out_trade_no="paid").status is OrderStatus.PAID


def test_many_threads_share_a_client(gateway, client, order):
    """Each of 32 threads gets the answer to its own question."""

    def work(number):
        created = client.order_create(**order(f"t{number}"))
        gateway.pay(created.order_id)
        state = client.order_query(out_trade_no=f"t{number}")
        return state.order_id == created.order_id and state.status is OrderStatus.PAID

    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(work, range(32), timeout=60)) == [True] * 32


def test_with_options_shares_everything_else(silence, new_client):
    """A view has other timeouts and the same loop; closing either closes both."""
    client = new_client(silence.base_url)
    view = client.with_options(timeouts=Timeouts(total=0.05))
    with pytest.raises(zhixiao_async.NoReply):
        view.order_query(out_trade_no="1")
    client.close()
    with pytest.raises(RuntimeError, match="closed"):
        view.order_query(out_trade_no="1")


def test_with_options_is_of_the_same_class():
    """A subclass's view is of the subclass."""

    class Mine(zhixiao_sync.Client):
        pass

    with Mine(TEST_CREDENTIALS) as mine:
        assert type(mine.with_options()) is Mine


def test_raw(client, paid):
    """A raw call returns the gateway's JSON."""
    answer = client.raw("/pay_api/order_query", {"out_trade_no": "paid"}, effect=Effect.READ)
    assert answer["order_id"] == paid.order_id


def test_error_is_the_async_clients(client):
    """An error is the async client's, with nothing wrapped around it."""
    with pytest.raises(RequestFailed) as caught:
        client.order_query(out_trade_no="nobody's")
    assert (caught.value.ret_code, caught.value.out_trade_no) == (-1, "nobody's")
    assert caught.value.path == "/pay_api/order_query"


def test_traceback_leads_from_the_call_to_the_cause(client):
    """A traceback has the caller's line and the line that raised."""
    with pytest.raises(RequestFailed) as caught:
        client.order_query(out_trade_no="nobody's")
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert frames[0].name == "test_traceback_leads_from_the_call_to_the_cause"
    assert frames[-1].filename.endswith("request_executor.py")


def test_invalid_argument_starts_nothing(new_client):
    """An invalid argument is refused in the caller's thread."""
    client = new_client("http://127.0.0.1:9")
    with pytest.raises(zhixiao_async.InvalidRequest):
        client.order_query()
    assert client._share.thread is None


def test_nobody_listens(new_client):
    """The error of a refused connection says that nothing was sent."""
    with pytest.raises(NotSent):
        new_client("http://127.0.0.1:1").order_refund(out_trade_no="1")
