"""``manage.py zhixiao_rerun``: the handler once more for one payment, with ``--yes``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from zhixiao_async.telemetry.log_fields import plain

from ... import app_settings, service
from ...command import ZhixiaoCommand, reason_of
from ...wording import lazy


class Command(ZhixiaoCommand):
    """Runs the handler again for a payment that was handled before."""

    name = "rerun"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments and options."""
        parser.add_argument("number", help=lazy("rerun.number"))
        parser.add_argument("--app-id", metavar="ID", help=lazy("rerun.app_id"))
        parser.add_argument("--yes", action="store_true", help=lazy("option.yes"))

    def handle(self, *_: Any, number: str, app_id: str | None, yes: bool, **__: Any) -> None:
        """Run it; say how often that was done."""
        inbox, handler = service.inbox(), app_settings.handler()
        payments = inbox.search(number, app_id=app_id)
        if len(payments) != 1:
            raise self.fail("several" if payments else "lost", number=plain(number))
        key = payments[0].payment.key
        names = dict(zip(("app_id", "order_id"), map(plain, key), strict=True))
        called = getattr(handler, "__qualname__", type(handler).__qualname__)
        if not yes:
            raise self.fail("would", handler=called, **names)
        try:
            handled = inbox.rerun(*key, handler)
        except Exception as error:  # the handler's own code runs here
            raise self.fail("failed", reason=reason_of(error)) from error
        self.say("done", handler=called, reruns=handled.reruns, **names)
