"""The forms of a ``Retry-After`` header."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from zhixiao_async.transport.retry_after import retry_after

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
YEAR = 366 * 86400.0


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 120 ", 120.0),
        ("0007", 7.0),
        ("1.5", 1.5),
        ("2.", 2.0),
        ("100000", 100_000.0),
        ("1234567", 1_234_567.0),
        ("31622400", YEAR),
        ("31622401", YEAR),
        ("9" * 400, YEAR),
        ("Sun, 06 Nov 1994 08:51:37 GMT", 120.0),
        ("Sunday, 06-Nov-94 08:51:37 GMT", 120.0),
        ("Sun Nov  6 08:51:37 1994", 120.0),
        ("Sun, 06 Nov 1994 16:51:37 +0800", 120.0),
        ("Wed, 21 Oct 2065 07:28:00 GMT", YEAR),
        (DATE, 1.0),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 1.0),
        *[(odd, 1.0) for odd in ("soon", "-1", "１", "1,5", "1e9", "Sun, 99 Nov 1994", "99:99")],
        (f"Sun, 06 Nov {'9' * 20} 08:49:37 GMT", 1.0),
        ("", 0.0),
        (" ", 0.0),
    ],
)
def test_wish(wish, seconds):
    """The header may have seconds, or a date as the time until it; it never means nothing."""
    assert retry_after({"Retry-After": wish, "Date": DATE}) == seconds


def test_no_wish():
    """Without the header there is nothing to wait for."""
    assert retry_after({"Date": DATE}) == 0


@pytest.mark.parametrize("date", [{}, {"Date": "today"}], ids=["no Date", "odd Date"])
def test_date_by_our_own_clock(date):
    """An answer without a date of its own is measured by this machine's clock."""
    wish = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3500 < retry_after({"Retry-After": wish, **date}) <= 3600
