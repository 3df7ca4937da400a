"""The last thousand requests as they came, what was in them, and what was answered."""

from __future__ import annotations

from datetime import datetime

import attrs
from attrs import field

from ..fields import read_time, write_time
from .clock import Clock
from .serving import Served
from .store import Row, Store

KEPT = 1000
_LONGEST = 4096


@attrs.frozen(kw_only=True)
class Entry:
    """One request. Its repr leaves out what a mistake may have put secrets into.

    Attributes:
        seq: Its number.
        time: When it came, Beijing time.
        path: Where.
        form: The body as posted, whole; empty if it was too long to be read.
        params: The decrypted JSON, empty if it didn't open.
        ret_code: What was answered; None if the ``id`` wasn't ours or nothing was done.
        content: The answer's content in clear, cut off after 4096 characters; or why HTTP
            turned the request away.
        faults: What was done to the exchange on purpose, by name.
    """

    seq: int
    time: datetime
    path: str
    form: str = field(repr=False)
    params: str = field(repr=False)
    ret_code: int | None
    content: str = field(repr=False)
    faults: tuple[str, ...]


class Journal:
    """A bounded record of requests."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def record(self, path: str, body: bytes, served: Served | None, faults: list[str]) -> None:
        """Write one down; ``served`` is None if it was cut off before the work."""
        self._write(
            path,
            form=body.decode(errors="replace"),
            params=served.params.decode(errors="replace") if served else "",
            ret_code=served.ret_code if served else None,
            content=_beginning(served.content) if served else "",
            faults=",".join(faults),
        )

    def turned_away(self, path: str, why: str) -> None:
        """Write one down that wasn't read to its end, with what HTTP answered."""
        self._write(path, form="", params="", ret_code=None, content=why, faults="")

    def _write(
        self, path: str, *, form: str, params: str, ret_code: int | None, content: str, faults: str
    ) -> None:
        with self._store.transaction():
            seq = self._store.run(
                "INSERT INTO journal (time, path, form, params, ret_code, content, faults)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                write_time(self._clock.now()),
                path,
                form,
                params,
                ret_code,
                content,
                faults,
            )
            self._store.run("DELETE FROM journal WHERE seq <= ?", seq - KEPT)

    def entries(self) -> list[Entry]:
        """Everything kept, oldest first."""
        return [_entry(row) for row in self._store.all("SELECT * FROM journal ORDER BY seq")]

    def newest(self, limit: int) -> list[Entry]:
        """The last so many, newest first; no others are read."""
        query = "SELECT * FROM journal ORDER BY seq DESC LIMIT ?"
        return [_entry(row) for row in self._store.all(query, limit)]


def _entry(row: Row) -> Entry:
    return Entry(
        seq=row["seq"],
        time=read_time(row["time"]),
        path=row["path"],
        form=row["form"],
        params=row["params"],
        ret_code=row["ret_code"],
        content=row["content"],
        faults=tuple(filter(None, row["faults"].split(","))),
    )


def _beginning(data: bytes) -> str:
    return data[: _LONGEST * 4].decode(errors="replace")[:_LONGEST]
