"""Rows and fen of both sides by day, kind and channel."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

import attrs

from .difference import signed


class DayKind(NamedTuple):
    """A day, a kind and a channel.

    Attributes:
        day: The day; None for rows of books without a time.
        kind: The listing's code; empty where a row has none.
        channel: The listing's code, or the books' own word; empty where a row has none.
    """

    day: date | None
    kind: str
    channel: str


@attrs.frozen(kw_only=True)
class TotalRow:
    """Both sides' rows of one day, kind and channel.

    Attributes:
        day: The day; None for rows of books without a time.
        kind: The listing's code, ``0`` or ``1``; empty where a row has none.
        channel: The listing's code, ``AL`` or ``WX``, or the books' own word; empty where a row
            has none, and in all rows if the books have no column for it.
        gateway_rows: The gateway's rows.
        gateway_fee: Their sum in fen, never negative.
        books_rows: The books' rows; None for a kind that the books don't hold.
        books_fee: Their sum in fen, never negative; None likewise.
    """

    day: date | None
    kind: str
    channel: str
    gateway_rows: int
    gateway_fee: int
    books_rows: int | None
    books_fee: int | None

    @property
    def difference(self) -> int | None:
        """Fen by which the gateway's sum is above the books'; None for a kind they don't hold."""
        return None if self.books_fee is None else self.gateway_fee - self.books_fee

    @property
    def gateway_net(self) -> int:
        """The gateway's sum in fen, a refund's negative: a column of these adds up to the net."""
        return signed(self.kind, self.gateway_fee)

    @property
    def books_net(self) -> int | None:
        """The books' sum in fen, a refund's negative; None for a kind that they don't hold."""
        return None if self.books_fee is None else signed(self.kind, self.books_fee)


def total_rows(
    gateway: Mapping[DayKind, tuple[int, int]],
    books: Mapping[DayKind, tuple[int, int]],
    held: Collection[str],
) -> tuple[TotalRow, ...]:
    """Return both sides' totals in order.

    Args:
        gateway: Rows and fen at the gateway.
        books: Rows and fen in the books.
        held: The kinds that the books hold.
    """
    keys = sorted({*gateway, *books}, key=lambda key: (str(key.day or "9999"), *key[1:]))
    rows = []
    for key in keys:
        gateway_rows, gateway_fee = gateway.get(key, (0, 0))
        none_held = (None, None) if not is_compared(key.kind, held) else (0, 0)
        books_rows, books_fee = books.get(key, none_held)
        rows.append(
            TotalRow(
                day=key.day,
                kind=key.kind,
                channel=key.channel,
                gateway_rows=gateway_rows,
                gateway_fee=gateway_fee,
                books_rows=books_rows,
                books_fee=books_fee,
            )
        )
    return tuple(rows)


def without_channels(sums: Mapping[DayKind, tuple[int, int]]) -> dict[DayKind, tuple[int, int]]:
    """Return sums over all channels, for books that name none."""
    joined: dict[DayKind, tuple[int, int]] = {}
    for key, (rows, fee) in sums.items():
        before = joined.get(bare := key._replace(channel=""), (0, 0))
        joined[bare] = before[0] + rows, before[1] + fee
    return joined


def without_days(totals: Iterable[TotalRow]) -> tuple[TotalRow, ...]:
    """Return both sides' totals over all days, for books that name none."""
    joined: dict[tuple[str, str], TotalRow] = {}
    for each in totals:
        key = each.kind, each.channel
        bare = attrs.evolve(each, day=None)
        joined[key] = _added(joined[key], bare) if key in joined else bare
    return tuple(joined[key] for key in sorted(joined))


def _added(one: TotalRow, other: TotalRow) -> TotalRow:
    return attrs.evolve(
        one,
        gateway_rows=one.gateway_rows + other.gateway_rows,
        gateway_fee=one.gateway_fee + other.gateway_fee,
        books_rows=_sum(one.books_rows, other.books_rows),
        books_fee=_sum(one.books_fee, other.books_fee),
    )


def _sum(*amounts: int | None) -> int | None:
    known = [each for each in amounts if each is not None]
    return sum(known) if known else None


def is_compared(kind: str, held: Collection[str]) -> bool:
    """Return whether the gateway's rows of a kind are compared with books that hold some kinds.

    A kind that the document doesn't list is compared with books of both.
    """
    return kind in held or len(held) > 1
