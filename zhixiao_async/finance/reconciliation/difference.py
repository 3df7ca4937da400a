"""The kinds of difference, and one difference with both amounts and both records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Self, TypeAlias

import attrs

from ...endpoints import OperateType
from ...fields import yuan
from ...messages.text import Text

Record: TypeAlias = Mapping[str, str | int | date | datetime | None]
"""A row of one side by the names of its columns."""


class Difference(StrEnum):
    """A kind of difference; :mod:`zhixiao_async.finance.reconciliation` defines each.

    Attributes:
        label: The Chinese term for it.
    """

    label: str

    def __new__(cls, name: str, label: str = "") -> Self:
        """Make a member of its name and its term."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.label = label
        return member

    MISSING_IN_BOOKS = "MISSING_IN_BOOKS", "账上漏记"
    """The gateway has it, and the books don't."""
    MISSING_AT_GATEWAY = "MISSING_AT_GATEWAY", "渠道无此笔"
    """The books have it, and the gateway doesn't."""
    AMOUNT_DIFFERS = "AMOUNT_DIFFERS", "金额不符"
    """The same order and kind, with other amounts."""
    KIND_DIFFERS = "KIND_DIFFERS", "收退方向不符"
    """The same order and amount, a trade on one side and a refund on the other."""
    CHANNEL_DIFFERS = "CHANNEL_DIFFERS", "渠道不符"
    """The same order, kind, amount and day by different channels."""
    UNMATCHABLE = "UNMATCHABLE", "无单号"
    """A row without the gateway's number of its order."""
    REFUNDED_TWICE = "REFUNDED_TWICE", "重复退款"
    """The gateway has another equal refund, and the books have one less."""
    OVER_REFUNDED = "OVER_REFUNDED", "超额退款"
    """With this refund the gateway has refunded more than was paid."""
    PAID_TWICE = "PAID_TWICE", "重复收款"
    """The gateway has another trade of the same order."""
    DUPLICATE_IN_BOOKS = "DUPLICATE_IN_BOOKS", "重复记账"
    """The books have an equal row more often than the gateway."""
    OTHER_DAY = "OTHER_DAY", "隔日账"
    """The same order, kind and amount on another day."""
    PENDING = "PENDING", "存疑"
    """It has no partner yet, and its day is still open at the gateway, or isn't exported."""


@attrs.frozen(kw_only=True)
class DifferenceRow:
    """A difference, with the rows that it is about.

    Attributes:
        type: Its kind.
        app_id: The merchant; None where only the books have the row, and name none.
        day: The gateway's day, or that of the books where the gateway has no row of the range.
            None where the books name none.
        order_id: The gateway's number of the order; None for a row without one.
        gateway_fee: Fen at the gateway, never negative; None where it has no row.
        books_fee: Fen in the books, never negative; None where they have no row, or no amount.
        gateway: The gateway's row, by the export's columns; None where it has none.
        books: The books' row, with its ``line``; None where they have none.
        gateway_carried: Whether the gateway's row comes from the pool, and was told of before.
        books_carried: Whether the books' row does.
    """

    type: Difference
    app_id: str | None
    day: date | None
    order_id: str | None
    gateway_fee: int | None
    books_fee: int | None
    gateway: Record | None = attrs.field(repr=False)
    books: Record | None = attrs.field(repr=False)
    gateway_carried: bool = False
    books_carried: bool = False

    @property
    def gateway_net(self) -> int | None:
        """Fen at the gateway, a refund's negative; None where it has no row."""
        return _net(self.gateway, "operate_type", self.gateway_fee)

    @property
    def books_net(self) -> int | None:
        """Fen in the books, a refund's negative; None where they have no row, or no amount."""
        return _net(self.books, "kind", self.books_fee)

    @property
    def surplus(self) -> int:
        """Fen that the gateway has more than the books, a refund counted negative.

        Positive is 长款, negative 短款, 0 where both have the same.
        """
        return (self.gateway_net or 0) - (self.books_net or 0)

    @property
    def who_has_more(self) -> Text:
        """The side that has more money by this difference, and how much."""
        surplus = self.surplus
        if not surplus:
            return Text("reconcile.same")
        key = "reconcile.gateway_more" if surplus > 0 else "reconcile.books_more"
        return Text(key, yuan=yuan(abs(surplus)))


def signed(kind: object, fee: int) -> int:
    """Return fen that aren't negative with a sign: a refund's are.

    Args:
        kind: The listing's code.
        fee: The amount.
    """
    return -fee if kind == OperateType.REFUND.value else fee


def _net(record: Record | None, kind: str, fee: int | None) -> int | None:
    return None if record is None or fee is None else signed(record[kind], fee)
