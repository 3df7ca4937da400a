"""Write another version of a day, and be killed at a step of it: ADDRESS STEP NTH."""

from __future__ import annotations

import os
import signal
import sys

import sqlalchemy as sa

from tests.finance.days import receipt_of, row, table_of
from zhixiao_async.finance.targets.opening import open_target
from zhixiao_async.finance.targets.sql import inserting

address, wanted, nth = sys.argv[1:]
STEPS = {
    "INSERT INTO zhixiao_receipts": "receipt",
    "DELETE FROM zhixiao_orders": "delete",
    "INSERT INTO zhixiao_orders": "rows",
    "SELECT zhixiao_orders": "sums",
}
reached = []


def reach(step: str) -> None:
    """Be killed before the step that was wanted."""
    reached.append(step)
    if reached.count(wanted) == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)


write_csv = inserting.csv.write_csv


def write_rows(*arguments: object) -> None:
    """Stand in for what makes the rows that PostgreSQL is sent."""
    reach("rows")
    write_csv(*arguments)


inserting.csv.write_csv = write_rows
inserting._ROWS = 50
target = open_target(address)


@sa.event.listens_for(target._engine, "before_cursor_execute")
def before(connection: object, cursor: object, statement: str, *_: object) -> None:
    """See every statement but COPY."""
    for words, step in STEPS.items():
        if statement.startswith(words):
            reach(step)


sa.event.listen(target._engine, "commit", lambda _: reach("commit"))
table = table_of(*(row(number, fee=1) for number in range(120)))
target.write(table, receipt_of(table))
print(reached)
