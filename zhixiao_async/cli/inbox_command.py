"""``zhixiao inbox``: which payments were handled, a handler run again, old rows removed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

import click

from ..notify import Handled, Inbox
from ..notify.log_lines import plain
from ..notify.pruning import must_be_over
from ..store.async_or_sync import is_blocking
from .command import LazyGroup
from .errors import CommandError, sentence
from .handlers import loaded
from .inbox_rows import COLUMNS, columns, fields, heading
from .numbers import count, day
from .store_database import Database, on_a_table
from .terminal import Terminal
from .wording import Text

T = TypeVar("T")

_SECONDS_A_DAY = 86400

command = LazyGroup("inbox", {"report": f"{__package__}.inbox_report_command"})


_on_an_inbox = on_a_table("zhixiao_inbox")
_app_id = click.argument("app_id")
_order_id = click.argument("order_id")


@command.command("list")
@_on_an_inbox
@click.option("--limit", default="20", type=count, metavar="N", show_default=True)
def list_payments(terminal: Terminal, database: Database, limit: int) -> None:
    """List the latest payments."""
    payments = _ask(database, lambda inbox: inbox.latest(limit))
    rows = [columns(payment) for payment in payments]
    # A cell of the last column, where there is one, says itself what it counts.
    unnamed = [""] * (max(map(len, rows), default=0) - len(COLUMNS))
    terminal.table([*map(heading, COLUMNS), *unnamed], rows)


@command.command("show")
@_on_an_inbox
@click.option("--payer", is_flag=True)
@_app_id
@_order_id
def show(terminal: Terminal, database: Database, app_id: str, order_id: str, payer: bool) -> None:
    """Show one payment."""
    handled = _ask(database, lambda inbox: _found(inbox, database, app_id, order_id))
    terminal.fields(fields(handled, payer=payer))


@command.command("rerun")
@_on_an_inbox
@click.option("--handler", required=True, metavar="MODULE:FUNCTION")
@click.option("--yes", is_flag=True)
@_app_id
@_order_id
def rerun(
    terminal: Terminal, database: Database, app_id: str, order_id: str, handler: str, yes: bool
) -> None:
    """Run a handler again for one payment."""
    what = Text("inbox.again", handler=handler, order_id=plain(order_id), app_id=plain(app_id))
    with loaded(handler) as function:

        async def run_again(inbox: Inbox[Any]) -> Handled:
            await _found(inbox, database, app_id, order_id)
            if not yes:
                raise CommandError(Text("inbox.would_rerun", what=what), code=1)
            try:
                return await inbox.rerun(app_id, order_id, function)
            except Exception as error:
                failed = Text("inbox.rerun_failed", reason=sentence(error))
                raise CommandError(failed, code=1) from None

        handled = _ask(database, run_again, blocking=is_blocking(function))
    terminal.say(Text("inbox.reran", what=what, reruns=handled.reruns))


@command.command("prune")
@_on_an_inbox
@click.option("--before", required=True, type=day, metavar="YYYY-MM-DD")
@click.option("--max-age", required=True, type=count, metavar="DAYS")
@click.option("--yes", is_flag=True)
def prune(
    terminal: Terminal, database: Database, before: datetime, max_age: int, yes: bool
) -> None:
    """Remove old payments."""
    seconds = max_age * _SECONDS_A_DAY
    what = Text("inbox.old", day=f"{before:%Y-%m-%d}", table=database.table)

    async def remove(inbox: Inbox[Any]) -> int:
        must_be_over(before, seconds)
        if not yes:
            raise CommandError(Text("inbox.would_prune", what=what), code=1)
        return await inbox.prune(before=before, max_age=seconds)

    removed = _ask(database, remove)
    terminal.say(Text("inbox.pruned", what=what, removed=removed))


def _ask(
    database: Database, action: Callable[[Inbox[Any]], Awaitable[T]], *, blocking: bool = False
) -> T:
    return database.ask(lambda store: action(Inbox(store, table=database.table)), blocking=blocking)


async def _found(inbox: Inbox[Any], database: Database, app_id: str, order_id: str) -> Handled:
    handled = await inbox.find(app_id, order_id)
    if handled is None:
        lost = Text(
            "inbox.not_found",
            order_id=plain(order_id),
            app_id=plain(app_id),
            table=database.table,
        )
        raise CommandError(lost, code=1)
    return handled
