"""Read an export whose file another process has open, without patience: ADDRESS."""

from __future__ import annotations

import sys

from zhixiao_async.finance.errors import ExportFailed
from zhixiao_async.finance.targets import duckdb_file
from zhixiao_async.finance.targets.opening import open_target

duckdb_file._SECONDS = 0
try:
    list(open_target(sys.argv[1]).receipts())
except ExportFailed as error:
    print(error)
