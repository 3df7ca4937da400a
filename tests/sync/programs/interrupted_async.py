"""Make an async call that is interrupted. ``interrupted_async.py CALL THEN BASE_URL``.

Prints the cancellation's type and notes; THEN ``pass``es or ``raise``s the interruption again.
"""

import asyncio
import sys

import quiet  # noqa: F401

from zhixiao_async import Client
from zhixiao_async.sandbox import TEST_CREDENTIALS

CALL, THEN, BASE_URL = sys.argv[1:]


async def main():
    """Make the call."""
    async with Client(TEST_CREDENTIALS, base_url=BASE_URL) as client:
        await getattr(client, CALL)(out_trade_no="20881")


try:
    asyncio.run(main())
except KeyboardInterrupt as interrupt:
    cancelled = interrupt.__context__
    print(type(cancelled).__name__, *getattr(cancelled, "__notes__", []))
    if THEN == "raise":
        raise
