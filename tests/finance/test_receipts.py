"""A receipt comes back from its file as it was."""

from __future__ import annotations

import json

import attrs
import pytest

from zhixiao_async.finance.receipts import Changes, Receipt

from .days import receipt_of, row, table_of

RECEIPT = attrs.evolve(
    receipt_of(table_of(row(1), row(2, operate_type="1"), row(3, pay_type=None))),
    changes=Changes(added=1, removed=2, fee=-300),
    sha256="0f",
    size=3,
)


def test_comes_back():
    """What is written is read back equal, its times and sums included."""
    assert Receipt.from_json(RECEIPT.to_json()) == RECEIPT


def test_sums_are_signed_as_the_gateway_writes_them():
    """The sum of all fees counts a refund as it stands in the listing."""
    assert RECEIPT.fee == 101 + 102 + 103


REFUNDS = [row(n, operate_type="1", fee=fee) for n, fee in enumerate((100, -100, -7))]


def test_refunds_count_without_their_signs():
    """Refunds of both signs don't cancel out."""
    receipt = receipt_of(table_of(row(9, fee=500), *REFUNDS))
    assert (receipt.received, receipt.refunded, receipt.fee) == (500, 207, 493)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"schema": 1}'])
def test_other_text_is_no_receipt(text):
    """Text that isn't a whole receipt is refused, as a half-written file would be."""
    with pytest.raises(ValueError, match=r"no receipt|Expecting value"):
        Receipt.from_json(text)


def test_later_layout_is_refused():
    """A receipt of a layout that this version doesn't know is refused by name."""
    later = json.loads(RECEIPT.to_json()) | {"schema": 2}
    with pytest.raises(ValueError, match="layout 2"):
        Receipt.from_json(json.dumps(later))
