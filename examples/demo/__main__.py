"""``python -m examples.demo``: the whole journey twice, async and then sync."""

import asyncio

from . import journey_async, journey_sync

asyncio.run(journey_async.run())
journey_sync.run()
