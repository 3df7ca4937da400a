"""The sandbox's rules: every one has a default, choices, and a name."""

import attrs
import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.sandbox import Rules
from zhixiao_async.sandbox.rules import rules_from


def test_defaults():
    """The strictest and the most usual reading, as the documentation lists them first."""
    assert attrs.asdict(Rules()) == {
        "repeated_out_trade_no": "refuse",
        "repeated_out_refund_no": "refuse",
        "repeated_cancel": "refuse",
        "listing": "ascending",
        "listing_ends": "half_open",
        "listing_ids": True,
        "listing_time": "created",
        "listing_delay": 0.0,
        "listing_echo": "asked",
        "page_cap": 0,
        "mask_default": "both",
        "receipt_seconds": 0.0,
    }


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ([], Rules()),
        ([("listing_ids", "False")], Rules(listing_ids=False)),
        ([("listing_ids", "True")], Rules()),
        ([("page_cap", "7")], Rules(page_cap=7)),
        ([("listing_delay", "0.5"), ("listing", "descending")], None),
        ([("receipt_seconds", "0")], Rules()),
    ],
)
def test_as_a_command_line_has_them(written, rules):
    """Names and values as text."""
    assert rules_from(written) == (rules or Rules(listing_delay=0.5, listing="descending"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (("lists", "x"), "rule must be one of repeated_out_trade_no, repeated_out_refund_no, "),
        (("listing", "up"), "listing must be one of ascending, descending, got 'up'"),
        (("listing_ids", "yes"), "listing_ids must be one of True, False, got 'yes'"),
        (("listing_delay", "-1"), "listing_delay must be a number, 0 or more, got -1.0"),
        (("listing_delay", "x"), "listing_delay must be a number, 0 or more, got 'x'"),
        (("page_cap", "-1"), "page_cap must be a whole number, 0 or more, got -1"),
        (("page_cap", "1.5"), "page_cap must be a whole number (an int), got '1.5'"),
        (("receipt_seconds", "-0.1"), "receipt_seconds must be a number, 0 or more, got -0.1"),
    ],
)
def test_what_cannot_be_meant(written, said):
    """The rule's name, its choices and what was given."""
    with pytest.raises(InvalidRequest) as caught:
        rules_from([written])
    assert str(caught.value).startswith(said)
    assert ", got " in str(caught.value)
