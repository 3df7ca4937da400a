"""Run a coroutine that takes a second to wind up, to be interrupted twice."""

import asyncio

from zhixiao_sync.bridge.bridge import Bridge


async def stubborn():
    """Wait until cancelled, and a second more."""
    print("waiting", flush=True)
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        print("winding up", flush=True)
        await asyncio.sleep(1)
        raise


bridge = Bridge()
try:
    bridge.run(stubborn)
except KeyboardInterrupt as interrupt:
    print("interrupted", *getattr(interrupt, "__notes__", []), flush=True)
bridge.close()
