"""A whole service, started as its users start it, and hammered while a worker is killed.

The command is a server with several worker processes: uvicorn or gunicorn, say. Each order's
notification is delivered several times, many at once, until every delivery has been answered with
success; meanwhile one of the workers dies by SIGKILL, and the server starts another.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random

import attrs

from tests.support.ports import free_port
from tests.support.processes import children
from zhixiao_async.sandbox import TEST_CREDENTIALS, Sandbox

from .check import pay
from .couriers import Couriers, shuffled

CREDENTIALS = {
    "ZHIXIAO_APP_ID": TEST_CREDENTIALS.app_id,
    "ZHIXIAO_APP_SECRET": str(TEST_CREDENTIALS.app_secret),
    "ZHIXIAO_AES_KEY": str(TEST_CREDENTIALS.aes_key),
}
SECONDS = 60
"""Seconds for the server to listen and to end, and for all deliveries."""


@attrs.frozen(kw_only=True)
class Service:
    """A service under the hammer.

    Attributes:
        command: Arguments of Python, with ``{port}`` in them.
        folder: Where it runs; its output goes to ``output.txt`` there.
        environment: Variables beside the merchant's credentials and this process's.
        prepare: Told the price of each order by ``out_trade_no``, before the server starts.
        path: That of the ``notify_url``.
        orders: Number of orders.
        copies: Number of deliveries of each.
        kills: Number of workers that are killed.
        couriers: Number of deliveries at once.
        seed: Seed of the prices, the order of deliveries and the kills.
    """

    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    prepare: Callable[[dict[str, int]], None]
    path: str = "/notify"
    orders: int = 20
    copies: int = 5
    kills: int = 1
    couriers: int = 8
    seed: int = 1


@attrs.frozen(kw_only=True)
class Hammered:
    """The figures of a service that was hammered.

    Attributes:
        prices: Price of each order, in fen, by ``out_trade_no``.
        order_ids: The gateway's numbers of the orders, all of them paid.
        deliveries: Number of posts, answered or not.
        successes: Number of deliveries answered with success.
        raced: Number of deliveries that began while another of the same order was on its way.
        kills: Number of workers that were killed.
    """

    prices: dict[str, int]
    order_ids: set[str]
    deliveries: int
    successes: int
    raced: int
    kills: int


class ServerWorkers:
    """The workers of a server that replaces those which die."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.kills = 0

    async def wait_for_any(self) -> None:
        """Wait for nothing: the server's main process keeps the socket open."""

    async def kill(self, chance: Random) -> None:
        """Kill a worker, chosen at random."""
        os.kill(chance.choice(workers_of(self._pid)), signal.SIGKILL)
        self.kills += 1


def workers_of(pid: int) -> list[int]:
    """Return the worker processes of a server, without multiprocessing's own helper."""
    return [
        child
        for child in children(pid)
        if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def hammer(service: Service) -> Hammered:
    """Hammer a service, in a loop of its own: the suite's debug mode makes it slow.

    Raises:
        AssertionError: The server ended by itself, or reported an error other than the kill.
        TimeoutError: A delivery isn't answered with success, however often it comes.
    """
    return asyncio.run(asyncio.wait_for(_hammer(service), SECONDS))


async def _hammer(service: Service) -> Hammered:
    chance = Random(service.seed)
    prices = {f"H{number:06d}": chance.randint(1, 1_000_000) for number in range(service.orders)}
    service.prepare(prices)
    port = free_port()
    async with Sandbox() as sandbox, _running(service, port) as process:
        sandbox.notifier.hold()  # the couriers deliver instead of its schedule
        paid = await pay(sandbox, prices, f"http://127.0.0.1:{port}{service.path}")
        workers = ServerWorkers(process.pid)
        queue = shuffled(sorted(paid), service.copies, chance)
        couriers = Couriers(sandbox, workers, queue, kills=service.kills, chance=chance)  # type: ignore[arg-type]
        await couriers.work(service.couriers)
    return Hammered(
        prices=prices,
        order_ids=set(paid),
        deliveries=couriers.deliveries,
        successes=couriers.successes,
        raced=couriers.raced,
        kills=workers.kills,
    )


@asynccontextmanager
async def _running(service: Service, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    command = [part.format(port=port) for part in service.command]
    said = service.folder / "output.txt"
    with said.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *command),
            cwd=service.folder,
            env=os.environ | CREDENTIALS | service.environment,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            await _listening(process, port)
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()
    text = said.read_bytes().decode()
    assert "Traceback" not in text, text


async def _listening(process: asyncio.subprocess.Process, port: int) -> None:
    for _ in range(SECONDS * 20):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 0.05)
                break
        else:
            writer.close()
            return
    raise AssertionError("nobody listens: output.txt says why")
