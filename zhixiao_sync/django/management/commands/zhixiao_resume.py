"""``manage.py zhixiao_resume``: what became of refunds and receipts, by cron."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from zhixiao_async.journal import State

from ... import service
from ...command import ZhixiaoCommand
from ...wording import Text, lazy


class Command(ZhixiaoCommand):
    """Resolves each open entry of each merchant's journal; nothing is sent again."""

    name = "resume"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("--timeout", type=float, help=lazy("resume.timeout"))

    def handle(self, *_: Any, timeout: float | None, **__: Any) -> None:
        """Resolve them; say what became of each."""
        entries = [
            resumed.entry
            for app_id in service.clients()
            for resumed in service.journal(app_id).resume(timeout=timeout)
        ]
        for entry in entries:
            self.say(
                "one",
                kind=Text(f"kind.{entry.kind.replace(' ', '_')}"),
                number=entry.number,
                order_id=entry.order_id,
                state=Text(f"state.{entry.state.name.lower()}"),
            )
        if not entries:
            self.say("none")
        if any(entry.state is State.OPEN for entry in entries):
            raise self.fail("open")
