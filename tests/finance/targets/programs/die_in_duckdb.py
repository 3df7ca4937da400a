"""Write another version of a day, and be killed before it is committed: ADDRESS."""

from __future__ import annotations

import os
import signal
import sys

from tests.finance.days import receipt_of, row, table_of
from zhixiao_async.finance.targets import duckdb_file
from zhixiao_async.finance.targets.opening import open_target

duckdb_file.must_read_back = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
table = table_of(*(row(number, fee=1) for number in range(120)))
open_target(sys.argv[1]).write(table, receipt_of(table))
