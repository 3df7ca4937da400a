"""An export as a directory: a file a day, and a receipt for each in a tree beside.

::

    orders/<app_id>/<YYYY-MM>/<YYYY-MM-DD>.parquet
    _zhixiao/receipts/<app_id>/<YYYY-MM-DD>.json
    _zhixiao/tmp/                                          what is being written

The order of steps makes a crash harmless: the old receipt goes, the new file takes its place, the
new receipt comes. A day without a receipt is read from the gateway again. What a killed process
left unfinished is removed a day later.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Protocol

import attrs
import pyarrow as pa

from ...messages.text import Text
from ...whole_files import FileState, remove_leftovers, replace, replace_text, state_of, sync_folder
from ..receipts import KindSum, Receipt, later_reading
from ..sums import damaged, must_add_up, must_read_back, sums_of


class FileFormat(Protocol):
    """How a day is written to a file and read back.

    Attributes:
        suffix: Of the file's name, with the dot.
    """

    suffix: str

    def write(self, table: pa.Table, path: Path) -> None:
        """Write a day's rows, of ``DAY_SCHEMA``, to a new file."""
        ...

    def sums(self, path: Path) -> tuple[KindSum, ...]:
        """Read a day's rows and fen back, by kind and channel.

        Raises:
            OSError: The file can't be read.
            ValueError: It isn't what :meth:`write` writes.
        """
        ...

    def read(self, path: Path) -> pa.Table:
        """Read a day's rows back, of ``DAY_SCHEMA``.

        Raises:
            OSError: The file can't be read.
            ValueError: It isn't what :meth:`write` writes.
        """
        ...


@attrs.frozen
class _ReadLater(Exception):
    """The day stands there as it was read later."""

    receipt: Receipt


class Directory:
    """Days as files of one format below a directory; a :class:`.target.Target`.

    Args:
        root: The directory; made when the first day is written.
        file_format: How a day's file looks.
    """

    def __init__(self, root: Path, file_format: FileFormat) -> None:
        self._root = root
        self._format = file_format
        self._receipts = root / "_zhixiao" / "receipts"
        self._scratch = root / "_zhixiao" / "tmp"
        self._is_tidy = False

    def path(self, app_id: str, day: date) -> Path:
        """Return where a day's file is."""
        return self._root / "orders" / app_id / f"{day:%Y-%m}" / f"{day}{self._format.suffix}"

    def receipt(self, app_id: str, day: date) -> Receipt | None:
        """Return a day's receipt, or None if the day isn't there whole."""
        receipt = self._kept(app_id, day)
        return receipt if receipt is not None and self._is_whole(receipt) else None

    def write(self, table: pa.Table, receipt: Receipt) -> Receipt:
        """Put a day in the place of what stands there; as :meth:`.target.Target.write`."""
        if not self._is_tidy:
            remove_leftovers(self._scratch)
            self._is_tidy = True
        path = self.path(receipt.app_id, receipt.day)
        states: list[FileState] = []

        def write_day(unfinished: Path) -> None:
            self._format.write(table, unfinished)
            must_read_back(receipt, self._format.sums(unfinished))
            states.append(state_of(unfinished))
            later = later_reading(self.receipt(receipt.app_id, receipt.day), receipt)
            if later is not None:
                raise _ReadLater(later)
            self._withdraw(receipt)

        try:
            while True:
                replace(path, self._scratch, write_day)
                kept = attrs.evolve(receipt, size=states[-1].size, sha256=states[-1].sha256)
                # Another process may put its file there, before our receipt or after it.
                if state_of(path) == states[-1]:
                    self._keep(kept)
                    if state_of(path) == states[-1]:
                        return kept
        except _ReadLater as stays:
            return stays.receipt

    def read(self, app_id: str, day: date) -> pa.Table:
        """Return a day's rows; as :meth:`.target.Target.read`."""
        try:
            return self._format.read(self.path(app_id, day))
        except FileNotFoundError:
            raise damaged(app_id, day, Text("export.missing")) from None
        except (OSError, ValueError) as error:
            reason = type(error).__name__
            raise damaged(app_id, day, Text("export.unreadable", reason=reason)) from None

    def check(self, receipt: Receipt) -> None:
        """Compare a day's file with its receipt; as :meth:`.target.Target.check`."""
        table = self.read(receipt.app_id, receipt.day)
        state = state_of(self.path(receipt.app_id, receipt.day))
        if state != FileState(receipt.size, receipt.sha256):
            raise damaged(receipt.app_id, receipt.day, Text("export.unlike"))
        must_add_up(receipt, sums_of(table))

    def receipts(self, *, whole: bool = True) -> Iterator[Receipt]:
        """Yield the receipt of every day; as :meth:`.target.Target.receipts`."""
        for path in sorted(self._receipts.glob("*/*.json")):
            with suppress(ValueError):
                receipt = self._kept(path.parent.name, date.fromisoformat(path.stem))
                if receipt is not None and (not whole or self._is_whole(receipt)):
                    yield receipt

    def close(self) -> None:
        """Nothing is held open."""

    def _kept(self, app_id: str, day: date) -> Receipt | None:
        try:
            return Receipt.from_json(self._receipt_path(app_id, day).read_bytes())
        except (OSError, ValueError):
            return None

    def _is_whole(self, receipt: Receipt) -> bool:
        try:
            return self.path(receipt.app_id, receipt.day).stat().st_size == receipt.size
        except OSError:
            return False

    def _receipt_path(self, app_id: str, day: date) -> Path:
        return self._receipts / app_id / f"{day}.json"

    def _withdraw(self, receipt: Receipt) -> None:
        path = self._receipt_path(receipt.app_id, receipt.day)
        with suppress(FileNotFoundError):
            path.unlink()
            sync_folder(path.parent)

    def _keep(self, receipt: Receipt) -> None:
        path = self._receipt_path(receipt.app_id, receipt.day)
        replace_text(path, self._scratch, receipt.to_json())
