"""The errors of a window that doesn't add up, each with the window that it is about."""

from __future__ import annotations

from ..endpoints import OrderList
from ..errors import WindowChanged
from ..messages.text import Text
from .batches import Contradiction
from .prefetch import WindowReading
from .rows import RowsT

_LONGEST_ID = 64


def changed(window: WindowReading[RowsT], why: Text) -> WindowChanged:
    """Return the error for a window, with a phrase that goes on after its times."""
    begin, end = (f"{time:%Y-%m-%d %H:%M:%S}" for time in (window.begin, window.end))
    message = Text("error.window_changed", begin=begin, end=end, why=why)
    return WindowChanged(message, path=OrderList.endpoint.path)


def contradictory(window: WindowReading[RowsT], two: Contradiction) -> WindowChanged:
    """Return the error for two rows of one id that differ."""
    number = two.row_id if len(two.row_id) <= _LONGEST_ID else f"{two.row_id[:_LONGEST_ID]}…"
    key = "reason.contradictory_across" if two.across else "reason.contradictory"
    return changed(window, Text(key, row_id=ascii(number)))
