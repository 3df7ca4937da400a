"""Every command of ``zhixiao``, by the words that call it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from zhixiao_async.cli.explain_command import command as explain
from zhixiao_async.cli.inbox_command import command as inbox
from zhixiao_async.cli.journal_command import command as journal
from zhixiao_async.cli.orders_command import command as orders
from zhixiao_async.cli.sandbox_command import command as sandbox


def _pages(command: click.Command, *words: str) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(words), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from _pages(command.get_command(context, name), *words, name)


PAGES = dict(
    page
    for name, command in (
        ("explain", explain),
        ("inbox", inbox),
        ("journal", journal),
        ("orders", orders),
        ("sandbox", sandbox),
    )
    for page in _pages(command, name)
)
