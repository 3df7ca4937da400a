"""The inbox as it is, and two whose transaction is split in two: the check has to find them out."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import attrs

from zhixiao_async import PaymentNotification
from zhixiao_async.notify import Inbox, Outcome, Payment
from zhixiao_async.notify.payment import to_row
from zhixiao_async.store import AlreadyThere


@attrs.define
class Gap:
    """Where a process can die to the most harm; it does so at a passage of your choice.

    Attributes:
        dies_at: At which passage it kills itself, counted from 1; 0 for never.
    """

    dies_at: int = 0
    _passed: int = attrs.field(default=0, init=False)

    def pass_through(self) -> None:
        """Die here, or don't."""
        self._passed += 1
        if self._passed == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


class Whole(Inbox[Any]):
    """The library's own; the gap lies between the handler's last statement and the commit."""

    gap = Gap()

    async def _handle(self, brought: PaymentNotification, handler: Any, *others: Any) -> Outcome:
        async def handle(payment: Payment, connection: Any) -> None:
            await self.store.run(connection, handler, payment, connection)
            self.gap.pass_through()

        # A blocking store calls what it is given without awaiting it.
        given = _through(handler, self.gap) if self.store.blocking else handle
        return await super()._handle(brought, given, *others)


def _through(handler: Any, gap: Gap) -> Callable[[Payment, Any], None]:
    def handle(payment: Payment, connection: Any) -> None:
        handler(payment, connection)
        gap.pass_through()

    return handle


class RowFirst(Inbox[Any]):
    """Commits its row, and then has the handler's work committed: what dies between is lost."""

    gap = Gap()

    async def _handle(self, brought: PaymentNotification, handler: Any, *_: Any) -> Outcome:
        payment = Payment.notified(brought)
        try:
            async with self.store.transaction() as own:
                await self.store.insert(own, self._table, to_row(payment))
        except AlreadyThere:
            return Outcome.DUPLICATE
        self.gap.pass_through()
        async with self.store.transaction() as own:
            await self.store.run(own, handler, payment, own)
        return Outcome.HANDLED


class RowLast(Inbox[Any]):
    """Has the handler's work committed, and then its row: what dies between is credited again."""

    gap = Gap()

    async def _handle(self, brought: PaymentNotification, handler: Any, *_: Any) -> Outcome:
        payment = Payment.notified(brought)
        if await self._is_handled(payment, None):
            return Outcome.DUPLICATE
        async with self.store.transaction() as own:
            await self.store.run(own, handler, payment, own)
        self.gap.pass_through()
        try:
            async with self.store.transaction() as own:
                await self.store.insert(own, self._table, to_row(payment))
        except AlreadyThere:
            return Outcome.DUPLICATE
        return Outcome.HANDLED


INBOXES: dict[str, type[Whole | RowFirst | RowLast]] = {
    "whole": Whole,
    "row-first": RowFirst,
    "row-last": RowLast,
}
