"""One's own books: where they are, and what their columns mean."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from ...store.protocol import Store, require_store
from .csv_source import CsvSource
from .excel_source import ExcelSource
from .frame_source import Frame, FrameSource
from .inbox_source import InboxSource, inbox_mapping
from .mapping import ColumnMapping, column_mapping
from .rows import Source
from .sql_source import Engine, SqlSource
from .values import Unit
from .words import Kind


@attrs.frozen
class Books:
    """One's own books, made by one of the methods below; nothing is read before a comparison.

    A mapping names the column of each field: ``order_id`` and ``amount`` have to be there;
    ``time``, ``kind``, ``channel``, ``out_trade_no`` and ``app_id`` may be. ``user_no``,
    ``user_name`` and ``remark`` are read only when personal data is asked for. Without ``time`` a
    row may belong to any day, without ``kind`` a negative amount is a refund, without ``app_id``
    the rows of all merchants are compared together.

    These arguments are the same in all methods:

    - ``unit``: ``"yuan"`` or ``"fen"``; it is never guessed.
    - ``kinds``: Words for kinds beside the usual ones: ``{"划扣": "trade", "冲销": "refund"}``.
    - ``channels``: Words for channels: ``{"财付通": "wechat"}``. A word that isn't known is a
      channel of its own.
    - ``only``: ``"trade"`` or ``"refund"`` if the books hold nothing else. The gateway's rows of
      the other kind aren't compared then.

    Attributes:
        source: Where they are.
        mapping: What their columns mean.
    """

    source: Source
    mapping: ColumnMapping

    @classmethod
    def csv(
        cls,
        path: str | os.PathLike[str],
        mapping: Mapping[str, str],
        *,
        unit: Unit,
        kinds: Mapping[str, str] | None = None,
        channels: Mapping[str, str] | None = None,
        only: Kind | None = None,
        encoding: str | None = None,
        delimiter: str = ",",
    ) -> Books:
        """Take a CSV file; UTF-8, UTF-16 with its mark, and GB18030 are found.

        Raises:
            InvalidRequest: A field that isn't known, one that is missing, or another unit.
        """
        columns = column_mapping(mapping, unit, kinds=kinds, channels=channels, only=only)
        return cls(CsvSource(Path(path), encoding, delimiter), columns)

    @classmethod
    def excel(
        cls,
        path: str | os.PathLike[str],
        mapping: Mapping[str, str],
        *,
        unit: Unit,
        kinds: Mapping[str, str] | None = None,
        channels: Mapping[str, str] | None = None,
        only: Kind | None = None,
        sheet: str | int = 0,
    ) -> Books:
        """Take a sheet of a workbook, ``.xls`` or ``.xlsx``, by its name or its place from 0.

        Raises:
            InvalidRequest: A field that isn't known, one that is missing, or another unit.
        """
        columns = column_mapping(mapping, unit, kinds=kinds, channels=channels, only=only)
        return cls(ExcelSource(Path(path), sheet), columns)

    @classmethod
    def sql(
        cls,
        database: str | Engine,
        query: str,
        mapping: Mapping[str, str],
        *,
        unit: Unit,
        kinds: Mapping[str, str] | None = None,
        channels: Mapping[str, str] | None = None,
        only: Kind | None = None,
    ) -> Books:
        """Take a query's rows, from SQLAlchemy's ``Engine`` or its URL (``zhixiao[sql]``).

        The query runs in a transaction that is rolled back.

        Raises:
            InvalidRequest: A field that isn't known, one that is missing, or another unit.
        """
        columns = column_mapping(mapping, unit, kinds=kinds, channels=channels, only=only)
        return cls(SqlSource(database, query), columns)

    @classmethod
    def frame(
        cls,
        table: Frame,
        mapping: Mapping[str, str],
        *,
        unit: Unit,
        kinds: Mapping[str, str] | None = None,
        channels: Mapping[str, str] | None = None,
        only: Kind | None = None,
    ) -> Books:
        """Take a DataFrame of pandas or polars, or a table of pyarrow.

        Raises:
            InvalidRequest: A field that isn't known, one that is missing, or another unit.
        """
        columns = column_mapping(mapping, unit, kinds=kinds, channels=channels, only=only)
        return cls(FrameSource(table), columns)

    @classmethod
    def inbox(cls, store: Store[Any], *, table: str = "zhixiao_inbox") -> Books:
        """Take the payments of the library's own inbox.

        It holds payments only, so the gateway's refunds aren't compared. An order whose amount
        isn't confirmed matches by its number.

        Args:
            store: The inbox's: ``SQLiteStore(path)`` or ``SQLStore(engine)``, of the package
                whose ``reconcile`` is called.
            table: The table's name.

        Raises:
            InvalidRequest: No store.
        """
        return cls(InboxSource(require_store(store), table), inbox_mapping())
