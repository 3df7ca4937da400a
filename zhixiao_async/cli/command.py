"""Commands of click's that speak the language of their context on pages of --help and in errors.

Their texts are entries of the tables: ``inbox.list`` is a page, ``inbox.list.limit`` an option on
it, ``option.db`` one that stands on several.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from ..errors import ZhixiaoError
from .errors import CommandError
from .help_page import section, wrapped
from .terminal import Terminal
from .wording import Text


def _language(given: str) -> str:
    if given not in ("en", "zh"):
        raise click.BadParameter(Text("usage.unknown_language", given=given))
    return given


# The entry has read it already, since click's own errors have a language, too.
_LANG = click.Option(["--lang"], metavar="[en|zh]", type=_language, expose_value=False)


class _Localized(click.Command):
    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """Return the names of the option that prints the page."""
        return ["-h", "--help"]

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters, --lang before --help."""
        *own, help_option = super().get_params(ctx)
        return [*own, _LANG, help_option]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command line.

        Raises:
            click.UsageError: They aren't those of the command; it knows which command that is.
        """
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help(self, ctx: click.Context) -> str:
        """Return the page of --help."""
        terminal: Terminal = ctx.obj
        _, *pieces = self.collect_usage_pieces(ctx)
        usage = Text("help.usage", command=ctx.command_path, rest=" ".join(pieces))
        parameters = self.get_params(ctx)
        arguments = [each for each in parameters if isinstance(each, click.Argument)]
        options = [each for each in parameters if isinstance(each, click.Option)]
        lines = [terminal.localized(usage).rstrip(), ""]
        lines += wrapped(terminal.localized(Text(_key(ctx))), terminal.width)
        for heading, rows in (
            (
                "help.arguments",
                [(name_of(argument), _about(argument, ctx)) for argument in arguments],
            ),
            ("help.options", [(_spelling(option, ctx), _about(option, ctx)) for option in options]),
            ("help.commands", self._subcommands(ctx)),
        ):
            told = [(name, terminal.localized(about)) for name, about in rows]
            lines += section(terminal.localized(Text(heading)), told, terminal.width)
        return "\n".join(lines)

    def _subcommands(self, ctx: click.Context) -> list[tuple[str, str]]:
        return []


class Command(_Localized):
    """A command that does something."""

    # click's own sentence about what is too much has but one language.
    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command line, not one more than the command takes."""
        super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            raise click.UsageError(Text("usage.too_much", words=" ".join(ctx.args)), ctx)
        return []

    def invoke(self, ctx: click.Context) -> int:
        """Run the command; return its exit code."""
        terminal: Terminal = ctx.obj
        try:
            return super().invoke(ctx) or 0
        except CommandError as error:
            message, code = error.message, error.code
        except ZhixiaoError as error:
            message, code = error.localized(terminal.language), 2
        except KeyboardInterrupt:
            message, code = Text("interrupted"), 3
        terminal.complain(" ".join(ctx.command_path.split()[:2]), message)
        return code


class Group(_Localized, click.Group):
    """A command that consists of others."""

    command_class = Command

    def __init__(self, name: str, **settings: Any) -> None:
        settings |= {"invoke_without_command": True, "callback": _must_have_one}
        super().__init__(name, subcommand_metavar="COMMAND [ARGS]...", **settings)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return a subcommand.

        Raises:
            click.UsageError: There is none of this name.
        """
        found = super().get_command(ctx, cmd_name)
        if found is None:
            names = ", ".join(self.list_commands(ctx))
            raise click.UsageError(
                Text("usage.unknown_command", name=cmd_name, commands=names), ctx
            )
        return found

    def _subcommands(self, ctx: click.Context) -> list[tuple[str, str]]:
        return [(name, Text(f"{_key(ctx)}.{name}")) for name in self.list_commands(ctx)]


class LazyGroup(Group):
    """A command that consists of others, each imported when it is asked for.

    Args:
        name: Its own.
        modules: The module of each command, which is called ``command`` there.
    """

    def __init__(self, name: str, modules: Mapping[str, str], **settings: Any) -> None:
        super().__init__(name, **settings)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the subcommands."""
        return sorted({*self.commands, *self._modules})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return a subcommand; errors as :meth:`Group.get_command`."""
        if cmd_name in self._modules and cmd_name not in self.commands:
            self.add_command(import_module(self._modules[cmd_name]).command, cmd_name)
        return super().get_command(ctx, cmd_name)


@click.pass_context
def _must_have_one(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None and isinstance(ctx.command, click.Group):
        names = ", ".join(ctx.command.list_commands(ctx))
        raise click.UsageError(Text("usage.no_command", commands=names), ctx)


def name_of(parameter: click.Parameter | None) -> str:
    """Return what a parameter is called: ``--db``, ``ORDER_ID``."""
    if isinstance(parameter, click.Option):
        return parameter.opts[-1]
    return (parameter.metavar or (parameter.name or "").upper()) if parameter else ""


def _spelling(option: click.Option, ctx: click.Context) -> str:
    record = option.get_help_record(ctx)
    return record[0] if record else ""


def _about(parameter: click.Parameter, ctx: click.Context) -> Text:
    # An argument may be called TO beside an option --to: it goes by the function's own name.
    argument = parameter.name if isinstance(parameter, click.Argument) else None
    name = argument or name_of(parameter).removeprefix("--").replace("-", "_")
    key = f"{_key(ctx)}.{name}"
    about = Text(key if key in Text.tables else f"option.{name}")
    if isinstance(parameter, click.Option) and parameter.show_default:
        return Text("help.default", about=about, value=parameter.default)
    return about


def _key(ctx: click.Context) -> str:
    return ".".join(ctx.command_path.split()[1:])
