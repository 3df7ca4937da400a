"""Rows with any values at all, among them texts that a file or a table may spoil."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle

import pyarrow as pa
from hypothesis import strategies as st

from zhixiao_async.finance.schema import CODE, DAY_SCHEMA, MOMENT

from ..days import row

TRADE = row(1, user_no="0042", remark="", user_name=None, mch_code="1e5")
REFUNDED = row(2, operate_type="1", pay_type="AL", fee=5)

ODD = [
    *["", " ", "'", "''", '"', '""', '="1"', "=", "\t", "\r", "\n", "\r\n", ",", "\x00", "\ufeff"],
    *["0123", "1e5", "1-2", "3月4日", "-", "+86", "-1", "@SUM(A1)", "=1+1", "=cmd|' /C calc'!A0"],
    *["＝1", "a\r\nb", 'a"b', "'=1", "null", "NaN", "None", "\\N", "_x0041_", "x" * 300, "1" * 300],
    *["true", " 1", "1 ", "😀", "水吧;", "\u2028", "\u3000=1", "\\", "a\\", "交易", "\\.", "\x1f"],
]
_FIRST, _LAST = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999)
_EPOCH = datetime(1970, 1, 1, 8)
_MILLISECOND = timedelta(milliseconds=1)

_texts = st.lists(st.sampled_from(ODD) | st.text(max_size=8) | st.none(), min_size=1, max_size=30)
_fees = st.integers(-(2**63), 2**63 - 1)
_moments = st.datetimes(_FIRST, _LAST).map(lambda time: (time - _EPOCH) // _MILLISECOND)


@st.composite
def days(
    draw: st.DrawFn,
    moments: st.SearchStrategy[int] = _moments,
    fees: st.SearchStrategy[int] = _fees,
) -> pa.Table:
    """Make a table of a day; its columns take their texts in turn, which is faster to draw.

    Args:
        draw: Hypothesis's.
        moments: Times of orders in milliseconds.
        fees: Fees in fen.
    """
    texts = cycle(draw(_texts))
    names = {
        field.name: field.nullable for field in DAY_SCHEMA if field.type in (pa.string(), CODE)
    }
    rows = []
    for fee in draw(st.lists(fees, max_size=4)):
        values = {name: next(texts) for name in names if name != "app_id"}
        filled = {name: "" for name in values if values[name] is None and not names[name]}
        rows.append(
            row(1) | values | filled | {"fee": fee, "order_date": draw(moments | st.none())}
        )
    return pa.Table.from_pylist(rows, schema=DAY_SCHEMA)


def values_of(table: pa.Table) -> list[dict[str, object]]:
    """Return a day's rows for a comparison, times in milliseconds.

    Python has no time before the year 1, which the calendar's first hours are in UTC.
    """
    assert table.schema == DAY_SCHEMA
    plain = {CODE: pa.string(), MOMENT: pa.int64()}
    schema = pa.schema([(each.name, plain.get(each.type, each.type)) for each in DAY_SCHEMA])
    return table.cast(schema).to_pylist()
