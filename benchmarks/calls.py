"""Cost that the library adds to one call: ratios within one run.

- client CPU of one ``order_query`` over loopback, against a bare aiohttp POST of the same bytes
- a synchronous call, against bare ``run_coroutine_threadsafe`` of the same coroutine
- ``import zhixiao_sync``, against ``import aiohttp, cryptography, attrs``
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from statistics import median

import aiohttp

import zhixiao_sync
from benchmarks.pages import CREDENTIALS
from zhixiao_async import Client, OrderQuery
from zhixiao_async.protocol.writing import seal_request, to_json, write
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.transport.headers import CONTENT_TYPE

ROUNDS = 11
CALLS = 300
PATH = "/pay_api/order_query"


def order_query_against_bare_post(port: int) -> tuple[float, float]:
    """Return microseconds of client CPU per call: the library's, and bare aiohttp's."""
    request = OrderQuery(out_trade_no="20881")
    form = seal_request(CREDENTIALS, to_json(write(request)))
    url = f"http://127.0.0.1:{port}{PATH}"

    async def measure() -> tuple[float, float]:
        async with (
            Client(CREDENTIALS, base_url=f"http://127.0.0.1:{port}") as client,
            aiohttp.ClientSession(headers={"Content-Type": CONTENT_TYPE}) as session,
        ):

            async def bare() -> None:
                async with session.post(url, data=form) as response:
                    await response.read()

            ours, theirs = [], []
            for _ in range(ROUNDS):
                ours.append(await _cpu(lambda: client.order_query(out_trade_no="20881")))
                theirs.append(await _cpu(bare))
            return median(ours), median(theirs)

    return asyncio.run(measure())


async def _cpu(call: Callable[[], Awaitable[object]]) -> float:
    started = time.process_time()
    for _ in range(CALLS):
        await call()
    return (time.process_time() - started) / CALLS * 1e6


def sync_call_against_bare_threadsafe(port: int) -> tuple[float, float]:
    """Return microseconds of wall time per call: zhixiao_sync's, and bare threadsafe's."""
    base_url = f"http://127.0.0.1:{port}"
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    client = Client(CREDENTIALS, base_url=base_url)
    ours, theirs = [], []
    with zhixiao_sync.Client(CREDENTIALS, base_url=base_url) as sync_client:
        for _ in range(ROUNDS):
            ours.append(_wall(lambda: sync_client.order_query(out_trade_no="20881")))
            theirs.append(
                _wall(
                    lambda: asyncio.run_coroutine_threadsafe(
                        client.order_query(out_trade_no="20881"), loop
                    ).result()
                )
            )
    asyncio.run_coroutine_threadsafe(client.close(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
    return median(ours), median(theirs)


def _wall(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - started) / CALLS * 1e6


def import_against_its_libraries() -> tuple[float, float]:
    """Return milliseconds of CPU for the imports, less the bare interpreter's."""
    ours, theirs, empty = [], [], []
    for _ in range(ROUNDS):
        ours.append(_import("import zhixiao_sync"))
        theirs.append(_import("import aiohttp, cryptography, attrs"))
        empty.append(_import("pass"))
    return median(ours) - median(empty), median(theirs) - median(empty)


def _import(statement: str) -> float:
    code = f"import time; {statement}; print(time.process_time())"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    return float(printed) * 1000


def main() -> None:
    """Print each figure, its base and their ratio."""
    assert CREDENTIALS == TEST_CREDENTIALS
    command = [sys.executable, "-m", "benchmarks.query_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        rows = [
            ("order_query, µs of CPU, against a bare POST", *order_query_against_bare_post(port)),
            ("sync call, µs, against a bare hop", *sync_call_against_bare_threadsafe(port)),
        ]
        assert server.stdin is not None
        server.stdin.close()
    rows.append(("import, ms of CPU, against its libraries", *import_against_its_libraries()))
    for name, ours, theirs in rows:
        print(f"{name:45} {ours:9.1f} {theirs:9.1f}   ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
