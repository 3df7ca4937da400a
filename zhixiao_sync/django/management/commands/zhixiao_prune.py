"""``manage.py zhixiao_prune``: old payments removed, with ``--yes``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser

from zhixiao_async import BEIJING
from zhixiao_async.notify.pruning import must_be_over

from ... import app_settings, service
from ...command import ZhixiaoCommand
from ...wording import lazy

_SECONDS_A_DAY = 86400


class Command(ZhixiaoCommand):
    """Removes the payments that no receiver accepts any more."""

    name = "prune"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument(
            "--before", required=True, metavar="YYYY-MM-DD", help=lazy("prune.before")
        )
        parser.add_argument("--max-age", type=int, metavar="DAYS", help=lazy("prune.max_age"))
        parser.add_argument("--yes", action="store_true", help=lazy("option.yes"))

    def handle(self, *_: Any, before: str, max_age: int | None, yes: bool, **__: Any) -> None:
        """Remove them; say how many."""
        try:
            day = datetime.strptime(before, "%Y-%m-%d").replace(tzinfo=BEIJING)
        except ValueError:
            raise self.fail("no_day", given=before) from None
        seconds = app_settings.value("MAX_AGE") if max_age is None else max_age * _SECONDS_A_DAY
        if seconds is None:
            raise self.fail("no_max_age")
        must_be_over(day, seconds)
        if not yes:
            raise self.fail("would", day=before)
        self.say("done", day=before, removed=service.inbox().prune(before=day, max_age=seconds))
