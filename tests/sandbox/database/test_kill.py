"""A sandbox killed with -9 in its work loses nothing acknowledged, and leaves nothing half done."""

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing

import aiohttp
import attrs
import pytest

from tests.sandbox.conftest import order_fields
from tests.support.series import TIMES
from zhixiao_async import Client, Connections, NotSent, OutcomeUnknown, RetryPolicy
from zhixiao_async.sandbox import TEST_CREDENTIALS, SandboxThread

Command = list[str]

OPERATIONS = 500
AT_ONCE = 8
ROUNDS = 6 * TIMES

# Each finds orders whose records don't agree.
HALF_DONE = {
    "paid without a payment": """
        SELECT order_id FROM orders LEFT JOIN payments USING (order_id)
        WHERE (state = 'paid') != (payments.order_id IS NOT NULL)""",
    "paid without a listed row": """
        SELECT order_id FROM payments WHERE 1 != (
            SELECT count(*) FROM listing WHERE mask = '1'
            AND instr(fields, payments.order_id))""",
    "paid without a notification": """
        SELECT order_id FROM payments JOIN orders USING (order_id)
        LEFT JOIN notifications USING (order_id)
        WHERE notifications.order_id IS NULL AND request IS NOT NULL""",
    "refunded without refunds": """
        SELECT order_id FROM payments WHERE refunded != (
            SELECT coalesce(sum(refund_fee), 0) FROM refunds
            WHERE refunds.order_id = payments.order_id)""",
    "refunded without listed rows": """
        SELECT order_id FROM payments WHERE
            (SELECT count(*) FROM refunds WHERE refunds.order_id = payments.order_id) != (
            SELECT count(*) FROM listing WHERE mask = '2'
            AND instr(fields, payments.order_id))""",
    "broken pages": "SELECT * FROM pragma_integrity_check WHERE integrity_check != 'ok'",
    "dangling rows": "SELECT * FROM pragma_foreign_key_check",
}


# Runs `zhixiao`, and kills it within the transaction of the counted statement.
KILLED_FROM_INSIDE = """
import os, signal, sys
from zhixiao_async.cli import main
from zhixiao_async.sandbox.database.sqlite import Database

left, run = int(sys.argv.pop(1)), Database.run

def counted(self, sql, *values):
    global left
    number = run(self, sql, *values)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return number

Database.run = counted
sys.exit(main())
"""


@attrs.define
class Acknowledged:
    """Operations that the sandbox has acknowledged."""

    created: set[str] = attrs.Factory(set)
    paid: set[str] = attrs.Factory(set)
    refunded: set[str] = attrs.Factory(set)
    cancelled: set[str] = attrs.Factory(set)

    def count(self) -> int:
        return sum(len(part) for part in attrs.astuple(self, recurse=False))


class Till:
    """Creates orders, pays and refunds most of them, and cancels the rest."""

    def __init__(self, client: Client, browser: aiohttp.ClientSession) -> None:
        self._client = client
        self._browser = browser
        self.acknowledged = Acknowledged()
        self._moved = asyncio.Event()

    async def reached(self, count: int) -> None:
        """Wait until so many operations have been acknowledged."""
        while self.acknowledged.count() < count:
            await self._moved.wait()
            self._moved.clear()

    async def work(self, numbers: "list[str]") -> None:
        """Work until nothing is left to do, or the sandbox is gone."""
        try:
            while numbers:
                await self._serve(numbers.pop())
                self._moved.set()
        except (NotSent, OutcomeUnknown, aiohttp.ClientError):
            return

    async def _serve(self, number: str) -> None:
        done = self.acknowledged
        order = await self._client.order_create(**order_fields() | {"out_trade_no": number})
        done.created.add(number)
        if number.endswith("9"):
            await self._client.order_cancel(out_trade_no=number)
            done.cancelled.add(number)
            return
        async with self._browser.post(order.url, data={"pay_type": "1"}) as response:
            if "支付成功" in await response.text():
                done.paid.add(number)
        await self._client.order_refund(
            out_trade_no=number, refund_fee=100, out_refund_no=f"r{number}"
        )
        done.refunded.add(number)


