"""``manage.py zhixiao_sweep``: the payments that never notified, by cron."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import CommandParser
from django.db import close_old_connections

from zhixiao_async.notify import SweepResult

from ....notify import sweep
from ... import app_settings, service
from ...command import ZhixiaoCommand, reason_of
from ...wording import lazy


class Command(ZhixiaoCommand):
    """Queries each merchant's unpaid orders, as ``PENDING`` names them."""

    name = "sweep"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("--pace", type=float, default=0.2, help=lazy("sweep.pace"))

    def handle(self, *_: Any, pace: float, **__: Any) -> None:
        """Sweep; say how many orders were in which state."""
        pending = app_settings.function("PENDING")
        if pending is None:
            raise self.fail("no_pending")
        results = [
            sweep(
                client,
                _reconnecting([*pending(app_id)]),
                service.inbox(),
                app_settings.handler(),
                confirm=service.confirmation(),
                pace=pace,
            )
            for app_id, client in service.clients().items()
        ]
        self._tell(results)

    def _tell(self, results: Iterable[SweepResult]) -> None:
        counts = dict.fromkeys(("handled", "duplicate", "unpaid", "failed", "unasked"), 0)
        for result in results:
            for number, error in result.failed.items():
                self.complain("failed", number=number, reason=reason_of(error))
            for name in counts:
                counts[name] += len(getattr(result, name))
        self.say("done", asked=sum(counts.values()) - counts["unasked"], **counts)
        if counts["failed"] or counts["unasked"]:
            raise self.fail("incomplete")


def _reconnecting(numbers: Iterable[str]) -> Iterator[str]:
    """Yield the numbers, each with a connection that works: the database may have hung up."""
    for number in numbers:
        close_old_connections()
        yield number
