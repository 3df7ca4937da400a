"""The last thousand requests: as posted, decrypted, and how they were answered."""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Row

import attrs
from attrs import field

from ...fields import read_time, write_time
from ..clock import Clock
from ..database.sqlite import Database, Value
from .serving import ServedRequest

KEPT = 1000
_LONGEST = 4096


@attrs.frozen(kw_only=True)
class LoggedRequest:
    """One request. Its repr leaves out what a mistake may have put secrets into.

    Attributes:
        seq: Number of the request, from 1.
        time: Time of the request by the sandbox's clock, Beijing time.
        path: Path it was posted to.
        form: The body as posted, whole; empty if it was too long to be read.
        params: The decrypted JSON, empty if it couldn't be decrypted.
        ret_code: Code of the answer; None if the ``id`` wasn't the merchant's or nothing was done.
        content: The answer's content in clear, cut off after 4096 characters; or the HTTP error
            that refused the request.
        faults: Names of the injected faults that happened to the request.
    """

    seq: int
    time: datetime
    path: str
    form: str = field(repr=False)
    params: str = field(repr=False)
    ret_code: int | None
    content: str = field(repr=False)
    faults: tuple[str, ...]


class RequestLog:
    """Bounded log of requests, in the table ``requests``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(
        self, path: str, body: bytes, served: ServedRequest | None, faults: list[str]
    ) -> None:
        """Write a request down; ``served`` is None if it was cut off before the work."""
        self._write(
            path=path,
            form=body.decode(errors="replace"),
            params=served.params.decode(errors="replace") if served else "",
            ret_code=served.ret_code if served else None,
            content=_beginning(served.content) if served else "",
            faults=",".join(faults),
        )

    def record_unread(self, path: str, reason: str) -> None:
        """Write a request down that HTTP refused before it was read to its end."""
        self._write(path=path, form="", params="", ret_code=None, content=reason, faults="")

    def _write(self, **columns: Value) -> None:
        with self._database.transaction():
            now = write_time(self._clock.now())
            seq = self._database.insert("requests", time=now, **columns)
            self._database.run("DELETE FROM requests WHERE seq <= ?", seq - KEPT)

    def requests(self) -> list[LoggedRequest]:
        """Return every request kept, oldest first."""
        return [_request(row) for row in self._database.all("SELECT * FROM requests ORDER BY seq")]

    def newest(self, limit: int) -> list[LoggedRequest]:
        """Return the last ``limit`` requests, newest first, without reading the others."""
        query = "SELECT * FROM requests ORDER BY seq DESC LIMIT ?"
        return [_request(row) for row in self._database.all(query, limit)]


def _request(row: Row) -> LoggedRequest:
    fields = dict(row)
    fields["time"] = read_time(row["time"])
    fields["faults"] = tuple(filter(None, row["faults"].split(",")))
    return LoggedRequest(**fields)


def _beginning(data: bytes) -> str:
    return data[: _LONGEST * 4].decode(errors="replace")[:_LONGEST]
