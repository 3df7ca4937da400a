"""The check: pay, deliver, kill, and compare the school's ledger with the gateway's."""

from __future__ import annotations

import asyncio
import time
from random import Random

import attrs

from zhixiao_async import Client
from zhixiao_async.sandbox import TEST_CREDENTIALS, Sandbox

from .couriers import Couriers, shuffled
from .ledger import Audit, audit, open_ledger
from .worker import Job
from .workers import run_workers, shared_port

CREATED_AT_ONCE = 8


@attrs.frozen(kw_only=True)
class Plan:
    """Size and seed of a check.

    Attributes:
        orders: Number of paid orders.
        copies: Number of deliveries per order.
        kills: Number of workers killed from outside, at random moments.
        workers: Number of processes, of each kind of server in turn.
        servers: Kinds of server.
        couriers: Number of deliveries at once.
        seed: Seed of prices, order of deliveries and kills.
        inbox: Name of an inbox in ``INBOXES``.
        dies_at: Passage of the inbox's gap at which each process kills itself; 0 for never.
    """

    orders: int
    copies: int
    kills: int
    workers: int = 8
    servers: tuple[str, ...] = ("wsgi", "aiohttp")
    couriers: int = 24
    seed: int = 1
    inbox: str = "whole"
    dies_at: int = 0

    def chance(self, purpose: str) -> Random:
        """Return the seed's random numbers for a purpose."""
        return Random(f"{self.seed} {purpose}")


@attrs.frozen(kw_only=True)
class Report:
    """Figures of a check.

    Attributes:
        deliveries: Number of posts to a worker, answered or not.
        successes: Number of deliveries answered with success.
        raced: Number of deliveries that began while another of the same order was on its way.
        kills: Number of processes ended by SIGKILL.
        once: Number of orders credited once.
        never: Number of orders never credited.
        twice: Number of orders credited twice or more often.
        ledger: Sum of the school's ledger, in fen.
        gateway: Sum of the gateway's paid orders, in fen.
        rows_missing: Number of payments that only the inbox holds, or that the inbox lacks.
        seconds: Seconds from the first delivery to the last.
    """

    deliveries: int
    successes: int
    raced: int
    kills: int
    once: int
    never: int
    twice: int
    ledger: int
    gateway: int
    rows_missing: int
    seconds: float

    @property
    def sound(self) -> bool:
        """True if every payment was credited exactly once, by ledger, gateway and inbox."""
        return (self.never, self.twice, self.rows_missing, self.ledger - self.gateway) == (0,) * 4


async def check(url: str, plan: Plan) -> Report:
    """Run the check on an empty database."""
    with shared_port() as sock:
        port = sock.getsockname()[1]
        async with Sandbox() as sandbox:
            sandbox.notifier.hold()  # the couriers deliver instead of its schedule
            prices = _prices(plan)
            open_ledger(url, prices)
            paid = await pay(sandbox, prices, f"http://127.0.0.1:{port}/notify")
            queue = shuffled(sorted(paid), plan.copies, plan.chance("shuffling"))
            async with run_workers(_jobs(plan, url, port)) as workers:
                couriers = Couriers(
                    sandbox, workers, queue, kills=plan.kills, chance=plan.chance("kills")
                )
                began = time.perf_counter()
                await couriers.work(plan.couriers)
                seconds = time.perf_counter() - began
            orders = [sandbox.order(order_id) for order_id in paid]
            gateway = sum(order.total_fee for order in orders if order.state == "paid")
    return _report(couriers, workers.kills, seconds, paid, audit(url), gateway)


def _jobs(plan: Plan, url: str, port: int) -> list[Job]:
    # Django's ORM is sync.
    servers = ("wsgi",) if plan.inbox == "django" else plan.servers
    kinds = [servers[place % len(servers)] for place in range(plan.workers)]
    return [
        Job(server=kind, url=url, port=port, inbox=plan.inbox, dies_at=plan.dies_at)
        for kind in kinds
    ]


def _prices(plan: Plan) -> dict[str, int]:
    chance = plan.chance("prices")
    return {f"T{number:08d}": chance.randint(1, 1_000_000) for number in range(plan.orders)}


async def pay(sandbox: Sandbox, prices: dict[str, int], notify_url: str) -> dict[str, str]:
    """Create and pay the orders; return their ``out_trade_no`` by ``order_id``."""
    paid: dict[str, str] = {}
    left = list(prices.items())

    async def work(client: Client) -> None:
        while left:
            number, price = left.pop()
            order = await client.order_create(
                body="学费",
                out_trade_no=number,
                total_fee=price,
                user_no="2013141516",
                notify_url=notify_url,
            )
            await sandbox.pay(order.order_id)
            paid[order.order_id] = number

    async with (
        Client(TEST_CREDENTIALS, base_url=sandbox.base_url) as client,
        asyncio.TaskGroup() as group,
    ):
        for _ in range(CREATED_AT_ONCE):
            group.create_task(work(client))
    return paid


def _report(
    couriers: Couriers,
    kills: int,
    seconds: float,
    paid: dict[str, str],
    found: Audit,
    gateway: int,
) -> Report:
    credited = list(found.credits.values())
    return Report(
        deliveries=couriers.deliveries,
        successes=couriers.successes,
        raced=couriers.raced,
        kills=kills,
        once=credited.count(1),
        never=credited.count(0),
        twice=sum(times > 1 for times in credited),
        ledger=found.fen,
        gateway=gateway,
        rows_missing=len(set(paid.items()) ^ found.inbox),
        seconds=seconds,
    )
