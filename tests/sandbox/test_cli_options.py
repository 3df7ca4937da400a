"""What the options of ``zhixiao sandbox`` change, and what its greeting says of it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from zhixiao_async import Client, OrderStatus
from zhixiao_async.cli import main
from zhixiao_async.sandbox import TEST_CREDENTIALS, CannotStart, Clock, address
from zhixiao_async.sandbox.address import machine_url
from zhixiao_async.sandbox.seeds import STUDENTS

from .conftest import order_fields
from .test_cli import COMMAND, run


@contextmanager
def started(*options: str) -> Iterator[str]:
    """A sandbox of its own, and its greeting."""
    command = [*COMMAND, "sandbox", "--port=0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            lines = []
            while not any("BASE_URL" in line for line in lines):
                lines.append(process.stdout.readline())
                assert lines[-1], "it has ended"
            yield "".join(lines)
        finally:
            process.terminate()


def client(greeting: str) -> Client:
    base_url = greeting.rpartition("BASE_URL=")[2].strip()
    return Client(TEST_CREDENTIALS, base_url=base_url)


async def test_rules():
    """By the names and values of Rules."""
    with started("--rule=repeated_out_trade_no=same_order", "--rule=listing_ids=False") as said:
        async with client(said) as one:
            first = await one.order_create(**order_fields())
            assert (await one.order_create(**order_fields())).order_id == first.order_id


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("repeated_order", "rule must be one of repeated_out_trade_no, repeated_out_refund_no,"),
        ("repeated_cancel=1", "repeated_cancel must be one of refuse, succeed, got '1'"),
        ("listing_ids=no", "listing_ids must be one of True, False, got 'no'"),
        ("receipt_seconds=-1", "receipt_seconds must be a number, 0 or more, got -1.0"),
        ("receipt_seconds=soon", "receipt_seconds must be a number, 0 or more, got 'soon'"),
    ],
)
def test_unknown_rule(rule, said):
    """The choices, and 2."""
    result = run("sandbox", f"--rule={rule}")
    assert result.returncode == 2
    assert said in result.stderr


async def test_public_url():
    """Links lead there, and the greeting says so."""
    with started("--public-url=https://pay.example.edu/") as said:
        assert "Pay links lead to: https://pay.example.edu " in said
        async with client(said) as one:
            order = await one.order_create(**order_fields())
    assert order.url.startswith("https://pay.example.edu/pay/orderId/")


def test_malformed_public_url():
    """The rule, and 2."""
    result = run("sandbox", "--public-url=pay.example.edu")
    assert result.returncode == 2
    assert "--public-url: it must be http(s)://host[:port]" in result.stderr


def test_open_to_other_machines():
    """With a port that isn't known beforehand there is no telling where a phone finds it."""
    with started("--host=0.0.0.0") as said:
        assert "Pay links work on this machine only: --public-url" in said


def test_address_of_this_machine(monkeypatch):
    """The one on the default route; none if there is no such route, or nothing is open."""
    monkeypatch.setitem(address.EVERYWHERE, "0.0.0.0", "127.0.0.2")
    assert machine_url("0.0.0.0", 8765) == "http://127.0.0.1:8765"
    assert machine_url("0.0.0.0", 0) is None
    assert machine_url("127.0.0.1", 8765) is None
    monkeypatch.setitem(address.EVERYWHERE, "0.0.0.0", "255.255.255.255")
    assert machine_url("0.0.0.0", 8765) is None


async def test_made_up_orders_are_listed_once(tmp_path):
    """A restart adds what is missing, and the greeting tells the whole number."""
    db = f"--db={tmp_path}/sandbox.db"
    for wanted, listed in ((10, 10), (10, 10), (15, 15), (0, 15)):
        with started(db, f"--seed-orders={wanted}") as said:
            assert f"Listed: {listed} made-up rows, in order_list only" in said
            async with client(said) as one:
                now = Clock().now().replace(microsecond=0)
                begin, end = now - timedelta(days=2), now + timedelta(days=1)
                page = await one.order_list(begin_time=begin, end_time=end)
        assert page.total_size == listed


async def test_people_and_forms():
    """Whom one can ask for stands in the greeting, and is found; also after a restart."""
    with started() as said:
        async with client(said) as one:
            for student in STUDENTS:
                assert f"{student.user_no} " in said
                if not student.frozen:
                    found = [await one.user_identity(uid=student.wechat_uid)]
                    found += [await one.user_identity(uid=student.alipay_uid)]
                    assert {person.user_no for person in found} == {student.user_no}
                assert f"{student.wechat_uid}  {student.alipay_uid}" in said
            (order,) = await one.order_query_form(form_data={"学工号": "2013141516"})
    assert (order.fee, order.status) == (3000, OrderStatus.PAID)
    assert order.form_data["姓名"] == "张三"


def test_notifying_other_machines(monkeypatch, capsys):
    """Only if it is asked for."""
    given = []

    def refused(**options: object) -> None:
        given.append(options["allow_remote_notify"])
        raise CannotStart("seen enough")

    monkeypatch.setattr("zhixiao_async.cli.sandbox.Sandbox", refused)
    assert [main(["sandbox", *more]) for more in ([], ["--allow-remote-notify"])] == [2, 2]
    assert given == [False, True]
