"""The target that a text names, and what is said of a text that names none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from zhixiao_async.errors import InvalidRequest
from zhixiao_async.finance.targets import opening
from zhixiao_async.finance.targets.directory import Directory
from zhixiao_async.finance.targets.duckdb_file import DuckDBFile
from zhixiao_async.finance.targets.opening import open_target
from zhixiao_async.finance.targets.sql.database import Database

from ..days import receipt_of, row, table_of

TABLE = table_of(row(1))


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("{0}/new", Directory),
        ("{0}/x.duckdb", DuckDBFile),
        ("duckdb:///{0}/x.db", DuckDBFile),
        ("sqlite:///{0}/x.sqlite", Database),
        ("postgresql://u@127.0.0.1/d", Database),
        ("postgresql+psycopg://u@127.0.0.1/d", Database),
        ("mysql+pymysql://u@127.0.0.1/d", Database),
        ("mariadb+pymysql://u@127.0.0.1/d", Database),
    ],
)
def test_text_names_a_target(tmp_path, target, kind):
    """A directory, a DuckDB file and a database are told apart by their text."""
    opened = open_target(target.format(tmp_path))
    assert isinstance(opened, kind)
    opened.close()


def test_path_is_a_directory(tmp_path):
    """A path names a directory; its files have the wanted titles."""
    opened = open_target(tmp_path, "csv", header="wire")
    opened.write(TABLE, receipt_of(TABLE))
    (file,) = tmp_path.rglob("*.csv")
    assert file.read_text("utf-8-sig").startswith('"app_id","day","order_date"')


def test_place_from_the_environment(tmp_path, monkeypatch):
    """``env:NAME`` is what that variable holds; without it the variable is named."""
    monkeypatch.setenv("BOOKS", f"{tmp_path}/x.duckdb")
    assert isinstance(open_target("env:BOOKS"), DuckDBFile)
    monkeypatch.delenv("BOOKS")
    with pytest.raises(InvalidRequest, match="BOOKS must be set"):
        open_target("env:BOOKS")


def test_secret_of_the_environment_isnt_shown(monkeypatch):
    """A variable that holds no usable URL is refused without its password."""
    monkeypatch.setenv("BOOKS", "oracle://u:s3cret@h/d")
    with pytest.raises(InvalidRequest, match="target must be the URL") as caught:
        open_target("env:BOOKS")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("target", ["", None, 1, b"x"])
def test_no_target(target):
    """Anything that isn't a text or a path names nothing."""
    with pytest.raises(InvalidRequest, match="target must be a directory"):
        open_target(target)


def test_unknown_format(tmp_path):
    """A format that isn't there is refused with the names of those that are."""
    with pytest.raises(InvalidRequest, match=r"format must be one of parquet, csv.*'xml'"):
        open_target(tmp_path, "xml")


def test_unknown_header(tmp_path):
    """So is a header."""
    with pytest.raises(InvalidRequest, match="header must be one of zh, wire"):
        open_target(tmp_path, "csv", header="fr")


@pytest.mark.parametrize("target", ["orders", "x.duckdb", "sqlite:///x.sqlite"])
@pytest.mark.parametrize("header", ["zh", "wire"])
def test_header_without_titles(target, header):
    """A header is a misunderstanding where no titles can be chosen."""
    with pytest.raises(InvalidRequest, match="header must be given for csv or xlsx only"):
        open_target(target, header=header)


@pytest.mark.parametrize("target", ["x.duckdb", "sqlite:///x.sqlite"])
def test_database_has_no_format(target):
    """A format beside a database is a misunderstanding."""
    with pytest.raises(InvalidRequest, match="format must not be given for a database"):
        open_target(target, "csv")


def test_file_in_place_of_a_directory(tmp_path):
    """A file that stands there isn't taken for a directory."""
    (tmp_path / "x").touch()
    with pytest.raises(InvalidRequest, match="target must be a directory, and is a file"):
        open_target(tmp_path / "x")


def test_directory_of_another_format(tmp_path):
    """A directory has files of one format: its receipts speak of those."""
    open_target(tmp_path, "csv").write(TABLE, receipt_of(TABLE))
    open_target(tmp_path, "csv")
    with pytest.raises(InvalidRequest, match=r"format must be csv.*another directory"):
        open_target(tmp_path)


@pytest.mark.parametrize(
    ("module", "target", "package"),
    [
        ("duckdb", "x.duckdb", r"zhixiao\[finance\]"),
        ("sqlalchemy", "sqlite:///x", r"zhixiao\[sql\]"),
        ("psycopg", "postgresql://u@h/d", r"psycopg\[binary\]"),
        ("pymysql", "mysql://u@h/d", "pymysql"),
    ],
)
def test_what_to_install(monkeypatch, module, target, package):
    """A module that is missing is named with the package that brings it."""
    ours = [name for name in sys.modules if name.startswith(f"{opening.__package__}.")]
    theirs = [name for name in sys.modules if name.partition(".")[0] == module]
    for name in [*ours, *theirs, f"sqlalchemy.dialects.postgresql.{module}"]:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InvalidRequest, match=f"needs {module}: .*'{package}'"):
        open_target(target)


def test_only_what_is_wanted_is_imported(tmp_path):
    """Who exports to a directory of Parquet needs no database and no spreadsheet."""
    program = (
        "import sys; from zhixiao_async.finance.targets.opening import open_target;"
        "print('pyarrow' in sys.modules); open_target(sys.argv[1]);"
        "from zhixiao_async.finance import export_orders, verify_export;"
        "print(*{'duckdb', 'sqlalchemy', 'xlsxwriter', 'python_calamine'} & {*sys.modules})"
    )
    command = [sys.executable, "-c", program, tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n\n"
