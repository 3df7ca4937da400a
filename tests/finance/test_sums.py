"""A day's sums by kind and channel, and what is said of one that doesn't add up."""

from __future__ import annotations

import pytest

from zhixiao_async.finance.errors import ExportDamaged, ExportFailed
from zhixiao_async.finance.receipts import KindSum
from zhixiao_async.finance.sums import must_add_up, must_read_back, sums_of

from .days import receipt_of, row, table_of


def test_by_kind_and_channel():
    """Rows and fen are summed for each kind and channel, and for rows that lack either."""
    table = table_of(
        row(1),
        row(2),
        row(3, operate_type="1"),
        row(5, operate_type="1", fee=-100),
        row(4, pay_type=None),
    )
    assert sums_of(table) == (
        KindSum("0", "", 1, 104, 104),
        KindSum("0", "WX", 2, 203, 203),
        KindSum("1", "WX", 2, 3, 203),
    )


def test_empty_day_has_none():
    """A day without rows has no sums."""
    assert sums_of(table_of()) == ()


def test_sum_beyond_64_bits():
    """A sum that no 64-bit number holds is exact."""
    greatest = 2**63 - 1
    (total,) = sums_of(table_of(row(1, fee=greatest), row(2, fee=greatest), row(3, fee=-(2**63))))
    assert (total.fee, total.absolute) == (greatest - 1, 3 * greatest + 1)


def test_fees_that_change_their_signs_are_another_sum():
    """Two rows whose fees changed their signs have the same sum, and are found all the same."""
    receipt = receipt_of(table_of(row(1, fee=-5), row(2, fee=5)))
    with pytest.raises(ExportDamaged):
        must_add_up(receipt, sums_of(table_of(row(1, fee=0), row(2, fee=0))))


@pytest.mark.parametrize(
    ("check", "error"), [(must_read_back, ExportFailed), (must_add_up, ExportDamaged)]
)
def test_another_sum_is_refused(check, error):
    """Rows that don't add up to the receipt are an error with both numbers."""
    receipt = receipt_of(table_of(row(1), row(2)))
    check(receipt, receipt.sums)
    with pytest.raises(error, match=r"0058 2026-11-02.*2 .*203.*1 .*101|1 rows of 101.*2 of 203"):
        check(receipt, sums_of(table_of(row(1))))
