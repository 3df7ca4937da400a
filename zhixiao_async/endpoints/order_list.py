"""Section 2.10: a window of time's orders and refunds, page by page."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
from attrs import field

from ..checks import LARGEST, member, moment, refusal, whole
from ..errors import InvalidRequest
from ..fields import begin_of, beijing, end_of
from ..messages.text import Text
from ..registry import MIB, Effect, Request, Result, endpoint
from .codes import Channel, ListedPayType, Mask, OperateType
from .given import mask as to_mask
from .given import page_number
from .metadata import AS_NUMBER, empty_if_zero

DOCUMENTED_PAGE_SIZE = 1000


def rounded_down(start: datetime) -> datetime:
    """Return a window's start on the wire, which has whole seconds: nothing of it is lost."""
    return start.replace(microsecond=0)


def rounded_up(end: datetime) -> datetime:
    """Return a window's end on the wire.

    Raises:
        InvalidRequest: The calendar ends before it.
    """
    if not end.microsecond:
        return end
    try:
        return end.replace(microsecond=0) + timedelta(seconds=1)
    except OverflowError:
        raise InvalidRequest("end_time", Text("rule.outside_calendar"), given=str(end)) from None


@attrs.frozen(kw_only=True)
class ListedOrder(Result):
    """One row of the listing: a trade or a refund. It names no number of the merchant's own.

    Attributes:
        order_id: The gateway's number, the one that ``order_create`` returned.
        fee: In fen; also a refund's fee is as the gateway writes it.
        id: The row's key, by which a row that comes twice is known.
        operate_type: A trade or a refund.
        pay_type: Alipay or WeChat.
        order_date: Beijing time; of which event the document doesn't say.
        user_no: Student or staff number.
        user_name: Name.
        order_intro: What was paid for.
        remark: A remark.
        device_no: The till.
        item_id: The payment item.
        item_name: Its name.
        mch_code: In the document's example, not in its table.
    """

    order_id: str
    fee: int
    id: str | None = None
    operate_type: OperateType | None = None
    pay_type: ListedPayType | None = None
    order_date: datetime | None = None
    user_no: str | None = None
    user_name: str | None = None
    order_intro: str | None = None
    remark: str | None = None
    device_no: str | None = None
    item_id: str | None = None
    item_name: str | None = None
    mch_code: str | None = None

    @property
    def channel(self) -> Channel | None:
        """The channel, or None where ``pay_type`` is missing or unknown."""
        return self.pay_type.channel if self.pay_type else None


class _Page(Result):
    """Room for what the fast path notes of the rows, which is no part of the result."""

    __slots__ = ("digests",)
    digests: object


@attrs.frozen(kw_only=True)
class OrderListResult(_Page):
    """One page of a window.

    Attributes:
        page_no: Of this page, from 1.
        page_size: Rows a page may hold.
        total_page: Pages in the window.
        total_size: Rows in the window.
        data: The rows.
        begin_time: The window's start, Beijing time.
        end_time: The window's end, Beijing time.
    """

    page_no: int = field(metadata=AS_NUMBER)
    page_size: int = field(metadata=AS_NUMBER)
    total_page: int = field(metadata=AS_NUMBER)
    total_size: int
    data: list[ListedOrder] = field(metadata=empty_if_zero("total_size"))
    begin_time: datetime | None = None
    end_time: datetime | None = None


@endpoint("/pay_api/order_list_item_all", section="2.10", effect=Effect.READ, max_reply=64 * MIB)
@attrs.frozen(kw_only=True)
class OrderList(Request[OrderListResult]):
    """Ask for one page of a window (section 2.10); ``iter_orders`` reads whole windows.

    Attributes:
        begin_time: The window's start: a datetime (a naive one means Beijing time), a date, or the
            document's text. A part of a second is cut off.
        end_time: The window's end; a date means the end of that day. A part of a second is rounded
            up. Whether it is inclusive the document doesn't say.
        page_no: From 1; an int or its text.
        page_size: Rows a page, alike; the document's default is 1000.
        mask: Trades only or refunds only, as the enum or its code; both if not given.

    Raises:
        InvalidRequest: The window is empty, or a value is malformed.
    """

    begin_time: datetime = field(converter=begin_of, validator=moment)
    end_time: datetime = field(converter=end_of, validator=moment)
    page_no: int = field(default=1, converter=page_number, validator=whole(maximum=LARGEST))
    page_size: int = field(
        default=DOCUMENTED_PAGE_SIZE, converter=page_number, validator=whole(maximum=LARGEST)
    )
    mask: Mask | None = field(default=None, converter=to_mask, validator=member(Mask))

    def __attrs_post_init__(self) -> None:
        if beijing(self.begin_time) >= beijing(self.end_time):
            rule = Text("rule.not_after", other="begin_time")
            raise refusal(self, "end_time", rule, given=str(self.end_time))
        # Only now: rounded away from each other, the ends of an empty window lie a second apart.
        object.__setattr__(self, "begin_time", rounded_down(self.begin_time))
        object.__setattr__(self, "end_time", rounded_up(self.end_time))

    def nothing_found(self) -> OrderListResult:
        """Return a page without rows."""
        return OrderListResult(
            page_no=self.page_no, page_size=self.page_size, total_page=0, total_size=0, data=[]
        )
