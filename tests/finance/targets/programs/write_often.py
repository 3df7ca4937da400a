"""Write a day several times, as one of several processes: ADDRESS FORMAT FIRST_FEE."""

from __future__ import annotations

import sys

from tests.finance.days import receipt_of, row, table_of
from zhixiao_async.finance.targets.opening import open_target

address, file_format, fee = sys.argv[1:]
target = open_target(address, file_format)
table = table_of(*(row(number, fee=int(fee) + number) for number in range(40)))
for _ in range(3):
    target.write(table, receipt_of(table))
target.close()
