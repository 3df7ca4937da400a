"""The schedule: fifteen attempts within a week, until one succeeds."""

from __future__ import annotations

from ..clock import Clock
from ..database.sqlite import Database
from .posting import DeliveryVerdict

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

GAPS = (
    15.0, MINUTE, 5 * MINUTE, 15 * MINUTE,
    HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
    DAY, DAY, DAY, DAY, DAY, DAY,
)  # fmt: skip
"""Seconds between an attempt and the next: fifteen attempts in just under a week."""


class Schedule:
    """Due times and attempt counts of the notifications, by the sandbox's clock."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def due(self) -> list[str]:
        """Return the orders whose notification is due now, the longest due first."""
        rows = self._database.all(
            "SELECT order_id FROM notifications WHERE due <= ? ORDER BY due, order_id",
            self._clock.now().timestamp(),
        )
        return [row["order_id"] for row in rows]

    def seconds_to_next(self) -> float | None:
        """Return the seconds until something is due; None if nothing ever will be."""
        earliest = self._database.one("SELECT min(due) FROM notifications")[0]
        return None if earliest is None else earliest - self._clock.now().timestamp()

    def count(self, order_id: str, *, replays: bool = False) -> int:
        """Return how many scheduled attempts (or replays) an order's notification has had."""
        row = self._database.first("SELECT * FROM notifications WHERE order_id = ?", order_id)
        return row["replays" if replays else "attempts"] if row else 0

    def postpone(self, order_id: str, seconds: float) -> None:
        """Make a notification due that many seconds from now."""
        self._set_due(order_id, self._clock.now().timestamp() + seconds)

    def attempted(self, order_id: str, verdict: DeliveryVerdict) -> None:
        """Count a scheduled attempt, and plan the next one unless the series ends here."""
        with self._database.transaction():
            number = self.count(order_id) + 1
            self._database.run(
                "UPDATE notifications SET attempts = ? WHERE order_id = ?", number, order_id
            )
            if verdict.success or verdict is DeliveryVerdict.NOT_ALLOWED or number > len(GAPS):
                self._set_due(order_id, None)
            else:
                self.postpone(order_id, GAPS[number - 1])

    def replayed(self, order_id: str, verdict: DeliveryVerdict) -> None:
        """Count a replay: a success ends the series, anything else leaves the schedule alone."""
        with self._database.transaction():
            self._database.run(
                "UPDATE notifications SET replays = replays + 1 WHERE order_id = ?", order_id
            )
            if verdict.success:
                self._set_due(order_id, None)

    def _set_due(self, order_id: str, due: float | None) -> None:
        self._database.run("UPDATE notifications SET due = ? WHERE order_id = ?", due, order_id)
