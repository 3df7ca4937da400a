"""Write a day several times, and say so each time before: ADDRESS FORMAT."""

from __future__ import annotations

import sys

from tests.finance.days import receipt_of, row, table_of
from zhixiao_async.finance.targets.opening import open_target

target = open_target(*sys.argv[1:])
table = table_of(*(row(number) for number in range(40)))
for _ in range(3):
    print("now", flush=True)
    target.write(table, receipt_of(table))
target.close()
