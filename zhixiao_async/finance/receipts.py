"""The receipt of an exported day: what was read, when, and what it adds up to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from ..endpoints import OperateType

SCHEMA_VERSION = 1


@attrs.frozen(order=True)
class KindSum:
    """The rows of a day that are of one kind and channel.

    Attributes:
        operate_type: The wire's code, ``0`` for a trade and ``1`` for a refund; empty where a row
            has none.
        pay_type: The wire's code, ``AL`` or ``WX``; empty where a row has none.
        rows: Their number.
        fee: Their sum in fen, as the gateway writes fees: a refund's counts as it stands there.
        absolute: The sum in fen of each without its sign.
    """

    operate_type: str
    pay_type: str
    rows: int
    fee: int
    absolute: int


@attrs.frozen
class Changes:
    """What the gateway lists otherwise than at the reading before, counted by row.

    Attributes:
        added: Rows that weren't listed before.
        removed: Rows that aren't listed any more. A row that differs counts in both.
        fee: By how much the sum of fees grew, in fen.
    """

    added: int
    removed: int
    fee: int


@attrs.frozen(kw_only=True)
class Receipt:
    """What an export knows about one day of one merchant.

    Attributes:
        app_id: The merchant.
        day: The day, from midnight to midnight in Beijing.
        rows: Rows that were written.
        total_size: Rows that the gateway counted in the day's window.
        seam_rows: Rows of the window that stand at its very end, and belong to the next day.
        sums: Rows and fen by kind and channel, in order.
        is_open: Whether the day could still change when its reading began.
        begun_at: When its reading began, Beijing time.
        size: The file's length in bytes; 0 where the target is a database.
        sha256: The file's hash in hex; empty where the target is a database.
        changes: The difference from the reading before; None for a first reading, or an equal one.
        version: The library's version.
        schema: The layout's version.
    """

    app_id: str
    day: date
    rows: int
    total_size: int
    seam_rows: int
    sums: tuple[KindSum, ...]
    is_open: bool
    begun_at: datetime
    size: int = 0
    sha256: str = ""
    changes: Changes | None = None
    version: str = ""
    schema: int = SCHEMA_VERSION

    @property
    def fee(self) -> int:
        """The sum of all fees in fen, as the gateway writes them."""
        return sum(each.fee for each in self.sums)

    @property
    def received(self) -> int:
        """The sum of all trades in fen."""
        return sum(each.fee for each in self.sums if each.operate_type == OperateType.TRADE.value)

    @property
    def refunded(self) -> int:
        """The sum of all refunds in fen, each without the sign that a gateway may give it."""
        refunds = [each for each in self.sums if each.operate_type == OperateType.REFUND.value]
        return sum(each.absolute for each in refunds)

    def to_json(self) -> str:
        """Return it as JSON text, the same for equal receipts."""
        return json.dumps(attrs.asdict(self, value_serializer=_plain), indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Receipt:
        """Read a receipt back.

        Raises:
            ValueError: No receipt, or one of a later layout.
        """
        try:
            return cls._of(json.loads(text))
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"no receipt: {error}") from None

    @classmethod
    def _of(cls, given: Mapping[str, Any]) -> Receipt:
        if given["schema"] > SCHEMA_VERSION:
            raise ValueError(f"a receipt of layout {given['schema']}, written by a later version")
        changes = given["changes"]
        return cls(
            **{
                **given,
                "day": date.fromisoformat(given["day"]),
                "begun_at": datetime.fromisoformat(given["begun_at"]),
                "sums": tuple(KindSum(**each) for each in given["sums"]),
                "changes": None if changes is None else Changes(**changes),
            }
        )


def later_reading(standing: Receipt | None, than: Receipt) -> Receipt | None:
    """Return the receipt of a day that stands there, if it was read later than another reading."""
    is_later = standing is not None and standing.begun_at > than.begun_at
    return standing if is_later else None


def _plain(_: object, __: object, value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
