"""Greenlets in the place of threads, with which a private event loop can't work.

Where gevent or eventlet has patched threads, the loop's thread is a greenlet on the caller's own
thread: a second client's loop, or the program's own ``asyncio.run``, finds a loop running there
already and fails. With a patched ``select`` the loop waits for a hub that never wakes it.
"""

from __future__ import annotations

import sys

_GEVENT = (
    "gevent has patched threads or select, and this client's event loop needs real ones. "
    "Patch without them, gevent.monkey.patch_all(thread=False, select=False), and make calls by "
    "gevent.get_hub().threadpool.apply(client.order_query, kwds={…}) so that other greenlets "
    "go on meanwhile; or let threads serve instead (gunicorn -k gthread). Nothing was sent."
)
_EVENTLET = (
    "eventlet has patched threads or select, and this client's event loop needs real ones. "
    "Patch without them, eventlet.monkey_patch(thread=False, select=False), and make calls by "
    "eventlet.tpool.execute(client.order_query, …) so that other greenlets go on meanwhile; "
    "or let threads serve instead (gunicorn -k gthread). Nothing was sent."
)


def refuse_greenlets() -> None:
    """Check that threads haven't been turned into greenlets.

    Raises:
        RuntimeError: They have; the text says what to do instead.
    """
    # A program that hasn't imported either library hasn't been patched by it.
    gevent = sys.modules.get("gevent.monkey")
    if gevent is not None and any(map(gevent.is_module_patched, ("threading", "select"))):
        raise RuntimeError(_GEVENT)
    eventlet = sys.modules.get("eventlet.patcher")
    if eventlet is not None and any(map(eventlet.is_monkey_patched, ("thread", "select"))):
        raise RuntimeError(_EVENTLET)
