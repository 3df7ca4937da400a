"""End an event loop while a handler works in its thread. ``ends_early.py FILE HOW``.

HOW is ``run`` (``asyncio.run`` cancels the task) or ``close`` (its coroutine is closed).
"""

import asyncio
import sys
import threading
import time

from zhixiao_async.notify import Inbox, Payment, Source

FILE, HOW = sys.argv[1:]
PAYMENT = Payment(app_id="7", order_id="1", out_trade_no="1", source=Source.NOTIFICATION)
inside = threading.Event()
kept = []


def slow(payment, connection):
    """Work for more than half a second."""
    connection.create_function("nap", 0, lambda: inside.set() or time.sleep(0.002))
    for n in range(300):
        connection.execute(f"SELECT nap(), {n}")


async def main():
    """Begin a delivery, and return while its handler works."""
    inbox = Inbox(FILE)
    await inbox.create_table()
    kept.append(asyncio.create_task(inbox.handle(PAYMENT, slow)))
    await asyncio.to_thread(inside.wait)


if HOW == "run":
    asyncio.run(main())
else:
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())
    kept[0].get_coro().close()
