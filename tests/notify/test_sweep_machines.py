"""Several machines sweep the same unpaid orders at the same time, on one database."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from random import Random

import pytest
import sqlalchemy as sa

from tests.support.places import ROOT
from zhixiao_async.sandbox import SandboxThread
from zhixiao_async.store.sql import SQLStore
from zhixiao_sync import Client
from zhixiao_sync.notify import Inbox

MACHINES = 4
NUMBERS = [str(number) for number in range(30)]


@pytest.fixture
def gateway():
    """Run a gateway at which all orders are paid, and nobody was notified."""
    with (
        SandboxThread() as sandbox,
        Client(sandbox.credentials, base_url=sandbox.base_url) as client,
    ):
        for number in NUMBERS:
            order = client.order_create(
                body="学费",
                out_trade_no=number,
                total_fee=19800,
                user_no="1",
                notify_url="http://127.0.0.1:9/notify",
            )
            sandbox.pay(order.order_id)
        yield sandbox


@pytest.fixture
def credited(postgresql_url):
    """Make a bill for each order; return a function for how often they were credited."""
    engine = sa.create_engine(postgresql_url)
    Inbox(SQLStore(engine)).create_table()
    with engine.begin() as books:
        books.execute(sa.text("CREATE TABLE bills (out_trade_no VARCHAR(64), credits INTEGER)"))
        bills = [{"number": number} for number in NUMBERS]
        books.execute(sa.text("INSERT INTO bills VALUES (:number, 0)"), bills)

    def act():
        with engine.begin() as books:
            return dict(books.execute(sa.text("SELECT * FROM bills")).all())

    yield act
    engine.dispose()


def machine(place, url, base_url):
    """Start a process with the same orders in an order of its own, so that none is always ahead."""
    pending = Random(place).sample(NUMBERS, len(NUMBERS))
    job = json.dumps({"url": url, "base_url": base_url, "pending": pending})
    command = [sys.executable, "-m", "tests.notify.sweeper", job]
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_each_payment_is_credited_once(gateway, credited, postgresql_url):
    """One machine handles each payment, all others find a duplicate, and none fails."""
    with ExitStack() as stack:
        machines = [
            stack.enter_context(machine(place, postgresql_url, gateway.base_url))
            for place in range(MACHINES)
        ]
        assert [process.stdout.readline() for process in machines] == ["ready\n"] * MACHINES
        for process in machines:
            process.stdin.write("go\n")
            process.stdin.flush()
        swept = [json.loads(process.communicate()[0]) for process in machines]
    assert [result["failed"] for result in swept] == [{}] * MACHINES
    assert sorted(number for result in swept for number in result["handled"]) == sorted(NUMBERS)
    assert sum(len(result["duplicate"]) for result in swept) == (MACHINES - 1) * len(NUMBERS)
    assert credited() == dict.fromkeys(NUMBERS, 1)
