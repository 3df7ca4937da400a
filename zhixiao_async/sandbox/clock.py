"""The sandbox's own time, so that an hour's expiry or a week's retries can be tested at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import attrs

from .._numbers import duration, is_number
from ..errors import InvalidRequest
from ..fields import BEIJING, beijing

_AFTERWARDS = timedelta(days=1)
"""What is made then expires later, in the calendar too."""


@attrs.frozen(kw_only=True)
class Position:
    """Where a clock stands, as it can be written down.

    Attributes:
        ahead: Seconds before the machine's time (negative: behind), while it runs.
        frozen: Where it stands still, as ISO text at UTC+8; None if it runs.
    """

    ahead: float = 0.0
    frozen: str | None = None


NOW = Position()
"""Of a clock that shows the machine's time."""


class Clock:
    """Beijing time that can be stopped and moved. Safe to move from any thread.

    Args:
        start: Where it starts, running; the machine's time if not given. A naive time means
            Beijing time.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = beijing(start) - datetime.now(BEIJING) if start else timedelta()
        self._frozen: datetime | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return self._frozen is not None

    def now(self) -> datetime:
        """The sandbox's time, aware at UTC+8."""
        return self._frozen or datetime.now(BEIJING) + self._offset

    def freeze(self, at: datetime | None = None) -> None:
        """Stop it, here or at a moment of your choice (a naive one means Beijing time)."""
        self._frozen = beijing(at) if at else self.now()
        self._tell()

    def advance(self, seconds: float) -> None:
        """Move it by so many seconds, whether it runs or stands.

        Raises:
            InvalidRequest: Negative (what has expired can't come back to life), no number, or out
                of the calendar.
        """
        if is_number(seconds) and seconds < 0:
            rule = "must not turn the clock back: restore a snapshot instead"
            raise InvalidRequest("seconds", rule, given=seconds)
        step = self._step(duration("seconds", seconds, zero=True))
        if self._frozen:
            self._frozen += step
        else:
            self._offset += step
        self._tell()

    def _step(self, seconds: float) -> timedelta:
        try:
            step = timedelta(seconds=seconds)
            _ = self.now() + step + _AFTERWARDS
        except OverflowError:
            rule = "must lead to a time in the calendar"
            raise InvalidRequest("seconds", rule, given=seconds) from None
        return step

    def resume(self) -> None:
        """Let it run on from where it stands."""
        if self._frozen:
            self._offset = self._frozen - datetime.now(BEIJING)
            self._frozen = None
            self._tell()

    @property
    def position(self) -> Position:
        """Where it stands, for :meth:`move_to`."""
        if self._frozen:
            return Position(frozen=self._frozen.isoformat())
        return Position(ahead=self._offset.total_seconds())

    def move_to(self, position: Position) -> None:
        """Put it where another clock stood, or this one did earlier; that may lie in the past."""
        self._offset = timedelta(seconds=position.ahead)
        self._frozen = datetime.fromisoformat(position.frozen) if position.frozen else None
        self._tell()

    def on_change(self, listener: Callable[[], None]) -> None:
        """Have ``listener`` called after every change, in the thread that made it."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[], None]) -> None:
        """Undo :meth:`on_change`."""
        self._listeners.remove(listener)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
