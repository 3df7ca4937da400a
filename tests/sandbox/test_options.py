"""The options of ``Sandbox`` and ``SandboxThread``, and their defaults."""

import inspect
import sqlite3
import threading
from contextlib import closing

import pytest

from zhixiao_async import Credentials, PayType
from zhixiao_async.sandbox import (
    TEST_CREDENTIALS,
    Clock,
    Dialect,
    Faults,
    Refusal,
    Rules,
    Sandbox,
    SandboxThread,
)
from zhixiao_sync import Client

from .conftest import NOON, order_fields

OURS = Credentials(app_id="1", app_secret="secret", aes_key="k" * 32)
KINDS = pytest.mark.parametrize("kind", [Sandbox, SandboxThread])


@KINDS
def test_defaults(kind):
    """The defaults are a free port on this machine, memory, and the document's credentials."""
    options = inspect.signature(kind).parameters
    assert {name: option.default for name, option in options.items()} == {
        "port": 0,
        "db": ":memory:",
        "host": "127.0.0.1",
        "clock": None,
        "rules": Rules(),
        "faults": None,
        "credentials": TEST_CREDENTIALS,
        "allow_remote_notify": False,
        "public_url": None,
        "seed_forms": False,
    }


def test_published_credentials():
    """TEST_CREDENTIALS are those of the document's section 1.3."""
    assert TEST_CREDENTIALS.app_id == "2021070804024"
    assert str(TEST_CREDENTIALS.app_secret) == "x8n6xauGZnGjNQUH"
    assert str(TEST_CREDENTIALS.aes_key) == "510113CFE82CCC214A96A259CCCF4DA4"


def test_options_of_a_thread(tmp_path):
    """Every option of a thread reaches the gateway, as a merchant sees."""
    clock, faults = Clock(), Faults()
    clock.freeze(NOON)
    faults.speak(Dialect(ret_code_as_string=True))
    with SandboxThread(
        db=str(tmp_path / "db"),
        host="127.0.0.2",
        clock=clock,
        rules=Rules(repeated_out_trade_no="same_order"),
        faults=faults,
        credentials=OURS,
        allow_remote_notify=True,
        public_url="https://pay.example.edu",
        seed_forms=True,
    ) as gateway:
        assert (gateway.clock, gateway.faults, gateway.credentials) == (clock, faults, OURS)
        assert gateway.base_url.startswith("http://127.0.0.2:")
        assert gateway.public_url == "https://pay.example.edu"
        with Client(OURS, base_url=gateway.base_url) as client:
            order = client.order_create(**order_fields("http://nowhere.invalid/"))
            assert client.order_create(**order_fields("http://nowhere.invalid/")) == order
            assert len(client.order_query_form(form_data={"校区": "南校区"})) == 2
        assert order.url == f"https://pay.example.edu/pay/orderId/{order.order_id}.html"
        assert gateway.order(order.order_id).created == NOON
        gateway.pay(order.order_id)
        gateway.drain()
        assert [attempt.verdict.name for attempt in gateway.notifications] == ["UNREACHABLE"]
    assert (tmp_path / "db").exists()


def test_port_of_a_thread():
    """A thread listens on the requested port."""
    with SandboxThread() as gateway:
        port = int(gateway.base_url.rpartition(":")[2])
    with SandboxThread(port=port) as gateway:
        assert gateway.base_url == gateway.public_url == f"http://127.0.0.1:{port}"


def test_thread_has_what_the_sandbox_has():
    """Every public method of the sandbox is one of its thread."""
    names = {
        kind: {name for name in dir(kind) if not name.startswith("_")}
        for kind in (Sandbox, SandboxThread)
    }
    assert names[SandboxThread] == names[Sandbox] | {"run"}


def test_thread_lets_a_payment_fail():
    """A thread's method blocks, and returns the sandbox's result."""
    with SandboxThread() as gateway:
        with Client(gateway.credentials, base_url=gateway.base_url) as client:
            order_id = client.order_create(**order_fields()).order_id
        assert gateway.fail(order_id) == gateway.order(order_id)
        assert gateway.order(order_id).state == "failed"


def test_thread_does_what_a_payer_does():
    """A thread's pay takes a channel, WeChat by default, and raises refusals."""
    with SandboxThread() as gateway:
        with Client(gateway.credentials, base_url=gateway.base_url) as client:
            orders = [
                client.order_create(**order_fields() | {"out_trade_no": number}).order_id
                for number in ("1", "2")
            ]
        assert gateway.pay(orders[0]).pay_type is PayType.WECHAT
        assert gateway.pay(orders[1], PayType.ALIPAY).pay_type is PayType.ALIPAY
        with pytest.raises(Refusal, match="已支付"):
            gateway.pay(orders[1])
        assert len(gateway.requests) == 2


def test_thread_seeds_rows():
    """A thread seeds as many rows as requested, the same for the same seed."""
    day = {"begin_time": NOON.replace(hour=0), "end_time": NOON.replace(hour=23)}

    def rows(**options):
        with SandboxThread() as gateway:
            gateway.seed_orders(20, 0.5, ending=NOON, **options)
            with Client(gateway.credentials, base_url=gateway.base_url) as client:
                page = client.order_list(**day)
        assert page.total_size == 20
        return page.data

    by_default = rows()
    assert by_default == rows(seed=20191022) != rows(seed=1)
    assert all(row.order_date < NOON for row in by_default)


@KINDS
def test_rows_are_spread_over_a_day(kind):
    """seed_orders spreads rows over one day by default."""
    options = inspect.signature(kind.seed_orders).parameters
    assert (options["days"].default, options["seed"].default) == (1.0, 20191022)


def test_thread_is_named_and_is_no_reason_to_stay():
    """The thread has a name, and is a daemon."""
    others = set(threading.enumerate())
    with SandboxThread():
        (thread,) = [
            thread
            for thread in set(threading.enumerate()) - others
            if thread.name == "zhixiao sandbox"
        ]
        assert thread.daemon
    assert not thread.is_alive()


async def test_file_can_be_read_meanwhile(tmp_path):
    """Another program can read the file meanwhile, with its version."""
    path = str(tmp_path / "db")
    async with Sandbox(db=path, seed_forms=True):
        with closing(sqlite3.connect(path)) as other:
            assert other.execute("SELECT count(*) FROM forms").fetchone() == (9,)
            assert other.execute("PRAGMA user_version").fetchone() == (5,)
            assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
