"""Every place that an export can go to, and programs that write there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from tests.support.interpreter import Interpreter
from zhixiao_async.finance.targets.opening import open_target
from zhixiao_async.finance.targets.target import Target

FILES = ["parquet", "csv", "xlsx"]
DATABASES = ["sqlite", "postgresql", "mariadb", "duckdb"]


@attrs.frozen
class Place:
    """A place of a test's own, empty.

    Attributes:
        kind: A format of files, or the kind of a database.
        address: What names it.
    """

    kind: str
    address: str

    @property
    def arguments(self) -> tuple[str, str]:
        """The arguments of ``open_target``."""
        return self.address, self.kind if self.kind in FILES else "parquet"


def _address(kind: str, folder: Path, request: pytest.FixtureRequest) -> str:
    if kind in ("postgresql", "mariadb"):
        return str(request.getfixturevalue(f"{kind}_url"))
    ends = {"sqlite": f"sqlite:///{folder}/export.sqlite", "duckdb": f"{folder}/export.duckdb"}
    return ends.get(kind, f"{folder}/export")


@pytest.fixture(params=[*FILES, *DATABASES])
def place(request, tmp_path) -> Place:
    """Each place."""
    return Place(request.param, _address(request.param, tmp_path, request))


@pytest.fixture
def target(place) -> Iterator[Target]:
    """Each place, opened."""
    opened = open_target(*place.arguments)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def interpreter() -> Iterator[Interpreter]:
    """Run the programs that write at the same time, or are killed."""
    ours = ["opening", "directory", *FILES, "duckdb_file", "sql.database"]
    modules = [f"zhixiao_async.finance.targets.{name}" for name in ours]
    without = "tests.support.without_pandas"  # before pyarrow looks for it
    with Interpreter(without, *modules, "tests.finance.days", "psycopg", "pymysql") as interpreter:
        yield interpreter
