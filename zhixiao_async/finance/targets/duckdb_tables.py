"""The SQL of an export's two tables in DuckDB, as :mod:`.sql.tables` has them elsewhere."""

# ruff: noqa: S608 - all names in these statements are ours

from __future__ import annotations

from ..schema import DAY_SCHEMA

_TYPES = {"fee": "BIGINT", "order_date": "TIMESTAMPTZ"}
_OTHERS = [name for name in DAY_SCHEMA.names if name not in ("app_id", "day")]
_COLUMNS = ", ".join(f"{name} {_TYPES.get(name, 'VARCHAR')}" for name in _OTHERS)

OF_DAY = "WHERE app_id = ? AND day = ?"

CREATE = f"""
CREATE TABLE IF NOT EXISTS zhixiao_orders (
    app_id VARCHAR, day DATE, row_no INTEGER, {_COLUMNS}, PRIMARY KEY (app_id, day, row_no)
);
CREATE TABLE IF NOT EXISTS zhixiao_receipts (
    app_id VARCHAR, day DATE, row_count BIGINT, is_open BOOLEAN, digest VARCHAR, receipt VARCHAR,
    PRIMARY KEY (app_id, day)
);
"""

KEEP = "INSERT OR REPLACE INTO zhixiao_receipts VALUES (?, ?, ?, ?, ?, ?)"

DELETE = f"DELETE FROM zhixiao_orders {OF_DAY}"

INSERT = f"""
INSERT INTO zhixiao_orders (row_no, {", ".join(DAY_SCHEMA.names)})
SELECT row_no, {", ".join(DAY_SCHEMA.names)} FROM written
"""

ROWS = f"SELECT {', '.join(DAY_SCHEMA.names)} FROM zhixiao_orders {OF_DAY} ORDER BY row_no"

SUMS = f"""
SELECT operate_type, pay_type, count(*), sum(fee), sum(abs(fee::HUGEINT))
FROM zhixiao_orders {OF_DAY} GROUP BY operate_type, pay_type
"""

RECEIPTS = "SELECT receipt, digest FROM zhixiao_receipts"
