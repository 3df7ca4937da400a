"""``zhixiao inbox rerun``: a handler run again for a payment that was handled before."""

from __future__ import annotations

from typing import Any

import click

from ..notify import Handled, Inbox
from ..notify.callables import require_handler
from ..notify.error_places import type_and_place
from ..notify.harmless_texts import harmless_text
from ..store.async_or_sync import is_blocking
from ..telemetry.log_fields import plain
from .command import Command
from .errors import CommandError, told
from .handlers import loaded
from .inbox_json import as_json as json_of
from .inbox_json import written
from .inbox_search import app_id, as_json, ask, found, number
from .store_database import Database, on_a_table
from .terminal import Terminal
from .wording import Text


@click.command("rerun", cls=Command)
@on_a_table("zhixiao_inbox")
@click.option("--handler", required=True, metavar="MODULE:FUNCTION")
@click.option("--yes", is_flag=True)
@app_id
@as_json
@number
def command(
    terminal: Terminal,
    database: Database,
    number: str,
    app_id: str | None,
    handler: str,
    yes: bool,
    as_json: bool,
) -> None:
    """Run a handler again for one payment."""
    with loaded(handler) as function:

        async def run_again(inbox: Inbox[Any]) -> Handled:
            require_handler(function, blocking=inbox.store.blocking)
            handled = await found(inbox, database, number, app_id)
            if not yes:
                would = Text("inbox.would_rerun", what=_what(handler, handled))
                raise CommandError(would, code=1)
            try:
                return await inbox.rerun(*handled.payment.key, function)
            except Exception as error:
                failed = Text("inbox.rerun_failed", reason=_reason(error))
                raise CommandError(failed, code=1) from None

        handled = ask(database, run_again, blocking=is_blocking(function))
    if as_json:
        click.echo(written(json_of(handled)), nl=False)
    else:
        what = _what(handler, handled)
        terminal.say(Text("inbox.reran", what=what, reruns=handled.reruns))


def _what(handler: str, handled: Handled) -> Text:
    app_id, order_id = map(plain, handled.payment.key)
    return Text("inbox.again", handler=handler, order_id=order_id, app_id=app_id)


def _reason(error: BaseException) -> str:
    """Return why a handler failed, as the log tells it: an error's own text may be personal."""
    text = harmless_text(error)
    if text is None:
        return type_and_place(error)
    return told(error, lambda error: f"{type_and_place(error)}: {text}")
