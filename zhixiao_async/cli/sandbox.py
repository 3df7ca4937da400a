"""``zhixiao sandbox``: run the gateway on this machine until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from .._urls import plain_url
from ..errors import InvalidRequest
from ..sandbox import CannotStart, Faults, Sandbox
from ..sandbox.address import EVERYWHERE, machine_url
from ..sandbox.offered import order_by_name
from ..sandbox.rules import rules_from
from .printing import say
from .sandbox_greeting import greeting


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    parser = subcommands.add_parser(
        "sandbox",
        help="run the gateway on this machine",
        description="Run the gateway on this machine, over real HTTP, until Ctrl-C or SIGTERM.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address (default: %(default)s)")
    parser.add_argument(
        "--port", type=_port, default=8765, help="0 takes a free one (default: %(default)s)"
    )
    parser.add_argument(
        "--db", default=":memory:", metavar="FILE", help="keep everything in a file"
    )
    parser.add_argument(
        "--seed-orders",
        type=count,
        default=0,
        metavar="N",
        help="have N made-up orders in the listing",
    )
    parser.add_argument(
        "--days", type=count, default=1, metavar="D", help="spread them over D days (default: 1)"
    )
    parser.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="NAME[:path=…,times=…,probability=…]",
        help="a fault or a dialect of replies, may be repeated; "
        "for instance reset_after:path=/pay_api/order_refund,times=1",
    )
    parser.add_argument(
        "--rule",
        type=_rule,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="how to settle what the document leaves open, may be repeated; "
        "for instance repeated_out_trade_no=same_order",
    )
    parser.add_argument(
        "--public-url",
        type=_url,
        metavar="URL",
        help="where payers reach it, for pay and receipt links (default: with --host 0.0.0.0 this "
        "machine's address, otherwise the address it listens on)",
    )
    parser.add_argument(
        "--allow-remote-notify",
        action="store_true",
        help="also post notifications to other machines than this one",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run until stopped; gives the exit code."""
    try:
        asyncio.run(_serve(options))
    except (CannotStart, InvalidRequest) as error:
        print(f"zhixiao sandbox: {error.message}", file=sys.stderr)
        return 2
    return 0


async def _serve(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    _stop_on_signals(stopped)
    faults = Faults()
    for name, wanted in options.fault:
        order_by_name(faults, name, wanted)
    async with Sandbox(
        host=options.host,
        port=options.port,
        db=options.db,
        rules=rules_from(options.rule),
        faults=faults,
        allow_remote_notify=options.allow_remote_notify,
        public_url=options.public_url or machine_url(options.host, options.port),
        seed_forms=True,
    ) as gateway:
        missing = options.seed_orders - gateway.seeded_orders
        if missing > 0:
            await gateway.seed_orders(missing, options.days)
        everywhere = options.host in EVERYWHERE
        say(greeting(gateway, db=options.db, everywhere=everywhere))
        await stopped.wait()


def _stop_on_signals(stopped: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(one, stopped.set)
        except NotImplementedError:  # Windows: there Ctrl-C interrupts the loop by itself
            return


def _fault(text: str) -> tuple[str, dict[str, str]]:
    name, _, rest = text.partition(":")
    parts = [part.partition("=") for part in rest.split(",") if part]
    wanted = {field: value for field, _, value in parts}
    try:
        order_by_name(Faults(), name, wanted)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return name, wanted


def _rule(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    try:
        rules_from([(name, value)])
    except InvalidRequest as error:
        raise argparse.ArgumentTypeError(error.message) from None
    return name, value


def _url(text: str) -> str:
    try:
        return plain_url("it", text)
    except InvalidRequest as error:
        raise argparse.ArgumentTypeError(error.message) from None


def _port(text: str) -> int:
    number = count(text)
    if number > 65535:
        raise argparse.ArgumentTypeError("a port is at most 65535")
    return number


def count(text: str) -> int:
    """A whole number of a command line."""
    if not text.isdecimal() or not text.isascii():
        raise argparse.ArgumentTypeError(f"{text!r} isn't a whole number")
    return int(text)
