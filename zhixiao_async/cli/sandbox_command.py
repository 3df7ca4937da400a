"""``zhixiao sandbox``: run the gateway on this machine until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import click

from ..config.urls import plain_url
from ..errors import InvalidRequest
from ..sandbox import Faults, Sandbox
from ..sandbox.presets import inject_by_name
from ..sandbox.rules import rules_from
from ..sandbox.server.address import EVERYWHERE, machine_url
from .command import Command
from .numbers import count
from .sandbox_greeting import greet
from .terminal import Terminal
from .wording import Text

Fault = tuple[str, Mapping[str, str]]


def _port(text: str) -> int:
    number = count(text)
    if number > 65535:
        raise click.BadParameter(Text("usage.no_port"))
    return number


@contextmanager
def _checked() -> Iterator[None]:
    """Have click name the option whose value the sandbox refuses."""
    try:
        yield
    except InvalidRequest as error:
        raise click.BadParameter(error.message) from None


def _fault(text: str) -> Fault:
    name, _, rest = text.partition(":")
    parts = [part.partition("=") for part in rest.split(",") if part]
    wanted = {field: value for field, _, value in parts}
    with _checked():
        inject_by_name(Faults(), name, wanted)
    return name, wanted


def _rule(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    with _checked():
        rules_from([(name, value)])
    return name, value


def _url(text: str) -> str:
    with _checked():
        return plain_url("URL", text)


@click.command("sandbox", cls=Command)
@click.option("--host", default="127.0.0.1", metavar="HOST", show_default=True)
@click.option("--port", default="8765", type=_port, metavar="PORT", show_default=True)
@click.option("--db", default=":memory:", metavar="FILE")
@click.option("--seed-orders", default="0", type=count, metavar="N")
@click.option("--days", default="1", type=count, metavar="D", show_default=True)
@click.option(
    "--fault",
    "faults",
    type=_fault,
    multiple=True,
    metavar="NAME[:path=…,times=…,probability=…]",
)
@click.option("--rule", "rules", type=_rule, multiple=True, metavar="NAME=VALUE")
@click.option("--public-url", type=_url, metavar="URL")
@click.option("--allow-remote-notify", is_flag=True)
@click.pass_obj
def command(terminal: Terminal, /, **options: Any) -> None:
    """Run until stopped."""
    # Where signal handlers can't be had (Windows), Ctrl-C still is the way to end it.
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(terminal, **options))


async def _serve(
    terminal: Terminal,
    *,
    host: str,
    port: int,
    db: str,
    seed_orders: int,
    days: int,
    faults: tuple[Fault, ...],
    rules: tuple[tuple[str, str], ...],
    public_url: str | None,
    allow_remote_notify: bool,
) -> None:
    stopped = asyncio.Event()
    _stop_on_signals(stopped)
    injected = Faults()
    for name, wanted in faults:
        inject_by_name(injected, name, wanted)
    async with Sandbox(
        host=host,
        port=port,
        db=db,
        rules=rules_from(rules),
        faults=injected,
        allow_remote_notify=allow_remote_notify,
        public_url=public_url or machine_url(host, port),
        seed_forms=True,
    ) as gateway:
        missing = seed_orders - gateway.seeded_orders
        if missing > 0:
            await gateway.seed_orders(missing, days)
        greet(terminal, gateway, db=db, everywhere=host in EVERYWHERE)
        await stopped.wait()


def _stop_on_signals(stopped: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stopped.set)
        except NotImplementedError:  # Windows: there Ctrl-C interrupts the loop by itself
            return
