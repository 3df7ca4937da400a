"""What the document leaves open, as switches: a merchant's code should stand all of them."""

from __future__ import annotations

from typing import Literal, get_args, get_type_hints

import attrs

from ..errors import InvalidRequest


@attrs.frozen(kw_only=True)
class Rules:
    """How this sandbox settles the questions that the document doesn't answer.

    Attributes:
        repeated_out_trade_no: ``refuse`` answers every repeated number with -1; ``same_order``
            gives the order back if nothing in the request differs, and -1 otherwise.
        repeated_out_refund_no: ``refuse`` answers every repeated number with -1;
            ``same_refund`` gives the first refund back, without refunding again, if order and
            amount are the same, and -1 otherwise; ``refund_again`` takes no notice of it, so that
            whoever sends a refund twice has given the money back twice.
        repeated_cancel: Cancelling a cancelled order: ``refuse`` with -1, or ``succeed``.
        listing: Whether ``order_list`` sorts ``ascending`` or ``descending`` by time.
        listing_ends: Whether a window contains its ``end_time`` (``inclusive``) or not
            (``half_open``).
        listing_ids: Whether rows have an ``id``; the document's example has none.
        listing_time: The time of a trade that windows go by and rows show: when the order was
            ``created`` or when it was ``paid``. A refund's is always its own.
        receipt_seconds: How long a receipt is pending before it is issued, in seconds.

    Raises:
        InvalidRequest: A value that isn't one of the choices.
    """

    repeated_out_trade_no: Literal["refuse", "same_order"] = "refuse"
    repeated_out_refund_no: Literal["refuse", "same_refund", "refund_again"] = "refuse"
    repeated_cancel: Literal["refuse", "succeed"] = "refuse"
    listing: Literal["ascending", "descending"] = "ascending"
    listing_ends: Literal["half_open", "inclusive"] = "half_open"
    listing_ids: bool = True
    listing_time: Literal["created", "paid"] = "created"
    receipt_seconds: float = 0.0

    def __attrs_post_init__(self) -> None:
        for name, hint in get_type_hints(type(self)).items():
            choices = get_args(hint)
            if choices and getattr(self, name) not in choices:
                raise InvalidRequest(
                    name, f"must be one of {', '.join(choices)}", given=getattr(self, name)
                )
