"""``zhixiao sandbox``: run the gateway on this machine until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from ..sandbox import CannotStart, Faults, Sandbox
from ..sandbox.offered import order_by_name


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
        "--seed-orders", type=count, default=0, metavar="N", help="list N made-up orders"
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
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run until stopped; gives the exit code."""
    try:
        asyncio.run(_serve(options))
    except CannotStart as error:
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
        host=options.host, port=options.port, db=options.db, faults=faults
    ) as gateway:
        if options.seed_orders:
            await gateway.seed_orders(options.seed_orders, options.days)
        print(_greeting(gateway, options), flush=True)
        await stopped.wait()


def _stop_on_signals(stopped: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(one, stopped.set)
        except NotImplementedError:
            return


def _greeting(gateway: Sandbox, options: argparse.Namespace) -> str:
    credentials = gateway.credentials
    days = "1 day" if options.days == 1 else f"{options.days} days"
    listed = f"Listed: {options.seed_orders} made-up orders over {days}\n"
    return (
        f"The sandbox gateway listens on {gateway.base_url} (Ctrl-C ends it)\n"
        f"Console: {gateway.base_url}/\n"
        f"Database: {options.db}\n"
        f"{listed if options.seed_orders else ''}"
        "\n"
        "The vendor's published test credentials and this address, for your shell:\n\n"
        f"export ZHIXIAO_APP_ID={credentials.app_id}\n"
        f"export ZHIXIAO_APP_SECRET={credentials.app_secret!s}\n"
        f"export ZHIXIAO_AES_KEY={credentials.aes_key!s}\n"
        f"export ZHIXIAO_BASE_URL={gateway.base_url}\n"
    )


def _fault(text: str) -> tuple[str, dict[str, str]]:
    name, _, rest = text.partition(":")
    parts = [part.partition("=") for part in rest.split(",") if part]
    wanted = {field: value for field, _, value in parts}
    try:
        order_by_name(Faults(), name, wanted)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return name, wanted


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
