"""Handlers that credit by SQLAlchemy, on a connection of either kind."""

import sqlalchemy as sa

WRITE = sa.text("INSERT INTO ledger VALUES ('rerun')")


def credit(payment, connection):
    """Write on a sync connection."""
    connection.execute(WRITE)


async def acredit(payment, connection):
    """Write on an async connection."""
    await connection.execute(WRITE)
