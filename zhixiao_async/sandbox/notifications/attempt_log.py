"""The last ten thousand attempts to deliver a notification, and what came of each."""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Row

import attrs
from attrs import field

from ...fields import read_time, write_time
from ..clock import Clock
from ..database.sqlite import Database
from .posting import DeliveryVerdict, PostResult

KEPT = 10_000


@attrs.frozen(kw_only=True)
class Attempt:
    """One delivery of a notification. Its repr leaves out what a mistake may put secrets into.

    Attributes:
        time: Time of the attempt by the sandbox's clock, Beijing time.
        order_id: The paid order.
        number: Number of the attempt, from 1; replays are counted apart from scheduled attempts.
        replay: Whether :meth:`Notifier.replay` made this attempt.
        url: The ``notify_url`` it was posted to.
        form: The posted form.
        status: HTTP status of the answer; None without one.
        answer: Text of the answer, or the reason why there is none.
        verdict: What the answer means.
    """

    time: datetime
    order_id: str
    number: int
    replay: bool
    url: str = field(repr=False)
    form: str = field(repr=False)
    status: int | None
    answer: str = field(repr=False)
    verdict: DeliveryVerdict


class AttemptLog:
    """Bounded log of attempts, in the table ``attempts``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(
        self, order_id: str, number: int, url: str, form: bytes, result: PostResult, *, replay: bool
    ) -> Attempt:
        """Write an attempt down."""
        attempt = Attempt(
            time=self._clock.now(),
            order_id=order_id,
            number=number,
            replay=replay,
            url=url,
            form=form.decode(),
            status=result.status,
            answer=result.answer,
            verdict=result.verdict,
        )
        written = {"time": write_time(attempt.time), "verdict": result.verdict.name}
        with self._database.transaction():
            seq = self._database.insert("attempts", **attrs.asdict(attempt) | written)
            self._database.run("DELETE FROM attempts WHERE seq <= ?", seq - KEPT)
        return attempt

    def attempts(self) -> list[Attempt]:
        """Return every attempt kept, oldest first."""
        return [_attempt(row) for row in self._database.all("SELECT * FROM attempts ORDER BY seq")]

    def newest(self, limit: int) -> list[Attempt]:
        """Return the last ``limit`` attempts, newest first, without reading the others."""
        query = "SELECT * FROM attempts ORDER BY seq DESC LIMIT ?"
        return [_attempt(row) for row in self._database.all(query, limit)]


def _attempt(row: Row) -> Attempt:
    fields = {name: row[name] for name in attrs.fields_dict(Attempt)}
    fields["time"] = read_time(row["time"])
    fields["replay"] = bool(row["replay"])
    fields["verdict"] = DeliveryVerdict[row["verdict"]]
    return Attempt(**fields)
