"""Several machines sweep the same unpaid orders at the same time, on one database."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from zhixiao_async.sandbox import SandboxThread
from zhixiao_async.store.sql import SQLStore
from zhixiao_sync import Client
from zhixiao_sync.notify import Inbox

ROOT = Path(__file__).parents[2]
MACHINES = 4
NUMBERS = [str(number) for number in range(30)]


@pytest.fixture
def gateway():
    """A gateway at which all orders are paid; nobody was notified."""
    with SandboxThread() as one, Client(one.credentials, base_url=one.base_url) as client:
        for number in NUMBERS:
            order = client.order_create(
                body="学费",
                out_trade_no=number,
                total_fee=19800,
                user_no="1",
                notify_url="http://127.0.0.1:9/notify",
            )
            one.pay(order.order_id)
        yield one


@pytest.fixture
def credited(postgresql_url):
    """A bill for each order; gives how often they were credited."""
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
    """A process with the same orders in an order of its own, so that none is always ahead."""
    pending = Random(place).sample(NUMBERS, len(NUMBERS))
    job = json.dumps({"url": url, "base_url": base_url, "pending": pending})
    command = [sys.executable, "-m", "tests.notify.sweeper", job]
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_each_payment_is_credited_once(gateway, credited, postgresql_url):
    """One machine has handled a payment, all others have found a duplicate; nobody has failed."""
    with ExitStack() as stack:
        machines = [
            stack.enter_context(machine(place, postgresql_url, gateway.base_url))
            for place in range(MACHINES)
        ]
        assert [one.stdout.readline() for one in machines] == ["ready\n"] * MACHINES
        for one in machines:
            one.stdin.write("go\n")
            one.stdin.flush()
        swept = [json.loads(one.communicate()[0]) for one in machines]
    assert [one["failed"] for one in swept] == [{}] * MACHINES
    assert sorted(number for one in swept for number in one["handled"]) == sorted(NUMBERS)
    assert sum(len(one["duplicate"]) for one in swept) == (MACHINES - 1) * len(NUMBERS)
    assert credited() == dict.fromkeys(NUMBERS, 1)
