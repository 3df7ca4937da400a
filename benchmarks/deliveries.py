"""Notifications answered per second: ``python -m benchmarks.deliveries``.

Each of the shipped adapters on each store, with a handler that books through the transaction's
connection, against the bare framework that answers ``success``: ratios within a round, rounds
interleaved. Every server is a process of its own; this process posts genuine sealed notifications
over loopback, with a new connection for each, as the gateway does: each order once, then the same
orders again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import aiohttp
import attrs
from sqlalchemy.exc import OperationalError

from benchmarks.delivery_server import BARE
from tests.campaigns.exactly_once.ledger import open_ledger
from tests.campaigns.exactly_once.worker import READY, Job
from tests.campaigns.exactly_once.workers import shared_port
from tests.support.databases import SERVERS as DATABASES
from tests.support.databases import answer, fresh_database
from zhixiao_async.protocol.writing import seal_request, to_json
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.sandbox.notifications.posting import post

RESULTS = Path(__file__).parent / "results"
FRAMEWORKS = ("aiohttp", "wsgi")
AT_ONCE = 8
Rates = dict[str, list[float]]


def notification(number: int) -> bytes:
    """Return the form that the gateway posts for an order."""
    content = {
        "out_trade_no": f"T{number:08d}",
        "order_id": f"0166467{number:010d}",
        "time_end": "2026-03-02 16:00:00",
        "user_no": "2013141516",
        "user_name": "张三",
        "uid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
        "pay_type": "1",
    }
    return seal_request(TEST_CREDENTIALS, to_json(content))


@contextmanager
def served(framework: str, url: str) -> Iterator[str]:
    """Run a server in a process of its own; yield its ``notify_url``."""
    with shared_port() as sock:
        port = sock.getsockname()[1]
        job = Job(server=framework, url=url, port=port)
        command = [sys.executable, "-m", "benchmarks.delivery_server"]
        with subprocess.Popen(
            [*command, json.dumps(attrs.asdict(job))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdin is not None
            if process.stdout.readline().strip() != READY:
                raise RuntimeError(f"{framework} on {url} didn't start")
            yield f"http://127.0.0.1:{port}/notify"
            process.stdin.close()


async def rate(url: str, forms: list[bytes]) -> float:
    """Return deliveries per second; each has to be answered with success."""
    left = list(forms)

    async def work(session: aiohttp.ClientSession) -> None:
        while left:
            answered = await post(session, TEST_CREDENTIALS, url, left.pop())
            if not answered.verdict.success:
                raise RuntimeError(f"{url}: {answered}")

    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work(session))
        return len(forms) / (time.perf_counter() - started)


def stores(stack: ExitStack, orders: int) -> dict[str, dict[str, str]]:
    """Open a database per framework and server that answers, with a ledger of the orders."""
    prices = {f"T{number:08d}": 100 for number in range(orders)}
    found: dict[str, dict[str, str]] = {framework: {BARE: BARE} for framework in FRAMEWORKS}
    for urls in found.values():
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        urls["sqlite"] = f"sqlite:///{folder}/school.db"
        for name in DATABASES:
            try:
                answer(name)
            except OperationalError:
                print(f"{name} doesn't answer: left out")
                continue
            urls[name] = stack.enter_context(fresh_database(name))
        for name, url in urls.items():
            if name != BARE:
                open_ledger(url, prices)
    return found


def measure(rounds: int, count: int) -> dict[str, Rates]:
    """Return every round's rates for distinct orders and duplicates, by framework and store."""
    rates: dict[str, Rates] = {}
    with ExitStack() as stack:
        found = stores(stack, (rounds + 1) * count)
        urls = {
            f"{framework} {name}": stack.enter_context(served(framework, url))
            for framework, stores in found.items()
            for name, url in stores.items()
        }
        for round_number in range(rounds + 1):  # round 0 opens connections and isn't counted
            first = round_number * count
            forms = [notification(number) for number in range(first, first + count)]
            for name, url in urls.items():
                for kind in ("distinct", "duplicates"):
                    figure = asyncio.run(rate(url, forms))
                    if round_number:
                        rates.setdefault(name, {}).setdefault(kind, []).append(figure)
    return rates


def row(name: str, rates: dict[str, Rates]) -> dict[str, float]:
    """Return median rates, and the least and median ratio to the bare framework in a round."""
    bare = rates[f"{name.split()[0]} {BARE}"]
    figures = {}
    for kind, values in rates[name].items():
        ratios = [ours / theirs for ours, theirs in zip(values, bare[kind], strict=True)]
        figures[f"{kind} a second"] = median(values)
        figures[f"{kind} ratio min"] = min(ratios)
        figures[f"{kind} ratio median"] = median(ratios)
    return figures


def main(arguments: list[str] | None = None) -> None:
    """Measure, print the table, write it down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deliveries")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=200, help="orders in a round")
    options = parser.parse_args([] if arguments is None else arguments)
    rates = measure(options.rounds, options.count)
    table = {name: row(name, rates) for name in rates}
    print(f"\n{'':20}{'distinct/s':>11}{'ratio min':>10}{'median':>8}", end="")
    print(f"{'duplicates/s':>14}{'ratio min':>10}{'median':>8}")
    for name, figures in table.items():
        first, least, middle, again, least_again, middle_again = figures.values()
        print(f"{name:20}{first:>11.0f}{least:>10.2f}{middle:>8.2f}", end="")
        print(f"{again:>14.0f}{least_again:>10.2f}{middle_again:>8.2f}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "deliveries.json").write_text(json.dumps(table, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
