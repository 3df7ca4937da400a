"""The check: pay, deliver, kill, and compare the school's books with the gateway's."""

from __future__ import annotations

import asyncio
import time
from random import Random

import attrs

from zhixiao_async import Client
from zhixiao_async.sandbox import TEST_CREDENTIALS, Sandbox

from .couriers import Couriers, shuffled
from .crew import crew_of, shared_port
from .ledger import Audit, audit, open_ledger
from .worker import Job

CREATED_AT_ONCE = 8


@attrs.frozen(kw_only=True)
class Plan:
    """How much is done, and how.

    Attributes:
        orders: Paid orders.
        copies: Deliveries of each.
        kills: Workers killed from outside, at random moments.
        workers: Processes, of each kind of server in turn.
        servers: The kinds.
        couriers: Deliveries at once.
        seed: Of prices, shuffling and kills.
        inbox: One of ``INBOXES``.
        dies_at: At which passage of the inbox's gap each process kills itself; 0 for never.
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
        """The seed's choices for a purpose."""
        return Random(f"{self.seed} {purpose}")


@attrs.frozen(kw_only=True)
class Report:
    """What was done and what was found.

    Attributes:
        deliveries: Posts to a worker, answered or not.
        successes: Those that were answered with success.
        raced: Those that began while another of the same order was on its way.
        kills: Processes that SIGKILL has ended.
        once: Orders credited once.
        never: Orders not credited.
        twice: Orders credited twice or more often.
        ledger: The sum of the school's books, in fen.
        gateway: The sum of the gateway's.
        rows_missing: Payments that the inbox doesn't hold, or that only the inbox holds.
        seconds: From the first delivery to the last.
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
        """Whether every payment was credited exactly once, by every account."""
        return (self.never, self.twice, self.rows_missing, self.ledger - self.gateway) == (0,) * 4


async def check(url: str, plan: Plan) -> Report:
    """Run it on an empty database."""
    with shared_port() as sock:
        port = sock.getsockname()[1]
        async with Sandbox() as sandbox:
            sandbox.notifier.hold()  # its schedule stands still: the couriers deliver
            prices = _prices(plan)
            open_ledger(url, prices)
            paid = await _pay(sandbox, prices, f"http://127.0.0.1:{port}/notify")
            queue = shuffled(sorted(paid), plan.copies, plan.chance("shuffling"))
            async with crew_of(_jobs(plan, url, port)) as crew:
                couriers = Couriers(
                    sandbox, crew, queue, kills=plan.kills, chance=plan.chance("kills")
                )
                began = time.perf_counter()
                await couriers.work(plan.couriers)
                seconds = time.perf_counter() - began
            orders = [sandbox.order(order_id) for order_id in paid]
            gateway = sum(order.total_fee for order in orders if order.state == "paid")
    return _report(couriers, crew.kills, seconds, paid, audit(url), gateway)


def _jobs(plan: Plan, url: str, port: int) -> list[Job]:
    kinds = [plan.servers[place % len(plan.servers)] for place in range(plan.workers)]
    return [
        Job(server=kind, url=url, port=port, inbox=plan.inbox, dies_at=plan.dies_at)
        for kind in kinds
    ]


def _prices(plan: Plan) -> dict[str, int]:
    chance = plan.chance("prices")
    return {f"T{number:08d}": chance.randint(1, 1_000_000) for number in range(plan.orders)}


async def _pay(sandbox: Sandbox, prices: dict[str, int], notify_url: str) -> dict[str, str]:
    """Create and pay the orders; gives their numbers, the gateway's and the merchant's."""
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
        twice=sum(one > 1 for one in credited),
        ledger=found.fen,
        gateway=gateway,
        rows_missing=len(set(paid.items()) ^ found.inbox),
        seconds=seconds,
    )
