"""Keeps pyarrow, if it is imported after this, from importing pandas for nothing."""

import sys

from zhixiao_async.finance.export.worker_process import WithoutPandas

sys.meta_path.insert(0, WithoutPandas)
