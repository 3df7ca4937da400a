"""The end of a transaction of the caller's own, on a connection of any kind."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from zhixiao_async.notify import Outcome

from .conftest import School, notification


async def end(connection: Any, how: str) -> None:
    """Commit or roll back the caller's own transaction."""
    ended = getattr(connection, how.lower())()
    if ended is not None:
        await ended


async def nothing_kept(school: School, own: Any) -> None:
    """Check that the next delivery is the first one again."""
    if own is not None:
        try:
            await end(own, "COMMIT")
        except sa.exc.InvalidRequestError:
            await end(own, "ROLLBACK")
    assert (await school.credits(), await school.inbox.find("7", "1720881")) == (0, None)
    assert await school.inbox.handle(notification(), school.credit) is Outcome.HANDLED
