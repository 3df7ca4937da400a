"""SQLAlchemy's ORM on the connection given, in the inbox's transaction and in the caller's."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from zhixiao_async import HandlerBroke
from zhixiao_async.notify import Outcome

from .conftest import CREDIT, notification
from .transactions import end, nothing_kept

pytestmark = pytest.mark.parametrize("school", ["postgresql", "mariadb"], indirect=True)


class TwiceError(Exception):
    """A school's own error."""


async def test_commit_of_the_session(school, own):
    """A session's commit ends the session's part alone."""

    async def crediting(payment, connection):
        async with AsyncSession(bind=connection) as session, session.begin():
            await session.execute(sa.text(CREDIT.format("20881")))

    handled = await school.inbox.handle(notification(), crediting, connection=own)
    if own is not None:
        await end(own, "ROLLBACK")
    assert (handled, await school.credits()) == (Outcome.HANDLED, int(own is None))


async def test_refusal_in_a_session(school, own):
    """A session rolls back on its way out, and the handler's error arrives."""

    async def refusing(payment, connection):
        async with AsyncSession(bind=connection) as session, session.begin():
            await session.execute(sa.text(CREDIT.format("20881")))
            raise TwiceError

    with pytest.raises(TwiceError):
        await school.inbox.handle(notification(), refusing, connection=own)
    await nothing_kept(school, own)


async def test_error_in_a_session(school, own):
    """A handler can look at the database's error, and say in its own words what is wrong."""

    async def refusing(payment, connection):
        async with AsyncSession(bind=connection) as session:
            await session.execute(sa.text(CREDIT.format("20881")))
            try:
                await session.execute(sa.text("INSERT INTO bills VALUES ('20881', 0)"))
            except sa.exc.IntegrityError as error:
                await session.rollback()
                raise TwiceError from error

    with pytest.raises(TwiceError):
        await school.inbox.handle(notification(), refusing, connection=own)
    await nothing_kept(school, own)


@pytest.mark.parametrize("goes_on", [False, True])
async def test_rollback_and_success(school, own, goes_on):
    """Everything is undone, so it can't have been handled, whatever the handler does next."""

    async def careless(payment, connection):
        await school.credit(payment, connection)
        await connection.rollback()
        if goes_on:
            await school.credit(payment, connection)

    with pytest.raises((HandlerBroke, RuntimeError, sa.exc.InvalidRequestError)):
        await school.inbox.handle(notification(), careless, connection=own)
    await nothing_kept(school, own)
