"""``zhixiao explain``: what is wrong with a captured request, notification or reply?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..config import Credentials
from ..errors import InvalidRequest
from ..protocol.redact import Redactor
from .command import Command
from .errors import CommandError
from .explain.capture import Capture, from_parts, take_apart
from .explain.report import explain
from .explain.steps import FINE, NOTE, WRONG, Step, any_wrong
from .terminal import Terminal
from .wording import Text

_STYLES = {FINE: "green", WRONG: "bold red", NOTE: "yellow"}


@click.command("explain", cls=Command)
@click.argument("text", required=False)
@click.option("--id", "app_id", metavar="ID")
@click.option("--param", metavar="BASE64")
@click.option("--sign", metavar="HEX")
@click.option("--path", default="", metavar="PATH")
@click.option("--test-credentials", is_flag=True)
@click.pass_obj
def command(
    terminal: Terminal,
    text: str | None,
    app_id: str | None,
    param: str | None,
    sign: str | None,
    path: str,
    test_credentials: bool,
) -> int:
    """Explain and print; return the exit code."""
    credentials = _published() if test_credentials else _from_env()
    shown = Redactor(credentials)
    envelope, steps = _taken_apart(text, (app_id, param, sign), shown)
    if envelope is not None:
        steps += explain(envelope, credentials, shown, path=path)
    _print(terminal, steps, shown)
    return int(any_wrong(steps))


def _published() -> Credentials:
    # The whole sandbox comes with them, a quarter of the command's start.
    from ..sandbox import TEST_CREDENTIALS

    return TEST_CREDENTIALS


def _from_env() -> Credentials:
    try:
        return Credentials.from_env()
    except InvalidRequest as error:
        raise CommandError(Text("explain.or_test_credentials", reason=error.message)) from None


def _taken_apart(
    text: str | None, parts: tuple[str | None, ...], shown: Redactor
) -> tuple[Capture | None, list[Step]]:
    given = [part for part in parts if part is not None]
    if not given:
        return take_apart(_read(text), shown)
    if len(given) < len(parts) or text is not None:
        raise CommandError(Text("explain.parts"))
    return from_parts(*given), []


def _read(argument: str | None) -> str:
    if argument is None or argument == "-":
        text = sys.stdin.buffer.read().decode(errors="replace")
    elif argument.startswith("@"):
        try:
            text = Path(argument[1:]).read_bytes().decode(errors="replace")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise CommandError(Text("explain.no_file", file=argument[1:], reason=reason)) from None
    else:
        text = argument
    if not text.strip():
        raise CommandError(Text("explain.nothing"))
    return text


def _print(terminal: Terminal, steps: list[Step], shown: Redactor) -> None:
    for step in steps:
        head, *details = step.lines(terminal.language)
        # Masked once more as a whole: a secret may have turned up where nobody expected it.
        terminal.say(shown.whole(head), _STYLES[step.mark])
        for line in details:
            terminal.say(shown.whole(line))
    terminal.say("")
    if any_wrong(steps):
        terminal.panel(Text("explain.put_right"), "red")
    else:
        terminal.panel(Text("explain.all_well"), "green")
