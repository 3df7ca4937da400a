"""What clients were told, against what the gateway's books say was done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from enum import Enum
from typing import Any

import attrs

from zhixiao_async.fields import may_be_one
from zhixiao_async.sandbox.store import Store

Key = tuple[object, ...]
"""What an operation does, so that the books can be asked how often it was done."""


class Outcome(Enum):
    """What a caller was told."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"
    STRAY = "stray"
    """An error that a call which changes something must not end in."""


@attrs.define(kw_only=True)
class Operation:
    """One call and what became of it.

    Attributes:
        number: In the order they were begun.
        client: Who made it.
        key: What it does.
        order: The merchant's number of the order it is about.
        told: What its caller was told; None while it is under way.
        said: The result or the error in words.
        applied: The caller was told that it was done, though not with what result.
        order_id: The gateway's number that the result names.
        began: Seconds since the start.
        ended: Seconds since the start.
    """

    number: int
    client: str
    key: Key
    order: str
    told: Outcome | None = None
    said: str = ""
    applied: bool = False
    order_id: str | None = None
    began: float = 0.0
    ended: float = 0.0

    @property
    def at_least(self) -> int:
        """How often it must have been done, by what its caller was told."""
        return int(self.told is Outcome.OK or self.applied)

    @property
    def at_most(self) -> int:
        """How often it may have been done."""
        return int(self.told is not Outcome.FAILED)

    def __str__(self) -> str:
        told = self.told.value if self.told else "under way"
        return (
            f"#{self.number} {self.began:.3f}-{self.ended:.3f}s {self.client} "
            f"{' '.join(map(str, self.key))}: {told}: {self.said}"
        )


@attrs.frozen
class Books:
    """The gateway's tables: orders, payments, refunds and receipts."""

    orders: Sequence[Any]
    refunds: Sequence[Any]
    receipts: Sequence[Any]

    @classmethod
    def of(cls, db: str) -> Books:
        """Read them from the file of a gateway that has stopped."""
        named = "JOIN orders USING (order_id)"
        with closing(Store(db)) as store:
            return cls(
                store.all("SELECT * FROM orders LEFT JOIN payments USING (order_id)"),
                store.all(f"SELECT refunds.*, out_trade_no FROM refunds {named}"),
                store.all(f"SELECT receipts.*, out_trade_no FROM receipts {named}"),
            )

    def done(self) -> Counter[Key]:
        """How often each thing was done."""
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
    """A refund of a part bears a number; one of the whole needs none."""
    return ("refund", order, number, fee) if number else ("refund all", order)


@attrs.frozen
class Violation:
    """Where the books and what clients were told don't agree, and all that is known of it."""

    what: str
    history: Sequence[Operation]

    def __str__(self) -> str:
        return "\n    ".join([self.what, *map(str, self.history)])


def violations(operations: Iterable[Operation], books: Books) -> list[Violation]:
    """Everything that contradicts the promises of the error model; empty if they were kept."""
    histories: dict[str, list[Operation]] = defaultdict(list)
    for one in operations:
        histories[one.order].append(one)
    found = [*_counts(histories, books), *_identities(histories, books), *_sums(books)]
    return [
        Violation(what, sorted(histories.get(order, []), key=lambda one: one.number))
        for order, what in found
    ]


def _counts(histories: dict[str, list[Operation]], books: Books) -> Iterator[tuple[str, str]]:
    """Ok happened once, failed never, unknown at most once; nothing happened unasked."""
    done = books.done()
    asked: dict[Key, list[Operation]] = defaultdict(list)
    for history in histories.values():
        for one in history:
            asked[one.key].append(one)
            if one.told in (None, Outcome.STRAY):
                yield one.order, f"a change ended in none of its outcomes: {one.said}"
    for key in asked.keys() | done.keys():
        least = sum(one.at_least for one in asked[key])
        most = sum(one.at_most for one in asked[key])
        if not least <= done[key] <= most:
            wanted = f"{least}" if least == most else f"{least} to {most}"
            what = f"{' '.join(map(str, key))}: done {done[key]} times, by what was told {wanted}"
            yield str(key[1]), what


def _identities(histories: dict[str, list[Operation]], books: Books) -> Iterator[tuple[str, str]]:
    """A result names the order that was asked about."""
    order_ids = {row["out_trade_no"]: row["order_id"] for row in books.orders}
    for order, history in histories.items():
        for one in history:
            if one.order_id is not None and not may_be_one(one.order_id, order_ids.get(order, "")):
                yield order, f"#{one.number} was answered with the order {one.order_id}"


def _sums(books: Books) -> Iterator[tuple[str, str]]:
    """No number twice; no more given back than was paid, and as much as the payment says."""
    for name, rows in (("out_trade_no", books.orders), ("out_refund_no", books.refunds)):
        times = Counter(row[name] for row in rows if row[name] is not None)
        of = {row[name]: row["out_trade_no"] for row in rows}
        for number, count in times.items():
            if count > 1:
                yield of[number], f"{count} rows have the {name} {number}"
    refunded: Counter[str] = Counter()
    for row in books.refunds:
        refunded[row["order_id"]] += row["refund_fee"]
    for row in books.orders:
        given_back = refunded[row["order_id"]]
        if given_back != (row["refunded"] or 0) or given_back > (row["fee"] or 0):
            yield (
                row["out_trade_no"],
                f"{given_back} fen given back of {row['fee']} paid; the payment says "
                f"{row['refunded']}",
            )
