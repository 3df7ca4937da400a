"""The payment that a command line names, by the gateway's number or the merchant's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import reduce
from typing import Any, TypeVar

import click

from ..notify import Handled, Inbox
from ..telemetry.log_fields import plain
from .errors import CommandError
from .store_database import Database
from .wording import Text

T = TypeVar("T")

number = click.argument("number")
app_id = click.option("--app-id", metavar="ID")
as_json = click.option("--json", "as_json", is_flag=True)

_MOST = 5
"""Candidates that are listed."""


def ask(
    database: Database, action: Callable[[Inbox[Any]], Awaitable[T]], *, blocking: bool = False
) -> T:
    """Run an action on the database's inbox; errors as :meth:`Database.ask`."""
    return database.ask(lambda store: action(Inbox(store, table=database.table)), blocking=blocking)


async def found(inbox: Inbox[Any], database: Database, number: str, app_id: str | None) -> Handled:
    """Return the one payment that has a number.

    Raises:
        CommandError: There is none, or there are several: they are listed.
    """
    payments = await inbox.search(number, app_id=app_id)
    if len(payments) == 1:
        return payments[0]
    given = plain(number)
    if payments:
        shown = reduce(_and, map(_numbers, payments[:_MOST]))
        count = len(payments)
        raise CommandError(Text("inbox.several", number=given, count=count, shown=shown), code=1)
    if app_id is None:
        raise CommandError(Text("inbox.not_found", number=given, table=database.table), code=1)
    lost = Text("inbox.not_found_of", number=given, app_id=plain(app_id), table=database.table)
    raise CommandError(lost, code=1)


def _numbers(handled: Handled) -> Text:
    payment = handled.payment
    names = ("app_id", "order_id", "out_trade_no")
    return Text("inbox.numbers", **{name: plain(getattr(payment, name)) for name in names})


def _and(left: Text, right: Text) -> Text:
    return Text("inbox.and", left=left, right=right)
