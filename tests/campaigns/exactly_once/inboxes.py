"""The library's inboxes, and two with a split transaction, which the check has to find out."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import attrs

from zhixiao_async.notify import Inbox, Outcome, Payment
from zhixiao_async.store import DuplicateKey


@attrs.define
class Gap:
    """The place where a death does the most harm; the process can kill itself there.

    Attributes:
        dies_at: Passage at which the process kills itself, counted from 1; 0 for never.
    """

    dies_at: int = 0
    _passed: int = attrs.field(default=0, init=False)

    def pass_through(self) -> None:
        """Count a passage, and die if it is the chosen one."""
        self._passed += 1
        if self._passed == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


class Whole(Inbox[Any]):
    """The library's inbox; the gap lies between the handler's last statement and the commit."""

    gap = Gap()

    async def handle_recorded(self, record: Any, handler: Any, *options: Any) -> Outcome:
        async def handle(payment: Payment, connection: Any) -> None:
            await self.store.run(connection, handler, payment, connection)
            self.gap.pass_through()

        # A blocking store calls its handler without awaiting it.
        given = _through(handler, self.gap) if self.store.blocking else handle
        return await super().handle_recorded(record, given, *options)


def _through(handler: Any, gap: Gap) -> Callable[[Payment, Any], None]:
    def handle(payment: Payment, connection: Any) -> None:
        handler(payment, connection)
        gap.pass_through()

    return handle


class RowFirst(Inbox[Any]):
    """Commits its row before the handler's work: a death in between loses the payment."""

    gap = Gap()

    async def handle_recorded(self, record: Any, handler: Any, *_: Any) -> Outcome:
        payment = Payment.notified(record.payment)
        try:
            async with self.store.transaction() as own:
                await self._table.insert(own, payment)
        except DuplicateKey:
            return Outcome.DUPLICATE
        self.gap.pass_through()
        async with self.store.transaction() as own:
            await self.store.run(own, handler, payment, own)
        return Outcome.HANDLED


class RowLast(Inbox[Any]):
    """Commits its row after the handler's work: a death in between credits the payment twice."""

    gap = Gap()

    async def handle_recorded(self, record: Any, handler: Any, *_: Any) -> Outcome:
        payment = Payment.notified(record.payment)
        async with self.store.reading() as own:
            if await self._table.contains(own, payment):
                return Outcome.DUPLICATE
        async with self.store.transaction() as own:
            await self.store.run(own, handler, payment, own)
        self.gap.pass_through()
        try:
            async with self.store.transaction() as own:
                await self._table.insert(own, payment)
        except DuplicateKey:
            return Outcome.DUPLICATE
        return Outcome.HANDLED


SOUND = ("whole", "sessions", "django")
"""Those that credit each payment once; the others have to fail."""
INBOXES: dict[str, type[Whole | RowFirst | RowLast]] = {
    "whole": Whole,
    "sessions": Whole,
    "django": Whole,
    "row-first": RowFirst,
    "row-last": RowLast,
}
