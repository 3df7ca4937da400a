"""Export days by two processes: ``export_days.py PREFIX BEGIN END TARGET``.

It prints each day that is done, and waits then until its input is closed.
"""

import asyncio
import sys

from zhixiao_async.finance.export.run import export_orders


def show(done):
    print(done.day, flush=True)
    sys.stdin.read()


prefix, begin, end, target = sys.argv[1:]
asyncio.run(export_orders(prefix, begin, end, target, workers=2, progress=show))
