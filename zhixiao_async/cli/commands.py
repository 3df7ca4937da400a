"""The ``zhixiao`` command's subcommands, each imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..messages.catalogue import Language
from .command import LazyGroup, name_of
from .terminal import Terminal
from .wording import Text

_NAMES = ("explain", "inbox", "journal", "orders", "sandbox")


class _Commands(LazyGroup):
    def __init__(self, page: str) -> None:
        super().__init__("zhixiao", {name: f"{__package__}.{name}_command" for name in _NAMES})
        self._page = page

    def get_help(self, ctx: click.Context) -> str:
        return self._page.removesuffix("\n")


def run(words: Sequence[str], language: Language, page: str) -> int:
    """Run a subcommand.

    Args:
        words: The words behind ``zhixiao``.
        language: Of all that is printed.
        page: What ``zhixiao --help`` prints, which the entry does without all this.

    Returns:
        The exit code: 0; 1 if something is wrong or wasn't done; 2 if it couldn't start; 3 if it
        didn't do all.
    """
    zhixiao = _Commands(page)
    click.version_option(package_name="zhixiao", message="zhixiao %(version)s")(zhixiao)
    terminal = Terminal(language)
    try:
        return zhixiao.main(list(words), "zhixiao", standalone_mode=False, obj=terminal) or 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "zhixiao"
        terminal.complain(command, Text("usage", problem=_problem(error), command=command))
        return 2
    except click.Abort:
        return 3


def _problem(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return Text("usage.unknown_option", name=error.option_name)
        case click.BadOptionUsage():
            return _wrong_number_of_values(error)
        case click.MissingParameter():
            return Text("usage.missing", name=name_of(error.param))
        case click.BadParameter():
            return Text("usage.refused", name=name_of(error.param), reason=error.message)
    return error.message


def _wrong_number_of_values(error: click.BadOptionUsage) -> Text:
    parameters = error.ctx.command.get_params(error.ctx) if error.ctx else []
    for parameter in parameters:
        if error.option_name in parameter.opts and getattr(parameter, "is_flag", False):
            return Text("usage.takes_no_value", name=error.option_name)
    return Text("usage.needs_value", name=error.option_name)
