"""The columns of listed orders, in Arrow's types.

Codes are those of the wire (``operate_type`` 0 and 1, ``pay_type`` AL and WX): a code that the
document doesn't list is kept as it came.
"""

from __future__ import annotations

import pyarrow as pa

MOMENT = pa.timestamp("ms", "Asia/Shanghai")
"""Milliseconds, since Parquet has no seconds; a zone's name, since offsets come back reversed."""

CODE = pa.dictionary(pa.int32(), pa.string())

ORDER_SCHEMA = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("operate_type", CODE),
        pa.field("pay_type", CODE),
        pa.field("order_id", pa.string(), nullable=False),
        pa.field("order_date", MOMENT),
        pa.field("fee", pa.int64(), nullable=False),
        pa.field("user_no", pa.string()),
        pa.field("user_name", pa.string()),
        pa.field("mch_code", pa.string()),
        pa.field("order_intro", pa.string()),
        pa.field("remark", pa.string()),
        pa.field("device_no", pa.string()),
        pa.field("item_id", pa.string()),
        pa.field("item_name", pa.string()),
        pa.field("unreadable", pa.string()),
    ]
)
"""A row of the listing: the document's fields in its order, ``fee`` in fen.

``unreadable`` is null, or a JSON object with the text of each optional field that couldn't be read.
"""

DAY_SCHEMA = pa.schema(
    [
        pa.field("app_id", pa.string(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),
        *ORDER_SCHEMA,
    ]
)
"""A row of an export: whose it is, and the day under which the gateway lists it."""
