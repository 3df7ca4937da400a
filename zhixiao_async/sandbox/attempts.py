"""The books of the notifications: when each is due, and what came of every attempt."""

from __future__ import annotations

from datetime import datetime

import attrs
from attrs import field

from ..fields import read_time, write_time
from .clock import Clock
from .delivery import Answer, Verdict
from .store import Row, Store

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

GAPS = (
    15.0, MINUTE, 5 * MINUTE, 15 * MINUTE,
    HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
    DAY, DAY, DAY, DAY, DAY, DAY,
)  # fmt: skip
"""Seconds between an attempt and the next: fifteen attempts, ever slower, in just under a week."""

KEPT = 10_000
"""So many attempts are remembered, the newest."""


@attrs.frozen(kw_only=True)
class Attempt:
    """One delivery of a notification. Its repr leaves out what a mistake may put secrets into.

    Attributes:
        time: When, Beijing time.
        order_id: Of which order.
        number: Which attempt it is, from 1; replays are counted apart from those on schedule.
        replay: Whether it was ordered by :meth:`Notifier.replay`.
        url: Where it was posted.
        form: What was posted.
        status: HTTP's, or None.
        answer: Text of the answer, or why there is none.
        verdict: What it means.
    """

    time: datetime
    order_id: str
    number: int
    replay: bool
    url: str = field(repr=False)
    form: str = field(repr=False)
    status: int | None
    answer: str = field(repr=False)
    verdict: Verdict


class Attempts:
    """What is due, and what has been tried."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def due(self) -> list[str]:
        """The orders whose notification is due now, the longest due first."""
        rows = self._store.all(
            "SELECT order_id FROM notifications WHERE due <= ? ORDER BY due, order_id",
            self._clock.now().timestamp(),
        )
        return [row["order_id"] for row in rows]

    def seconds_to_next(self) -> float | None:
        """Until something is due, by the sandbox's clock; None if nothing ever will be."""
        earliest = self._store.first("SELECT min(due) FROM notifications")[0]
        return None if earliest is None else earliest - self._clock.now().timestamp()

    def number_of(self, order_id: str, *, replay: bool = False) -> int:
        """How many attempts there have been on schedule, or how many replays."""
        row = self._store.one("SELECT * FROM notifications WHERE order_id = ?", order_id)
        return row["replays" if replay else "attempts"] if row else 0

    def postpone(self, order_id: str, seconds: float) -> None:
        """Make a notification due so many seconds from now."""
        self._set_due(order_id, self._clock.now().timestamp() + seconds)

    def concluded(self, order_id: str, verdict: Verdict) -> None:
        """An attempt is over: plan the next one, if there is to be one."""
        with self._store.transaction():
            number = self.number_of(order_id) + 1
            self._store.run(
                "UPDATE notifications SET attempts = ? WHERE order_id = ?", number, order_id
            )
            finished = verdict.success or verdict is Verdict.NOT_ALLOWED or number > len(GAPS)
            if finished:
                self._set_due(order_id, None)
            else:
                self.postpone(order_id, GAPS[number - 1])

    def replayed(self, order_id: str, verdict: Verdict) -> None:
        """A replay is over: the schedule goes on as it was, or ends with a success."""
        with self._store.transaction():
            self._store.run(
                "UPDATE notifications SET replays = replays + 1 WHERE order_id = ?", order_id
            )
            if verdict.success:
                self._set_due(order_id, None)

    def log(
        self, order_id: str, number: int, url: str, form: bytes, answer: Answer, *, replay: bool
    ) -> Attempt:
        """Write an attempt down."""
        attempt = Attempt(
            time=self._clock.now(),
            order_id=order_id,
            number=number,
            replay=replay,
            url=url,
            form=form.decode(),
            status=answer.status,
            answer=answer.body,
            verdict=answer.verdict,
        )
        with self._store.transaction():
            seq = self._store.run(
                "INSERT INTO attempts (time, order_id, number, replay, url, form, status,"
                " answer, verdict) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                write_time(attempt.time),
                order_id,
                number,
                int(replay),
                url,
                attempt.form,
                answer.status,
                answer.body,
                answer.verdict.name,
            )
            self._store.run("DELETE FROM attempts WHERE seq <= ?", seq - KEPT)
        return attempt

    def entries(self) -> list[Attempt]:
        """The last ten thousand attempts, oldest first."""
        return [_attempt(row) for row in self._store.all("SELECT * FROM attempts ORDER BY seq")]

    def newest(self, limit: int) -> list[Attempt]:
        """The last so many attempts, newest first; no others are read."""
        query = "SELECT * FROM attempts ORDER BY seq DESC LIMIT ?"
        return [_attempt(row) for row in self._store.all(query, limit)]

    def _set_due(self, order_id: str, due: float | None) -> None:
        self._store.run("UPDATE notifications SET due = ? WHERE order_id = ?", due, order_id)


def _attempt(row: Row) -> Attempt:
    return Attempt(
        time=read_time(row["time"]),
        order_id=row["order_id"],
        number=row["number"],
        replay=bool(row["replay"]),
        url=row["url"],
        form=row["form"],
        status=row["status"],
        answer=row["answer"],
        verdict=Verdict[row["verdict"]],
    )
