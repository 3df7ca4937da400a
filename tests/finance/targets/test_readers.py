"""Programs that read an exported directory as it is, with the right types."""

from __future__ import annotations

import warnings
from datetime import date, datetime, timedelta

import dask.dataframe
import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pytest

from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.targets.opening import open_target

from ..days import DAY, receipt_of, row, table_of

ROW = {"user_no": "0042", "fee": 2**53 + 1, "pay_type": "AL", "item_id": "007"}
EXPECTED = {
    "app_id": "0058",
    "day": DAY,
    "user_no": "0042",
    "fee": 2**53 + 1,
    "pay_type": "AL",
    "item_id": "007",
    "order_date": datetime(2026, 11, 2, 0, 0, 1, tzinfo=BEIJING),
}


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """Export three days of two merchants, one of them without rows; return where they are."""
    root = tmp_path_factory.mktemp("export")
    target = open_target(root)
    days = [("0058", DAY, [1]), ("0058", DAY + timedelta(days=30), []), ("0059", DAY, [2, 3])]
    for app_id, day, numbers in days:
        table = table_of(*(row(n, app_id=app_id, day=day, **ROW) for n in numbers))
        target.write(table, receipt_of(table, app_id=app_id, day=day))
    return root / "orders"


def by_pyarrow(orders):
    return ds.dataset(orders).to_table().to_pylist()


def by_pandas(orders):
    return pd.read_parquet(orders).to_dict("records")


def by_polars(orders):
    return pl.read_parquet(orders / "**/*.parquet").to_dicts()


def by_duckdb(orders):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        found = connection.execute("SELECT * FROM read_parquet(?)", [f"{orders}/**/*.parquet"])
        names = [column[0] for column in found.description]
        return [dict(zip(names, values, strict=True)) for values in found.fetchall()]


def by_dask(orders):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is behind pandas, in ways that are deprecated
        frame = dask.dataframe.read_parquet(orders).compute(scheduler="sync")
    return frame.to_dict("records")


@pytest.mark.parametrize("read", [by_pyarrow, by_pandas, by_polars, by_duckdb, by_dask])
def test_directory_is_read_as_it_is(orders, read):
    """Each finds every row: ids as texts, exact amounts, times in Beijing."""
    rows = sorted(read(orders), key=lambda each: each["id"])
    assert [each["app_id"] for each in rows] == ["0058", "0059", "0059"]
    (first, *_) = rows
    assert {name: first[name] for name in EXPECTED} == EXPECTED
    assert first["order_date"].utcoffset() == timedelta(hours=8)
    assert type(first["day"]) is date
