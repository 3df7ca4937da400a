"""The ledger: outcomes that clients saw, against the gateway's records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from enum import Enum
from typing import Any

import attrs

from zhixiao_async.fields import may_be_one
from zhixiao_async.sandbox.database.sqlite import Database

Key = tuple[object, ...]
"""Effect of an operation, by which the records tell how often it was done."""


class Outcome(Enum):
    """Outcome of a call, as its caller saw it."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"
    STRAY = "stray"
    """An error that a changing call must not raise."""


@attrs.define(kw_only=True)
class Operation:
    """One call and its outcome.

    Attributes:
        number: Number of the operation, in the order they began.
        client: Name of the client.
        key: Effect of the operation.
        order: ``out_trade_no`` of its order.
        outcome: Outcome that its caller saw; None while it is under way.
        detail: The result or the error in words.
        applied: Whether the caller learnt that it was done, though without the result.
        order_id: ``order_id`` in the result.
        began: Time of its beginning, in seconds since the start.
        ended: Time of its end, in seconds since the start.
    """

    number: int
    client: str
    key: Key
    order: str
    outcome: Outcome | None = None
    detail: str = ""
    applied: bool = False
    order_id: str | None = None
    began: float = 0.0
    ended: float = 0.0

    def end(self, outcome: Outcome, detail: str) -> None:
        """Record the outcome."""
        self.outcome, self.detail = outcome, detail

    @property
    def at_least(self) -> int:
        """Least number of times it must have been done, by its outcome."""
        return int(self.outcome is Outcome.OK or self.applied)

    @property
    def at_most(self) -> int:
        """Greatest number of times it may have been done, by its outcome."""
        return int(self.outcome is not Outcome.FAILED)

    def __str__(self) -> str:
        outcome = self.outcome.value if self.outcome else "under way"
        return (
            f"#{self.number} {self.began:.3f}-{self.ended:.3f}s {self.client} "
            f"{' '.join(map(str, self.key))}: {outcome}: {self.detail}"
        )


@attrs.frozen
class GatewayRecords:
    """The gateway's tables: orders, payments, refunds and receipts."""

    orders: Sequence[Any]
    refunds: Sequence[Any]
    receipts: Sequence[Any]

    @classmethod
    def of(cls, db: str) -> GatewayRecords:
        """Read the tables from the file of a gateway that has stopped."""
        named = "JOIN orders USING (order_id)"
        with closing(Database(db)) as database:
            return cls(
                database.all("SELECT * FROM orders LEFT JOIN payments USING (order_id)"),
                database.all(f"SELECT refunds.*, out_trade_no FROM refunds {named}"),
                database.all(f"SELECT receipts.*, out_trade_no FROM receipts {named}"),
            )

    def done(self) -> Counter[Key]:
        """Count how often each effect was done."""
        done: Counter[Key] = Counter()
        for row in self.orders:
            done["create", row["out_trade_no"], row["body"]] += 1
            done["cancel", row["out_trade_no"]] += row["state"] == "cancelled"
        for row in self.refunds:
            done[refund_key(row["out_trade_no"], row["out_refund_no"], row["refund_fee"])] += 1
        for row in self.receipts:
            done["receipt", row["out_trade_no"]] += 1
        return +done


def refund_key(order: str, number: str | None, fee: int) -> Key:
    """Return the key of a refund, which has a number unless it is of the whole order."""
    return ("refund", order, number, fee) if number else ("refund all", order)


@attrs.frozen
class Violation:
    """A contradiction between the records and the outcomes, with the order's operations."""

    what: str
    history: Sequence[Operation]

    def __str__(self) -> str:
        return "\n    ".join([self.what, *map(str, self.history)])


def violations(operations: Iterable[Operation], records: GatewayRecords) -> list[Violation]:
    """Return everything that contradicts the promises of the error model."""
    histories: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        histories[operation.order].append(operation)
    found = [*_counts(histories, records), *_identities(histories, records), *_sums(records)]
    return [
        Violation(what, sorted(histories.get(order, []), key=lambda operation: operation.number))
        for order, what in found
    ]


def _counts(
    histories: dict[str, list[Operation]], records: GatewayRecords
) -> Iterator[tuple[str, str]]:
    """Check that ok happened once, failed never, unknown at most once, nothing unasked."""
    done = records.done()
    asked: dict[Key, list[Operation]] = defaultdict(list)
    for history in histories.values():
        for operation in history:
            asked[operation.key].append(operation)
            if operation.outcome in (None, Outcome.STRAY):
                yield operation.order, f"a change ended in none of its outcomes: {operation.detail}"
    for key in asked.keys() | done.keys():
        least = sum(operation.at_least for operation in asked[key])
        most = sum(operation.at_most for operation in asked[key])
        if not least <= done[key] <= most:
            wanted = f"{least}" if least == most else f"{least} to {most}"
            what = f"{' '.join(map(str, key))}: done {done[key]} times, by the outcomes {wanted}"
            yield str(key[1]), what


def _identities(
    histories: dict[str, list[Operation]], records: GatewayRecords
) -> Iterator[tuple[str, str]]:
    """Check that a result names the order of its request."""
    order_ids = {row["out_trade_no"]: row["order_id"] for row in records.orders}
    for order, history in histories.items():
        for operation in history:
            answered = operation.order_id
            if answered is not None and not may_be_one(answered, order_ids.get(order, "")):
                yield order, f"#{operation.number} was answered with the order {answered}"


def _sums(records: GatewayRecords) -> Iterator[tuple[str, str]]:
    """Check that no number is there twice, and that refunds and payments agree."""
    for name, rows in (("out_trade_no", records.orders), ("out_refund_no", records.refunds)):
        times = Counter(row[name] for row in rows if row[name] is not None)
        of = {row[name]: row["out_trade_no"] for row in rows}
        for number, count in times.items():
            if count > 1:
                yield of[number], f"{count} rows have the {name} {number}"
    refunded: Counter[str] = Counter()
    for row in records.refunds:
        refunded[row["order_id"]] += row["refund_fee"]
    for row in records.orders:
        refunded_fee = refunded[row["order_id"]]
        if refunded_fee != (row["refunded"] or 0) or refunded_fee > (row["fee"] or 0):
            yield (
                row["out_trade_no"],
                f"{refunded_fee} fen refunded of {row['fee']} paid; the payment says "
                f"{row['refunded']}",
            )
