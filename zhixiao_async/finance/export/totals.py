"""What the gateway lists, added up by day, kind and channel; nothing is kept."""

from __future__ import annotations

from datetime import date

import attrs

from ...endpoints import Channel, ListedPayType, OperateType
from ...fields import Moment
from ..sums import sums_of
from .day_reader import read_day
from .days import days_of
from .merchants import Merchants, merchants_of

_LIMIT = 8
"""Requests in flight, of the day in hand."""


@attrs.frozen(kw_only=True)
class Total:
    """The rows of a day that are of one kind and channel.

    Attributes:
        app_id: The merchant.
        day: The day.
        kind: ``trade`` or ``refund``; empty where a row doesn't say.
        channel: ``wechat`` or ``alipay``; empty where a row doesn't say, or names another.
        rows: Their number.
        fee: Their sum in fen, as the gateway writes fees.
        absolute: The sum in fen of each without its sign.
        is_open: Whether the day could still change.
    """

    app_id: str
    day: date
    kind: str
    channel: str
    rows: int
    fee: int
    absolute: int
    is_open: bool

    @property
    def net(self) -> int:
        """The sum in fen with a sign: refunds count below 0, and rows of no known kind not."""
        if self.kind == "refund":
            return -self.absolute
        return self.fee if self.kind == "trade" else 0


async def totals(
    merchants: Merchants, begin: Moment, end: Moment, *, page_size: int = 1000
) -> list[Total]:
    """Add up the days of a range, each by itself.

    Arguments and errors as :func:`.run.export_orders`; a day that can't be read is an error.
    """
    found = []
    days = days_of(begin, end)
    for owner in merchants_of(merchants):
        async with owner.open_client(_LIMIT) as client:
            for day in days:
                reading = await read_day(client, day, page_size=page_size, concurrency=_LIMIT)
                found += [
                    Total(
                        app_id=client.app_id,
                        day=day,
                        kind=_kind(each.operate_type),
                        channel=_channel(each.pay_type),
                        rows=each.rows,
                        fee=each.fee,
                        absolute=each.absolute,
                        is_open=reading.is_open,
                    )
                    for each in sums_of(reading.orders)
                ]
    return found


def _kind(code: str) -> str:
    return OperateType(code).name.lower() if code in list(OperateType) else ""


def _channel(code: str) -> str:
    channel: Channel | None = ListedPayType(code).channel if code else None
    return channel.value if channel else ""
