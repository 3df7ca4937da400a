"""``zhixiao explain``: what is wrong with a captured request, notification or reply?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .._shown import Shown
from ..config import Credentials
from ..errors import InvalidRequest
from ..sandbox import TEST_CREDENTIALS
from .complaints import CannotDo
from .explaining.captured import Captured, from_parts, take_apart
from .explaining.steps import Language, Step, any_wrong
from .explaining.whole import explain
from .printing import say

_ENDS: dict[Language, dict[bool, str]] = {
    "en": {False: "All is well.", True: "Put right what is marked [!!]."},
    "zh": {False: "一切正常。", True: "请改正标有 [!!] 的各项。"},
}


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    parser = subcommands.add_parser(
        "explain",
        help="say what is wrong with a captured request, notification or reply",
        description="Take a captured envelope apart, step by step. The credentials come from"
        " ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY, and no secret is printed. Gives"
        " 0 if all is well, 1 if something is wrong, 2 if it couldn't start.",
    )
    parser.add_argument(
        "captured",
        nargs="?",
        metavar="TEXT",
        help="the form body, the reply's JSON or a curl command; @FILE reads a file; none, or -,"
        " standard input",
    )
    parser.add_argument("--id", metavar="ID", help="with --param and --sign: fields one by one")
    parser.add_argument("--param", metavar="BASE64", help="param before url-encoding")
    parser.add_argument("--sign", metavar="HEX", help="the sign")
    parser.add_argument("--path", default="", help="where it was posted: /pay_api/order_create")
    parser.add_argument(
        "--test-credentials",
        action="store_true",
        help="the vendor's published test credentials instead of the environment's",
    )
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="(default: en)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Explain and print; gives the exit code."""
    try:
        credentials = _credentials(options)
        shown = Shown(credentials)
        captured, steps = _captured(options, shown)
    except CannotDo as error:
        print(f"zhixiao explain: {error}", file=sys.stderr)
        return error.code
    if captured is not None:
        steps += explain(captured, credentials, shown, path=options.path)
    _print(steps, shown, options.lang)
    return int(any_wrong(steps))


def _credentials(options: argparse.Namespace) -> Credentials:
    if options.test_credentials:
        return TEST_CREDENTIALS
    try:
        return Credentials.from_env()
    except InvalidRequest as error:
        raise CannotDo(f"{error.message} (or say --test-credentials)") from None


def _captured(options: argparse.Namespace, shown: Shown) -> tuple[Captured | None, list[Step]]:
    parts = [options.id, options.param, options.sign]
    if any(one is not None for one in parts):
        if None in parts or options.captured is not None:
            raise CannotDo("--id, --param and --sign are given together, and without TEXT")
        return from_parts(*parts), []
    text = _text(options.captured)
    if not text.strip():
        raise CannotDo("nothing was given to explain")
    return take_apart(text, shown)


def _text(argument: str | None) -> str:
    if argument is None or argument == "-":
        return sys.stdin.buffer.read().decode(errors="surrogateescape")
    if not argument.startswith("@"):
        return argument
    try:
        return Path(argument[1:]).read_bytes().decode(errors="surrogateescape")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotDo(f"{argument[1:]} can't be read: {reason}") from None


def _print(steps: list[Step], shown: Shown, language: Language) -> None:
    lines = [line for one in steps for line in one.lines(language)]
    # Masked once more as a whole: a secret may have turned up where nobody expected it.
    say(shown.whole("\n".join([*lines, "", _ENDS[language][any_wrong(steps)]])))
