"""Section 2.8: issue an electronic receipt (票据) for a paid order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import attrs
from attrs import field

from ..checks import (
    identifier,
    made_if_mapping,
    member,
    named_arguments,
    one_of,
    refusal,
    text,
)
from ..messages.text import Text
from ..registry import Effect, Request, Result, endpoint
from .codes import PayerType
from .given import payer_type
from .metadata import AS_NUMBER, none_if_empty


@named_arguments
@attrs.frozen(kw_only=True)
class Piaoju:
    """To whom a receipt is made out: of section 2.8, and inside ``order_create``.

    Attributes:
        payer_type: A person or a company; the enum, or its code.
        payer_name: The name on the receipt.
        phone: Where the receipt is sent.
        payer_taxnum: The taxpayer's number, required for a company.
        payer_address: Address and phone, at the receipt's upper left.
        payer_bank: Bank and account, at the receipt's upper left.
        piaoju_memo: A remark, at the receipt's lower right.
        payer_email: Where the receipt is mailed.

    Raises:
        InvalidRequest: A field breaks one of these rules.
    """

    payer_type: PayerType = field(
        converter=payer_type, validator=member(PayerType), metadata=AS_NUMBER
    )
    payer_name: str = field(validator=text().personal)
    phone: str = field(validator=text().personal)
    payer_taxnum: str | None = field(
        default=None, converter=none_if_empty, validator=identifier(max_bytes=None).personal
    )
    payer_address: str | None = field(
        default=None, converter=none_if_empty, validator=text().personal
    )
    payer_bank: str | None = field(default=None, converter=none_if_empty, validator=text().personal)
    piaoju_memo: str | None = field(
        default=None, converter=none_if_empty, validator=text().personal
    )
    payer_email: str | None = field(
        default=None, converter=none_if_empty, validator=text().personal
    )

    def __attrs_post_init__(self) -> None:
        if self.payer_type is PayerType.COMPANY and self.payer_taxnum is None:
            raise refusal(self, "payer_taxnum", Text("rule.taxnum_required"))


def to_piaoju(value: Piaoju | Mapping[str, object] | None) -> Piaoju | None:
    """Return the object that a mapping of its fields stands for."""
    found: Piaoju | None = made_if_mapping(Piaoju, value)
    return found


@attrs.frozen(kw_only=True)
class PiaojuCreateResult(Result):
    """The gateway's word that the receipt is being issued; ``piaoju_query`` tells how it went.

    Attributes:
        message: The sentence it answered, ``开票成功``: the one result that isn't JSON.
    """

    sentence: ClassVar[str | None] = "message"

    message: str


@endpoint(
    "/pay_api/piaoju/create",
    section="2.8",
    effect=Effect.MONEY,
    resolve_by=Text("resolve_by.piaoju_create"),
)
@attrs.frozen(kw_only=True)
class PiaojuCreate(Piaoju, Request[PiaojuCreateResult]):
    """Issue a receipt for a paid order (section 2.8).

    Attributes:
        out_trade_no: The merchant's number of the order. This or ``zx_order_no``.
        zx_order_no: The gateway's number of the order.
        payer_type: A person or a company; the enum, or its code.
        payer_name: The name on the receipt.
        phone: Where the receipt is sent.
        payer_taxnum: The taxpayer's number, required for a company.
        payer_address: Address and phone, at the receipt's upper left.
        payer_bank: Bank and account, at the receipt's upper left.
        piaoju_memo: A remark, at the receipt's lower right.
        payer_email: Where the receipt is mailed.

    Raises:
        InvalidRequest: A field breaks one of these rules. Nothing was sent.
    """

    out_trade_no: str | None = field(default=None, converter=none_if_empty, validator=identifier())
    zx_order_no: str | None = field(default=None, converter=none_if_empty, validator=identifier())

    def __attrs_post_init__(self) -> None:
        Piaoju.__attrs_post_init__(self)
        one_of(self, "out_trade_no", "zx_order_no")
