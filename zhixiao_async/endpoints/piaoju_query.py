"""Section 2.9: how far is a receipt?"""

from __future__ import annotations

import attrs
from attrs import field

from ..checks import identifier, one_of
from ..registry import Effect, Request, Result, endpoint
from .codes import PayerType, PiaojuStatus
from .metadata import also_read, none_if_empty


@attrs.frozen(kw_only=True)
class PiaojuQueryResult(Result):
    """A receipt (section 2.9).

    Attributes:
        zx_order_no: The gateway's number of the order (``zx_trade_no`` in the document's example).
        status: Not issued, issued, failed, pending, printed or reversed.
        out_trade_no: The merchant's number of the order.
        url: Where the receipt can be fetched.
        ebill_no: Its number.
        ebill_code: Its code.
        check_code: Its check code.
        phone: Where it was sent.
        payer_type: A person or a company.
        payer_name: The name on it.
        payer_taxnum: The taxpayer's number.
        payer_address: Address and phone.
        payer_bank: Bank and account.
        payer_email: Where it was mailed.
        piaoju_memo: The remark on it.
    """

    zx_order_no: str = field(metadata=also_read("zx_trade_no"))
    status: PiaojuStatus
    out_trade_no: str | None = None
    url: str | None = None
    ebill_no: str | None = None
    ebill_code: str | None = None
    check_code: str | None = None
    phone: str | None = None
    payer_type: PayerType | None = None
    payer_name: str | None = None
    payer_taxnum: str | None = None
    payer_address: str | None = None
    payer_bank: str | None = None
    payer_email: str | None = None
    piaoju_memo: str | None = None


@endpoint("/pay_api/piaoju/query", section="2.9", effect=Effect.READ)
@attrs.frozen(kw_only=True)
class PiaojuQuery(Request[PiaojuQueryResult]):
    """Ask for a paid order's receipt (section 2.9), by either number.

    Attributes:
        zx_order_no: The gateway's number.
        out_trade_no: The merchant's number.

    Raises:
        InvalidRequest: Neither number is given.
    """

    zx_order_no: str | None = field(
        default=None,
        converter=none_if_empty,
        validator=identifier(),
        metadata=also_read("zx_trade_no"),
    )
    out_trade_no: str | None = field(default=None, converter=none_if_empty, validator=identifier())

    def __attrs_post_init__(self) -> None:
        one_of(self, "zx_order_no", "out_trade_no")
