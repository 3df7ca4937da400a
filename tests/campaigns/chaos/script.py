"""The clients' script: random operations, on orders that several clients know."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

import attrs

from zhixiao_async import PayerType

from .ledger import Key, Operation, refund_key

TOTAL = 1000
"""Amount of every order, in fen, small enough that refunds soon exceed it."""

RECENT = 60
"""Number of the latest orders that operations choose from, so that they collide."""


@attrs.frozen
class Step:
    """A call to make.

    Attributes:
        method: Name of the client's method.
        fields: Arguments of the call.
        operation: Record of the call.
        pays: ``order_id`` of the order to be paid first; None for no payment.
    """

    method: str
    fields: dict[str, Any]
    operation: Operation
    pays: str | None = None


class Script:
    """Hands out a number of operations, chosen by a seed."""

    def __init__(self, operations: int, seed: object) -> None:
        self.operations: list[Operation] = []
        self._left = operations
        self._chance = Random(f"script {seed}")
        self._numbers = count(1)
        self._known: deque[tuple[str, str]] = deque(maxlen=RECENT)
        self._tried: deque[str] = deque(maxlen=RECENT)

    def learn(self, order: str, order_id: str) -> None:
        """Let every client work on a created order."""
        self._known.append((order, order_id))

    def steps(self, client: str) -> Iterator[Step]:
        """Yield a client's next steps, until all clients together have made enough."""
        while len(self.operations) < self._left:
            yield self._next(client)

    def _next(self, client: str) -> Step:
        make = self._chance.choices(
            [self._create, self._cancel, self._part, self._whole, self._receipt, self._nonsense],
            [40, 12, 28, 8, 12, 2],
        )[0]
        number = next(self._numbers)
        if not self._known:
            make = self._create
        return make(client, number)

    def _step(
        self, client: str, key: Key, method: str, *, pays: str | None = None, **fields: Any
    ) -> Step:
        operation = Operation(
            number=len(self.operations) + 1, client=client, key=key, order=str(key[1])
        )
        self.operations.append(operation)
        return Step(method, fields, operation, pays)

    def _create(self, client: str, number: int) -> Step:
        order, body = f"o{number}", f"body {number}"
        if self._tried and self._chance.random() < 0.1:
            order = self._chance.choice(self._tried)  # another order's number
        self._tried.append(order)
        return self._step(
            client,
            ("create", order, body),
            "order_create",
            body=body,
            out_trade_no=order,
            total_fee=TOTAL,
            user_no="2013141516",
            notify_url="http://127.0.0.1:9/notify",
        )

    def _cancel(self, client: str, number: int) -> Step:
        order, _ = self._chance.choice(self._known)
        return self._step(client, ("cancel", order), "order_cancel", out_trade_no=order)

    def _part(self, client: str, number: int) -> Step:
        order, order_id = self._chance.choice(self._known)
        fee = self._chance.randint(1, TOTAL // 3)
        return self._step(
            client,
            refund_key(order, f"r{number}", fee),
            "order_refund",
            pays=order_id,
            out_trade_no=order,
            refund_fee=fee,
            out_refund_no=f"r{number}",
        )

    def _whole(self, client: str, number: int) -> Step:
        order, order_id = self._chance.choice(self._known)
        key = refund_key(order, None, TOTAL)
        return self._step(client, key, "order_refund", pays=order_id, out_trade_no=order)

    def _receipt(self, client: str, number: int) -> Step:
        order, order_id = self._chance.choice(self._known)
        return self._step(
            client,
            ("receipt", order),
            "piaoju_create",
            pays=order_id,
            out_trade_no=order,
            payer_type=PayerType.PERSON,
            payer_name="小明",
            phone="13000000000",
        )

    def _nonsense(self, client: str, number: int) -> Step:
        """Make a call that the library or the gateway must refuse."""
        order, _ = self._chance.choice(self._known)
        if self._chance.random() < 0.5:
            key = refund_key(order, "none", 1)
            return self._step(client, key, "order_refund", out_trade_no=order, refund_fee=1)
        key = ("cancel", "nobody's")
        return self._step(client, key, "order_cancel", out_trade_no="nobody's")