async def work(url: str, last: int, end: Callable[[], None]) -> Acknowledged:
    """Work on several orders at once until the sandbox is gone; call ``end`` on the way."""
    # An order is three operations, or two if it is cancelled.
    numbers = [str(10_000 + number) for number in range(OPERATIONS * 10 // 29 + 1)]
    async with (
        Client(
            TEST_CREDENTIALS,
            base_url=url,
            retry=RetryPolicy(attempts=1),
            connections=Connections(limit=AT_ONCE),
        ) as client,
        aiohttp.ClientSession() as browser,
    ):
        till = Till(client, browser)
        workers = [asyncio.create_task(till.work(numbers)) for _ in range(AT_ONCE)]
        reached = asyncio.create_task(till.reached(last))
        gone = asyncio.gather(*workers)
        await asyncio.wait([reached, gone], return_when=asyncio.FIRST_COMPLETED)
        end()
        reached.cancel()
        await gone
    return till.acknowledged


def serve_and_kill(command: Command, last: int) -> Acknowledged:
    """Start a sandbox, work with it, kill it after so many acknowledged operations."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            lines = iter(process.stdout.readline, "")
            url = next(line for line in lines if "BASE_URL" in line).split("=")[1].strip()
            # A loop of its own: the suite's debug mode makes it five times slower.
            return asyncio.run(asyncio.wait_for(work(url, last, process.kill), timeout=120))
        finally:
            process.kill()


@pytest.mark.parametrize("seed", range(ROUNDS // 2))
def test_killed_from_outside(tmp_path, seed):
    """A sandbox killed at a random moment keeps its tables whole."""
    db = str(tmp_path / "sandbox.db")
    command = [sys.executable, "-m", "zhixiao_async.cli", "sandbox", "--port=0", f"--db={db}"]
    acknowledged = serve_and_kill(command, random.Random(seed).randrange(20, OPERATIONS - 20))
    assert_whole(db, acknowledged)


@pytest.mark.parametrize("seed", range(ROUNDS // 2))
def test_killed_inside_a_transaction(tmp_path, seed):
    """A sandbox killed between statements of a transaction keeps its tables whole."""
    db = str(tmp_path / "sandbox.db")
    statement = random.Random(seed).randrange(100, 1200)
    command = [sys.executable, "-c", KILLED_FROM_INSIDE, str(statement), "sandbox", "--port=0"]
    assert_whole(db, serve_and_kill([*command, f"--db={db}"], OPERATIONS))


def assert_whole(db: str, acknowledged: Acknowledged) -> None:
    """Check that orders, payments, refunds and listing agree, with all that was acknowledged."""
    assert 0 < acknowledged.count() < OPERATIONS
    # The next run opens the file in any state.
    with SandboxThread(db=db):
        assert found(db) == {name: [] for name in HALF_DONE}
        assert missing(db, acknowledged) == set()


def found(db: str) -> dict[str, list[object]]:
    """Return the rows that each query finds."""
    with closing(sqlite3.connect(db)) as connection:
        return {name: connection.execute(sql).fetchall() for name, sql in HALF_DONE.items()}


def missing(db: str, acknowledged: Acknowledged) -> set[str]:
    """Return acknowledged operations that aren't there."""
    with closing(sqlite3.connect(db)) as connection:

        def numbers(sql: str) -> set[str]:
            return {row[0] for row in connection.execute(sql)}

        orders = "SELECT out_trade_no FROM orders"
        return (
            (acknowledged.created - numbers(orders))
            | (acknowledged.paid - numbers(f"{orders} WHERE state = 'paid'"))
            | (acknowledged.cancelled - numbers(f"{orders} WHERE state = 'cancelled'"))
            | (
                acknowledged.refunded
                - numbers(f"{orders} JOIN refunds USING (order_id) WHERE refund_fee = 100")
            )
        )
