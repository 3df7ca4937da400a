"""Finance for threads and scripts; as :mod:`zhixiao_async.finance`."""
