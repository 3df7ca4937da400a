"""Switches for what the document leaves open: a merchant's code should stand all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, get_args, get_type_hints

import attrs

from ..checks import choice, number, whole


@attrs.frozen(kw_only=True)
class Rules:
    """A sandbox's answers to the questions that the document leaves open.

    Attributes:
        repeated_out_trade_no: ``refuse`` answers every repeated number with -1; ``same_order``
            returns the order if nothing in the request differs, and -1 otherwise.
        repeated_out_refund_no: ``refuse`` answers every repeated number with -1;
            ``same_refund`` returns the first refund, without refunding again, if order and
            amount are the same, and -1 otherwise; ``refund_again`` takes no notice of it, so that
            whoever sends a refund twice has given the money back twice.
        repeated_cancel: Cancelling a cancelled order: ``refuse`` with -1, or ``succeed``.
        listing: Whether ``order_list`` sorts ``ascending`` or ``descending`` by time.
        listing_ends: Whether a window contains its ``end_time`` (``inclusive``) or not
            (``half_open``).
        listing_ids: Whether rows have an ``id``; the document's example has none.
        listing_time: The time of a trade that windows go by and rows show: when the order was
            ``created`` or when it was ``paid``. A refund's is always its own.
        listing_delay: How long after a payment or a refund its row appears, in seconds.
        listing_echo: The ``end_time`` that a page of ``order_list`` names: as it was ``asked``
            for, or ``normalised``, which makes a second before midnight of a midnight.
        page_cap: The most rows that a page has, whatever ``page_size`` asks for; 0 is no limit.
        mask_default: The rows that ``order_list`` lists without ``mask``: ``both`` kinds, or
            ``trades`` alone.
        receipt_seconds: How long a receipt is pending before it is issued, in seconds.

    Raises:
        InvalidRequest: A value that isn't one of the choices, or a number below 0.
    """

    repeated_out_trade_no: Literal["refuse", "same_order"] = "refuse"
    repeated_out_refund_no: Literal["refuse", "same_refund", "refund_again"] = "refuse"
    repeated_cancel: Literal["refuse", "succeed"] = "refuse"
    listing: Literal["ascending", "descending"] = "ascending"
    listing_ends: Literal["half_open", "inclusive"] = "half_open"
    listing_ids: bool = True
    listing_time: Literal["created", "paid"] = "created"
    listing_delay: float = attrs.field(default=0.0, validator=number(minimum=0))
    listing_echo: Literal["asked", "normalised"] = "asked"
    page_cap: int = attrs.field(default=0, validator=whole(minimum=0))
    mask_default: Literal["both", "trades"] = "both"
    receipt_seconds: float = attrs.field(default=0.0, validator=number(minimum=0))

    def __attrs_post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if choices:
                choice(choices).require(name, getattr(self, name))


def _choices(hint: object) -> tuple[object, ...]:
    return (True, False) if hint is bool else get_args(hint)


_HINTS = get_type_hints(Rules)
_CHOICES = {name: _choices(hint) for name, hint in _HINTS.items()}
"""The choices of each rule; none where any number will do."""


def rules_from(written: Iterable[tuple[str, str]]) -> Rules:
    """Return rules as a command line has them, by name and value, both as text.

    Raises:
        InvalidRequest: Nothing has this name, or it has other choices; the text lists them.
    """
    given: dict[str, Any] = {}
    for name, text in written:
        choice(_CHOICES).require("rule", name)
        known = {str(choice): choice for choice in _CHOICES[name]}
        given[name] = known.get(text, text) if known else _number(_HINTS[name], text)
    return Rules(**given)


def _number(kind: Callable[[str], float], text: str) -> float | str:
    try:
        return kind(text)
    except ValueError:
        return text
