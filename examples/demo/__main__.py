"""Run ``python -m examples.demo`` for the whole journey twice, async and then sync."""

import asyncio

from examples.demo import journey_async, journey_sync

asyncio.run(journey_async.run())
journey_sync.run()
