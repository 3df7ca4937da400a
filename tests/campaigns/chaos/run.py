"""A run: clients, a proxy with toxics and a gateway, whose records are compared in the end."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import attrs

import zhixiao_sync
from tests.support.certificate import tls_contexts
from zhixiao_async import (
    Client,
    Connections,
    GatewayError,
    InvalidRequest,
    NotSent,
    NumericId,
    OutcomeUnknown,
    RetryPolicy,
    Timeouts,
)
from zhixiao_async.sandbox import Faults, Refusal, Rules, Sandbox

from .ledger import GatewayRecords, Outcome, violations
from .mixes import MIXES, Mix
from .proxy import HOST, Proxy
from .report import Report
from .script import Script, Step

ASYNC_WORKERS, SYNC_WORKERS = 18, 4
QUICK = Timeouts(connect=1.5, sock_connect=1.5, sock_read=1.5, total=1.5, deadline=4)
ONCE_MORE = RetryPolicy(attempts=2, backoff=0, budget=1e9)
RULES = Rules(repeated_out_refund_no="refund_again")
"""Rules under which a refund that is sent twice is made twice."""

Call = Callable[[Step], Awaitable[Any]]


async def run(name: str, operations: int, seed: int, *, rules: Rules = RULES) -> Report:
    """Run the clients under a mix, and compare."""
    # asyncio's debug mode records the stack of every callback, which takes most of the time.
    asyncio.get_running_loop().set_debug(False)
    began, script = monotonic(), Script(operations, seed)
    with tempfile.TemporaryDirectory() as directory:
        db = str(Path(directory) / "gateway.sqlite")
        async with _world(MIXES[name], db, seed, rules) as (gateway, proxy, calls):
            workers = (
                _work(client, call, script, gateway, MIXES[name].impatience, seed)
                for client, call in calls
            )
            await asyncio.gather(*workers)
        # Everything has stopped: what isn't on record now never happened.
        found = violations(script.operations, GatewayRecords.of(db))
    return Report(
        mix=name,
        seed=seed,
        operations=script.operations,
        violations=found,
        connections=proxy.accepted,
        seconds=monotonic() - began,
    )


@asynccontextmanager
async def _world(
    mix: Mix, db: str, seed: int, rules: Rules
) -> AsyncIterator[tuple[Sandbox, Proxy, list[tuple[str, Call]]]]:
    async with AsyncExitStack() as stack:
        gateway = Sandbox(db=db, faults=Faults(seed), rules=rules)
        mix.faults(gateway.faults)
        await stack.enter_async_context(gateway)
        gateway.notifier.hold()  # no merchant listens
        port, trust = int(gateway.base_url.rpartition(":")[2]), None
        if mix.tls:
            server, trust = tls_contexts()
            port = (await stack.enter_async_context(Proxy(port, tls=server))).port
        proxy = await stack.enter_async_context(Proxy(port, plan=mix.plan, seed=seed))
        if mix.doors:
            doors = asyncio.create_task(_open_and_shut(proxy, Random(f"doors {seed}")))
            stack.callback(doors.cancel)
        calls = _clients(stack, gateway, proxy, Connections(limit=50, ssl=trust))
        yield gateway, proxy, calls


def _clients(
    stack: AsyncExitStack, gateway: Sandbox, proxy: Proxy, connections: Connections
) -> list[tuple[str, Call]]:
    """Return three async clients, one of which resends keyed calls, and one sync client."""
    url = f"{'https' if connections.ssl else 'http'}://{HOST}:{proxy.port}"
    options: dict[str, Any] = {
        "base_url": url,
        "timeouts": QUICK,
        "retry": ONCE_MORE,
        "connections": connections,
    }
    clients = [Client(gateway.credentials, **options) for _ in range(3)]
    clients[2] = clients[2].with_options(retry=attrs.evolve(ONCE_MORE, resend_keyed=True))
    for client in clients:
        stack.push_async_callback(client.close)
    pool = stack.enter_context(ThreadPoolExecutor(SYNC_WORKERS))
    sync = stack.enter_context(zhixiao_sync.Client(gateway.credentials, **options))

    def awaited(client: Client) -> Call:
        return lambda step: getattr(client, step.method)(**step.fields)

    async def in_thread(step: Step) -> Any:
        call = getattr(sync, step.method)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(pool, lambda: call(**step.fields))

    workers = [(f"async {n % 3}", awaited(clients[n % 3])) for n in range(ASYNC_WORKERS)]
    return workers + [("sync", in_thread)] * SYNC_WORKERS


async def _work(
    client: str, call: Call, script: Script, gateway: Sandbox, impatience: float, seed: int
) -> None:
    chance = Random(f"{client} {seed}")
    began = monotonic()
    for step in script.steps(client):
        if step.pays:
            with suppress(Refusal):
                await gateway.pay(step.pays)
        operation = step.operation
        operation.began = monotonic() - began
        # A thread can't be cancelled.
        hurried = client != "sync" and chance.random() < impatience
        await _call(call, step, chance.uniform(0, 0.04) if hurried else None)
        operation.ended = monotonic() - began
        # A number that has lost its zeros can't be paid or refunded by.
        order_id = operation.order_id
        usable = order_id is not None and not isinstance(order_id, NumericId)
        if operation.outcome is Outcome.OK and step.method == "order_create" and usable:
            script.learn(operation.order, order_id)


async def _call(call: Call, step: Step, patience: float | None) -> None:
    """Make the call, and record its outcome."""
    operation = step.operation
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(_begin(call, step))
    hurry = loop.call_later(patience, task.cancel) if patience is not None else None
    try:
        result = await task
    except OutcomeUnknown as error:
        operation.outcome, operation.detail, operation.applied = (
            Outcome.UNKNOWN,
            str(error),
            error.applied,
        )
    except (GatewayError, NotSent, InvalidRequest) as error:
        operation.end(Outcome.FAILED, f"{type(error).__name__}: {error}")
    except asyncio.CancelledError as cancelled:
        if not task.cancelled():
            raise
        notes = getattr(cancelled, "__notes__", [])
        operation.outcome = Outcome.UNKNOWN if notes else Outcome.FAILED
        operation.detail = f"cancelled {notes}"
    except Exception as error:  # the ledger reports it
        operation.end(Outcome.STRAY, repr(error))
    else:
        operation.end(Outcome.OK, repr(result))
        operation.order_id = getattr(result, "order_id", None)
    finally:
        if hurry is not None:
            hurry.cancel()


async def _begin(call: Call, step: Step) -> Any:
    return await call(step)


async def _open_and_shut(proxy: Proxy, chance: Random) -> None:
    while True:
        await asyncio.sleep(chance.uniform(0.01, 0.05))
        proxy.shut()
        await asyncio.sleep(chance.uniform(0.001, 0.01))
        await proxy.open()
