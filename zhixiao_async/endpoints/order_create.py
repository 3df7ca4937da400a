"""Section 2.1: create an order and get the link under which it is paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

import attrs
from attrs import field

from ..checks import (
    LARGEST,
    identifier,
    made_if_mapping,
    member,
    named_arguments,
    needs,
    object_of,
    objects_of,
    refusal,
    text,
    web_address,
    whole,
)
from ..fields import BEIJING, JsonValue
from ..messages.text import Text
from ..registry import Effect, Request, Result, endpoint
from .codes import PayType
from .given import pay_type
from .metadata import AS_NUMBER, LOCAL, none_if_empty
from .mini_program import MiniProgramParams, read_params
from .piaoju_create import Piaoju, to_piaoju

LINK_LIFETIME = timedelta(hours=1)
"""Lifetime of a pay link (section 2.1)."""


@named_arguments
@attrs.frozen(kw_only=True)
class GoodsDetail:
    """One line of a receipt with several items. Sums are never compared with the order's.

    Attributes:
        goods_id: The merchant's code of the item.
        goods_name: Its name.
        price: Of one, in fen.
        quantity: How many.
        goods_category: The receipt's item code, needed for an itemised receipt.
    """

    goods_id: str = field(validator=identifier(max_bytes=None))
    goods_name: str = field(validator=text())
    price: int = field(validator=whole(minimum=0, unit="fen", maximum=LARGEST), metadata=AS_NUMBER)
    quantity: int = field(validator=whole(maximum=LARGEST), metadata=AS_NUMBER)
    goods_category: str | None = field(default=None, converter=none_if_empty, validator=text())


def _goods(
    value: Sequence[GoodsDetail | Mapping[str, object]] | None,
) -> Sequence[GoodsDetail] | None:
    if isinstance(value, Sequence) and any(isinstance(line, Mapping) for line in value):
        return [made_if_mapping(GoodsDetail, line) for line in value]
    return cast("Sequence[GoodsDetail] | None", value)


def _link_expiry() -> datetime:
    return datetime.now(BEIJING) + LINK_LIFETIME


@attrs.frozen(kw_only=True)
class OrderCreateResult(Result):
    """The order as the gateway knows it.

    Attributes:
        order_id: The gateway's number. Keep it: the bulk listing names no other.
        out_trade_no: The merchant's number, as it came back.
        url: The page on which the payer pays (not for mini-programs).
        sp_data: The mini-program's payment parameters as received; see
            :meth:`mini_program_params`.
        expires_at: When the link stops working: an hour after the reply was read, Beijing
            time. Until then the order can still turn paid.
    """

    order_id: str
    out_trade_no: str | None = None
    url: str | None = None
    sp_data: JsonValue = None
    expires_at: datetime = field(factory=_link_expiry, eq=False, metadata=LOCAL)

    def mini_program_params(self) -> MiniProgramParams | None:
        """Return what the mini-program hands to its channel, or None if ``sp_data`` is neither.

        Whichever form it came in: WeChat's object or its text, Alipay's trade number alone or
        under ``tradeNO``, as an object, as text, or alone in a list (section 2.1).
        """
        return read_params(self.sp_data)


@endpoint(
    "/pay_api/order_create",
    section="2.1",
    effect=Effect.KEYED,
    resolve_by=Text("resolve_by.order_create"),
)
@attrs.frozen(kw_only=True)
class OrderCreate(Request[OrderCreateResult]):
    """Create an order (section 2.1); its pay link works for an hour.

    Attributes:
        body: What is paid for; at most 128 bytes in UTF-8.
        out_trade_no: The merchant's own number, never used before; at most 40 bytes.
        total_fee: The amount in fen, an int; ``fen("198.00")`` turns yuan into fen.
        notify_url: Where the gateway posts the payment notification (section 2.5): an absolute
            http(s) URL.
        user_no: Student or staff number, or a phone number. Required unless ``openid`` is given.
        user_name: The payer's name.
        return_url: Where the payer is sent after paying: an absolute http(s) URL.
        pay_type: Required for a mini-program; the enum, or its code.
        out_item_id: The merchant's sub-item; at most 40 bytes.
        out_item_name: Its name, required with ``out_item_id``; at most 64 bytes.
        openid: The payer in the mini-program (WeChat's openid, Alipay's user id); needs
            ``pay_type``.
        piaoju: To whom a receipt is made out; a :class:`Piaoju`, or a mapping of its fields.
        goods_detail: The receipt's items, if it has several; each a :class:`GoodsDetail`, or a
            mapping of its fields.

    Raises:
        InvalidRequest: A field breaks one of these rules. Nothing was sent.
    """

    body: str = field(validator=text(max_bytes=128).personal)
    out_trade_no: str = field(validator=identifier(max_bytes=40))
    total_fee: int = field(validator=whole(unit="fen", maximum=LARGEST))
    notify_url: str = field(validator=web_address.personal)
    user_no: str | None = field(
        default=None, converter=none_if_empty, validator=identifier(max_bytes=None).personal
    )
    user_name: str | None = field(default=None, converter=none_if_empty, validator=text().personal)
    return_url: str | None = field(
        default=None, converter=none_if_empty, validator=web_address.personal
    )
    pay_type: PayType | None = field(
        default=None, converter=pay_type, validator=member(PayType), metadata=AS_NUMBER
    )
    out_item_id: str | None = field(
        default=None, converter=none_if_empty, validator=identifier(max_bytes=40)
    )
    out_item_name: str | None = field(
        default=None, converter=none_if_empty, validator=text(max_bytes=64)
    )
    openid: str | None = field(
        default=None, converter=none_if_empty, validator=identifier(max_bytes=None).personal
    )
    piaoju: Piaoju | None = field(default=None, converter=to_piaoju, validator=object_of(Piaoju))
    goods_detail: Sequence[GoodsDetail] | None = field(
        default=None, converter=_goods, validator=objects_of(GoodsDetail)
    )

    def __attrs_post_init__(self) -> None:
        if self.user_no is None and self.openid is None:
            raise refusal(self, "user_no", Text("rule.user_required"))
        needs(self, "openid", "pay_type", Text("why.channel_of_mini_program"))
        needs(self, "out_item_id", "out_item_name", Text("why.name_of_sub_item"))
