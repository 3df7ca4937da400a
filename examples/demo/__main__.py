"""Run ``python -m examples.demo``: a payment's journey, async and then sync; a week's finance."""

import asyncio

from examples.demo import finance, journey_async, journey_sync

asyncio.run(journey_async.run())
journey_sync.run()
finance.run()
