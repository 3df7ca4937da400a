"""``zhixiao inbox``: which payments were handled, a handler run again, old rows removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from ..notify import Inbox
from ..notify.pruning import must_be_over
from .command import LazyGroup
from .errors import CommandError
from .inbox_json import as_json as json_of
from .inbox_json import written
from .inbox_rows import fields
from .inbox_search import app_id, as_json, ask, found, number
from .numbers import count, day
from .store_database import Database, on_a_table
from .terminal import Terminal
from .wording import Text

_SECONDS_A_DAY = 86400

command = LazyGroup(
    "inbox",
    {name: f"{__package__}.inbox_{name}_command" for name in ("list", "report", "rerun")},
)


@command.command("show")
@on_a_table("zhixiao_inbox")
@click.option("--payer", is_flag=True)
@app_id
@as_json
@number
def show(
    terminal: Terminal,
    database: Database,
    number: str,
    app_id: str | None,
    payer: bool,
    as_json: bool,
) -> None:
    """Show one payment."""
    handled = ask(database, lambda inbox: found(inbox, database, number, app_id))
    if as_json:
        click.echo(written(json_of(handled, payer=payer)), nl=False)
    else:
        terminal.fields(fields(handled, payer=payer))


@command.command("prune")
@on_a_table("zhixiao_inbox")
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

    removed = ask(database, remove)
    terminal.say(Text("inbox.pruned", what=what, removed=removed))
