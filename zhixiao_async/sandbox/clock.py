"""The sandbox's own time, so that an hour's expiry or a week's retries can be tested at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import attrs

from ..checks import duration, is_number
from ..errors import InvalidRequest
from ..fields import BEIJING, beijing
from ..messages.text import Text

_ROOM = timedelta(days=1)
"""Room that an advanced clock leaves in the calendar: orders made then expire an hour later."""


@attrs.frozen(kw_only=True)
class Position:
    """The position of a clock, in a form for the database.

    Attributes:
        ahead: Seconds ahead of the machine's time (negative: behind), of a running clock.
        frozen: Time of a frozen clock, as ISO text at UTC+8; None if it runs.
    """

    ahead: float = 0.0
    frozen: str | None = None


NOW = Position()
"""Position of a clock that shows the machine's time."""


class Clock:
    """Beijing time that can be stopped and moved. Safe to move from any thread.

    Args:
        start: Time that the running clock starts at; the machine's if not given. A naive time
            means Beijing time.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = beijing(start) - datetime.now(BEIJING) if start else timedelta()
        self._frozen: datetime | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def frozen(self) -> bool:
        """True while the clock stands still."""
        return self._frozen is not None

    def now(self) -> datetime:
        """Return the sandbox's time, aware at UTC+8."""
        return self._frozen or datetime.now(BEIJING) + self._offset

    def freeze(self, at: datetime | None = None) -> None:
        """Stop the clock, now or at a given time (a naive one means Beijing time)."""
        self._frozen = beijing(at) if at else self.now()
        self._tell()

    def advance(self, seconds: float) -> None:
        """Move the clock forward by so many seconds, whether it runs or stands still.

        Raises:
            InvalidRequest: ``seconds`` is negative, no number, or leads out of the calendar.
        """
        if is_number(seconds) and seconds < 0:
            raise InvalidRequest("seconds", Text("rule.clock_turned_back"), given=seconds)
        step = self._step(duration(zero=True).require("seconds", seconds))
        if self._frozen:
            self._frozen += step
        else:
            self._offset += step
        self._tell()

    def _step(self, seconds: float) -> timedelta:
        try:
            step = timedelta(seconds=seconds)
            _ = self.now() + step + _ROOM
        except OverflowError:
            rule = Text("rule.leads_out_of_the_calendar")
            raise InvalidRequest("seconds", rule, given=seconds) from None
        return step

    def resume(self) -> None:
        """Let a frozen clock run on from its time."""
        if self._frozen:
            self._offset = self._frozen - datetime.now(BEIJING)
            self._frozen = None
            self._tell()

    @property
    def position(self) -> Position:
        """The clock's position, for :meth:`move_to`."""
        if self._frozen:
            return Position(frozen=self._frozen.isoformat())
        return Position(ahead=self._offset.total_seconds())

    def move_to(self, position: Position) -> None:
        """Move the clock to a position, which may lie in the past."""
        self._offset = timedelta(seconds=position.ahead)
        self._frozen = datetime.fromisoformat(position.frozen) if position.frozen else None
        self._tell()

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after every change, in the thread that made it."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[], None]) -> None:
        """Undo :meth:`on_change`."""
        self._listeners.remove(listener)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
