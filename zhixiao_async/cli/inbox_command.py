"""``zhixiao inbox``: which payments were handled, a handler run again, old rows removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import update_wrapper
from typing import Any

import click

from ..notify import Handled, Inbox
from ..notify.log_lines import plain
from ..notify.pruning import must_be_over
from ..store.async_or_sync import is_blocking
from .command import Group
from .errors import CommandError, sentence
from .handlers import loaded
from .inbox_database import Database
from .inbox_rows import COLUMNS, columns, fields, heading
from .numbers import count, day
from .terminal import Terminal
from .wording import Text

_SECONDS_A_DAY = 86400

command = Group("inbox")


_OPTIONS = (
    click.option("--db", metavar="FILE"),
    click.option("--url", metavar="SQLALCHEMY_URL"),
    click.option("--table", default="zhixiao_inbox", metavar="TABLE", show_default=True),
)


def _on_a_database(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that name an inbox; the function gets the :class:`Database` they name."""

    def wrapper(
        terminal: Terminal, db: str | None, url: str | None, table: str, **rest: Any
    ) -> None:
        if (db is None) == (url is None):
            raise click.UsageError(Text("inbox.db_or_url"), click.get_current_context())
        function(terminal, Database(db, url, table), **rest)

    wrapped: Callable[..., None] = click.pass_obj(update_wrapper(wrapper, function))
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


_app_id = click.argument("app_id")
_order_id = click.argument("order_id")


@command.command("list")
@_on_a_database
@click.option("--limit", default="20", type=count, metavar="N", show_default=True)
def list_payments(terminal: Terminal, database: Database, limit: int) -> None:
    """List the latest payments."""
    payments = database.ask(lambda inbox: inbox.latest(limit))
    rows = [columns(payment) for payment in payments]
    # A cell of the last column, where there is one, says itself what it counts.
    unnamed = [""] * (max(map(len, rows), default=0) - len(COLUMNS))
    terminal.table([*map(heading, COLUMNS), *unnamed], rows)


@command.command("show")
@_on_a_database
@click.option("--payer", is_flag=True)
@_app_id
@_order_id
def show(terminal: Terminal, database: Database, app_id: str, order_id: str, payer: bool) -> None:
    """Show one payment."""
    handled = database.ask(lambda inbox: _found(inbox, database, app_id, order_id))
    terminal.fields(fields(handled, payer=payer))


@command.command("rerun")
@_on_a_database
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

        handled = database.ask(run_again, blocking=is_blocking(function))
    terminal.say(Text("inbox.reran", what=what, reruns=handled.reruns))


@command.command("prune")
@_on_a_database
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

    removed = database.ask(remove)
    terminal.say(Text("inbox.pruned", what=what, removed=removed))


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
