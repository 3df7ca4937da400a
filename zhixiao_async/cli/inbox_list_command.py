"""``zhixiao inbox list``: the payments that were handled, the latest first."""

from __future__ import annotations

from contextlib import aclosing
from datetime import date
from typing import Any

import click

from ..notify import Handled, Inbox, Source
from .choices import one_of
from .command import Command
from .inbox_json import as_json as json_of
from .inbox_json import written
from .inbox_rows import COLUMNS, NUMBERS, columns, heading
from .inbox_search import app_id, as_json, ask
from .numbers import count, one_day
from .store_database import Database, on_a_table
from .terminal import Terminal
from .wording import Text

_OUTCOMES: dict[str, dict[str, Any]] = {
    "confirmed": {"amount_confirmed": True},
    "unconfirmed": {"amount_confirmed": False},
    "rerun": {"rerun": True},
}
"""What is asked of the inbox for each word."""

_SOURCES = (Source.NOTIFICATION.value, Source.SWEEP.value)


@click.command("list", cls=Command)
@on_a_table("zhixiao_inbox")
@click.option("--from", "begin", type=one_day, metavar="DAY")
@click.option("--to", "end", type=one_day, metavar="DAY")
@app_id
@click.option("--source", type=one_of(*_SOURCES), metavar="|".join(_SOURCES))
@click.option("--outcome", type=one_of(*_OUTCOMES), metavar="|".join(_OUTCOMES))
@click.option("--limit", default="20", type=count, metavar="N", show_default=True)
@as_json
def command(
    terminal: Terminal,
    database: Database,
    *,
    begin: date | None,
    end: date | None,
    app_id: str | None,
    source: str | None,
    outcome: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List payments."""
    asked = _OUTCOMES[outcome] if outcome else {}

    async def read(inbox: Inbox[Any]) -> list[Handled]:
        by = Source(source) if source else None
        rows = inbox.iter_handled(begin, end, app_id=app_id, source=by, **asked)
        payments: list[Handled] = []
        async with aclosing(rows):
            async for handled in rows:
                payments.append(handled)
                if len(payments) > limit:
                    break
        return payments

    payments = ask(database, read)
    shown = payments[:limit]
    more = len(payments) > limit
    if as_json:
        click.echo(written({"payments": [json_of(one) for one in shown], "more": more}), nl=False)
        return
    terminal.table([*map(heading, COLUMNS)], [*map(columns, shown)], numbers=NUMBERS, headed=True)
    if more and not terminal.is_plain:
        terminal.say(Text("inbox.more", limit=limit))
