"""What the options of ``zhixiao sandbox`` change, and what its greeting says of it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.sandbox.conftest import order_fields
from zhixiao_async import Client, OrderStatus
from zhixiao_async.cli import main
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.sandbox.server import address
from zhixiao_async.sandbox.server.address import machine_url
from zhixiao_async.sandbox.services.seeds import STUDENTS

from .test_sandbox import COMMAND, run


@contextmanager
def started(*options: str) -> Iterator[str]:
    """Start a sandbox of its own; yield its greeting."""
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
    """Rules are given by the names and values of Rules."""
    with started("--rule=repeated_out_trade_no=same_order", "--rule=listing_ids=False") as said:
        async with client(said) as merchant:
            first = await merchant.order_create(**order_fields())
            assert (await merchant.order_create(**order_fields())).order_id == first.order_id


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
    """An unknown rule or value is refused with the choices, and 2."""
    result = run("sandbox", f"--rule={rule}")
    assert result.returncode == 2
    assert said in result.stderr


async def test_public_url():
    """Pay links lead to the public URL, and the greeting says so."""
    with started("--public-url=https://pay.example.edu/") as said:
        assert "Pay links lead to: https://pay.example.edu " in said
        async with client(said) as merchant:
            order = await merchant.order_create(**order_fields())
    assert order.url.startswith("https://pay.example.edu/pay/orderId/")


def test_malformed_public_url():
    """A malformed public URL is refused with the rule, and 2."""
    result = run("sandbox", "--public-url=pay.example.edu")
    assert result.returncode == 2
    assert "--public-url: URL must be http(s)://host[:port]" in result.stderr


def test_open_to_other_machines():
    """The greeting says that pay links work here only where the port isn't known beforehand."""
    with started("--host=0.0.0.0") as said:
        assert "Pay links work on this machine only: --public-url" in said


def test_address_of_this_machine(monkeypatch):
    """The machine's address is that of the default route, if anything is open to others."""
    monkeypatch.setitem(address.EVERYWHERE, "0.0.0.0", "127.0.0.2")
    assert machine_url("0.0.0.0", 8765) == "http://127.0.0.1:8765"
    assert machine_url("0.0.0.0", 0) is None
    assert machine_url("127.0.0.1", 8765) is None
    monkeypatch.setitem(address.EVERYWHERE, "0.0.0.0", "255.255.255.255")
    assert machine_url("0.0.0.0", 8765) is None


async def test_people_and_forms():
    """The people in the greeting are found, and so are their forms."""
    with started() as said:
        async with client(said) as merchant:
            for student in STUDENTS:
                assert f"{student.user_no} " in said
                if not student.frozen:
                    found = [await merchant.user_identity(uid=student.wechat_uid)]
                    found += [await merchant.user_identity(uid=student.alipay_uid)]
                    assert {person.user_no for person in found} == {student.user_no}
                assert f"{student.wechat_uid}  {student.alipay_uid}" in said
            (order,) = await merchant.order_query_form(form_data={"学工号": "2013141516"})
    assert (order.fee, order.status) == (3000, OrderStatus.PAID)
    assert order.form_data["姓名"] == "张三"


def test_days_that_hold_no_rows(capsys):
    """One sentence says that days hold no rows; there is no traceback."""
    assert main(["sandbox", "--port=0", "--seed-orders=5", "--days=0"]) == 2
    said = capsys.readouterr().err
    assert said == "zhixiao sandbox: days must be days above 0, at most 3660, got 0\n"
