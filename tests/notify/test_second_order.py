"""One of the merchant's orders under two of the gateway's numbers is credited under one of them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from zhixiao_async import NotConfirmed
from zhixiao_async.notify import Outcome

from .conftest import notification, run

LEVELS = ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"]
EVERY_LEVEL = [f"{server} {level}" for server in ("postgresql", "mariadb") for level in LEVELS]
WITHOUT_THE_INDEX = "DROP INDEX ux_zhixiao_inbox__out_trade_no__app_id"


async def test_one_after_the_other(school):
    """The second number credits nothing, and the error says why."""
    await school.inbox.handle(notification(), school.credit)
    with pytest.raises(NotConfirmed, match="was credited under another order_id"):
        await school.inbox.handle(notification(order_id="1720882"), school.credit)
    assert (await school.credits(), await school.inbox.find("7", "1720882")) == (1, None)
    assert len(school.ran) == 1


@pytest.mark.parametrize("school", EVERY_LEVEL, indirect=True)
@pytest.mark.parametrize("own", [False, True], ids=["its transaction", "the caller's"])
async def test_several_at_once(school, own):
    """One number is credited at every isolation level, also by callers with older snapshots."""
    await school.execute("CREATE TABLE ledger (order_id VARCHAR(64))")
    together = asyncio.Barrier(4)

    async def credit(payment, connection):
        await run(connection, f"INSERT INTO ledger VALUES ('{payment.order_id}')")

    async def deliver(order_id):
        brought = notification(order_id=order_id)
        if not own:
            await together.wait()
            return await school.inbox.handle(brought, credit)
        async with school.begin() as connection:
            await run(connection, "SELECT * FROM zhixiao_inbox")
            await together.wait()
            outcome = await school.inbox.handle(brought, credit, connection=connection)
            await connection.commit()
            return outcome

    outcomes = await asyncio.gather(*map(deliver, "1234"), return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, NotConfirmed | DBAPIError)]
    assert (outcomes.count(Outcome.HANDLED), len(refused)) == (1, 3)
    [(credited,)] = await school.execute("SELECT order_id FROM ledger")
    assert [handled.payment.order_id for handled in await school.inbox.latest()] == [credited]


@pytest.mark.parametrize(
    ("school", "error"),
    [("mariadb", NotConfirmed), ("postgresql REPEATABLE READ", IntegrityError)],
    indirect=["school"],
)
async def test_first_that_an_older_snapshot_does_not_show(school, error):
    """MariaDB shows the first number all the same; PostgreSQL raises its own error."""
    async with school.begin() as connection:
        await run(connection, "SELECT * FROM zhixiao_inbox")
        await school.inbox.handle(notification(), school.credit)
        second = notification(order_id="1720882")
        with pytest.raises(error):
            await school.inbox.handle(second, school.credit, connection=connection)
        await connection.commit()
    assert await school.credits() == 1


async def test_table_of_an_earlier_version(school):
    """The second number is stopped also before create_table() has added the index."""
    table = " ON zhixiao_inbox" if school.dialect == "mysql" else ""
    await school.execute(WITHOUT_THE_INDEX + table)
    await school.inbox.handle(notification(), school.credit)
    with pytest.raises(NotConfirmed, match="was credited under another order_id"):
        await school.inbox.handle(notification(order_id="1720882"), school.credit)
    assert (await school.credits(), await school.inbox.find("7", "1720882")) == (1, None)
