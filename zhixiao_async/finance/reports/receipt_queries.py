"""Asking for many orders' receipts, at a steady rate, and a few at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

import attrs
from attrs import field

from ...checks import number, whole
from ...endpoints import PiaojuQueryResult
from ...errors import ZhixiaoError
from ...fields import BEIJING
from ...notify.sweeping import GIVE_UP_AFTER, is_no_answer, pacer
from .receipt_answers import Answer, AnswerFile
from .receipt_orders import PaidOrder

QueryProgress: TypeAlias = Callable[[int, int], None]
"""Called after each query with the number of those done, and of all."""


class ReceiptClient(Protocol):
    """The part of a client that is needed here."""

    @property
    def app_id(self) -> str:
        """The merchant's id."""
        ...

    @property
    def piaoju_query(self) -> Callable[..., Awaitable[PiaojuQueryResult]]:
        """Section 2.9."""
        ...


@attrs.frozen(kw_only=True)
class ReceiptPace:
    """How fast receipts are asked for.

    Attributes:
        rate: Queries a second at most, from 0.01 to 1000. One that a client repeats by its
            ``RetryPolicy`` counts as one.
        concurrency: Queries under way at once at most, from 1 to 64.

    Raises:
        InvalidRequest: A value isn't a number in its range.
    """

    rate: float = field(default=5.0, validator=number(minimum=0.01, maximum=1000))
    concurrency: int = field(default=4, validator=whole(maximum=64))


@attrs.define
class Asked:
    """What came of the queries.

    Attributes:
        answers: By the order's number.
        failed: The errors of those that failed, by the order's number.
        unasked: The numbers of those that weren't asked for, since the gateway stopped answering.
    """

    answers: dict[str, Answer] = field(factory=dict)
    failed: dict[str, ZhixiaoError] = field(factory=dict)
    unasked: list[str] = field(factory=list)


async def ask(
    client: ReceiptClient,
    orders: Sequence[PaidOrder],
    kept: AnswerFile,
    pace: ReceiptPace,
    progress: QueryProgress,
) -> Asked:
    """Ask for each order's receipt, and keep each answer as it comes.

    One order that fails doesn't stop the rest; five queries in a row without an answer do.
    """
    asked = Asked()
    unanswered = 0
    slots = asyncio.Semaphore(pace.concurrency)
    wait = pacer(1 / pace.rate, asyncio.sleep)

    async def ask_one(order: PaidOrder) -> None:
        nonlocal unanswered
        try:
            result = await client.piaoju_query(zx_order_no=order.order_id)
        except ZhixiaoError as error:
            asked.failed[order.order_id] = error
            unanswered = unanswered + 1 if is_no_answer(error) else 0
        else:
            unanswered = 0
            answer = Answer.of(client.app_id, order, result, datetime.now(BEIJING))
            kept.add(answer)
            asked.answers[order.order_id] = answer
        finally:
            slots.release()
            progress(len(asked.answers) + len(asked.failed), len(orders))

    async with asyncio.TaskGroup() as queries:
        for order in orders:
            await slots.acquire()
            if unanswered >= GIVE_UP_AFTER:
                slots.release()
                asked.unasked.append(order.order_id)
                continue
            await wait()
            queries.create_task(ask_one(order))
    return asked
