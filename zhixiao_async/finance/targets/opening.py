"""The target that a text names. Each is imported only where it is wanted."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...checks import choice
from ...config.environment import value_of
from ...config.secret_text import hidden
from ...errors import InvalidRequest
from ...messages.text import Text
from ...store.sqlite_file import is_url
from ..needed import needed

if TYPE_CHECKING:
    from .columns import Header
    from .target import Target

_ENVIRONMENT = "env:"
_DUCKDB = "duckdb:///"
_FORMATS = {"parquet": "ParquetFormat", "csv": "CsvFormat", "xlsx": "XlsxFormat"}
"""Each is a module, the class in it, and the ending of its files."""
_TITLED = ("csv", "xlsx")
_HEADERS = ("zh", "wire")

_PACKAGES = {
    "sqlalchemy": "zhixiao[sql]",
    "psycopg": "psycopg[binary]",
    "pymysql": "pymysql",
    **dict.fromkeys(("pyarrow", "duckdb", "xlsxwriter", "python_calamine"), "zhixiao[finance]"),
}
"""What to install for a module that is missing."""


def open_target(
    target: str | Path, file_format: str = "parquet", *, header: Header | None = None
) -> Target:
    """Open the target of an export.

    Args:
        target: A directory; the file of a DuckDB database (``*.duckdb`` or ``duckdb:///…``); the
            URL of a SQLite, PostgreSQL, MariaDB or MySQL database as SQLAlchemy writes it; or
            ``env:NAME`` for one of these in an environment variable, where a password is looked
            up and never travels. A database's password is in no error.
        file_format: Of a directory's files: ``parquet``, ``csv`` or ``xlsx``.
        header: Of CSV and XLSX files, which people read: ``zh`` for Chinese titles, as if it isn't
            given, ``wire`` for the document's names of fields. Files of either are read.

    Raises:
        InvalidRequest: No such format or header, or a header where there are no titles to choose; a
            URL of something else; a file in the place of a directory, or a directory with files of
            another format; or what the target needs isn't installed, and the error says what to
            install.
    """
    require_format(file_format, header)
    place = _place(target)
    opened: Target
    if place.startswith(_DUCKDB) or place.endswith(".duckdb"):
        _refuse_format(file_format)
        opened = _new("duckdb_file", "DuckDBFile", Path(place.removeprefix(_DUCKDB)))
    elif is_url(place):
        _refuse_format(file_format)
        opened = _new("sql.database", "Database", hidden(place))
    else:
        root = Path(str(place))
        _require_directory(root, file_format)
        titles = (header or _HEADERS[0],) if file_format in _TITLED else ()
        file_kind = _new(file_format, _FORMATS[file_format], *titles)
        opened = _new("directory", "Directory", root, file_kind)
    return opened


@contextmanager
def using_target(export: str | os.PathLike[str] | Target) -> Iterator[Target]:
    """Lend a target: the one given, or that of a Parquet directory, a URL or ``env:NAME``.

    One that is opened for this is closed after it.

    Raises:
        InvalidRequest: As :func:`open_target`.
    """
    if not isinstance(export, str | os.PathLike):
        yield export
        return
    opened = open_target(os.fspath(export))
    try:
        yield opened
    finally:
        opened.close()


def require_format(file_format: str, header: Header | None) -> None:
    """Check the format of a directory's files, and the titles in them.

    Raises:
        InvalidRequest: There is no such format or header, or the format has no titles to choose.
    """
    choice(_FORMATS).require("format", file_format)
    if header is not None:
        choice(_HEADERS).require("header", header)
        if file_format not in _TITLED:
            raise InvalidRequest("header", Text("rule.header_without_titles"), given=header)


def _place(target: object) -> str:
    if not isinstance(target, str | Path) or not str(target):
        raise InvalidRequest("target", Text("rule.not_target"))
    place = str(target)
    if place.startswith(_ENVIRONMENT):
        return value_of(place.removeprefix(_ENVIRONMENT))
    return place


def _refuse_format(file_format: str) -> None:
    if file_format != "parquet":
        raise InvalidRequest("format", Text("rule.format_of_a_database"), given=file_format)


def _require_directory(root: Path, file_format: str) -> None:
    if root.exists() and not root.is_dir():
        raise InvalidRequest("target", Text("rule.not_a_directory"))
    endings = (path.suffix.removeprefix(".") for path in root.glob("orders/*/*/*"))
    found = next((ending for ending in endings if ending in _FORMATS), file_format)
    if found != file_format:  # the receipts are the same, and would speak of other files
        rule = Text("rule.directory_of_another_format", found=found)
        raise InvalidRequest("format", rule, given=file_format)


def _new(module: str, name: str, *arguments: object) -> Any:
    with needed("target", _PACKAGES):
        return getattr(importlib.import_module(f".{module}", __package__), name)(*arguments)
