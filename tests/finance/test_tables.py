"""Orders as tables: what ``iter_orders`` yields, in columns that data people can use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

import zhixiao_sync
from tests.support.needs import reader
from zhixiao_async import BEIJING, Client, InvalidRequest, OperateType
from zhixiao_async.finance.schema import ORDER_SCHEMA
from zhixiao_async.finance.tables import record_batch
from zhixiao_async.protocol import reading
from zhixiao_async.protocol.column_page import ColumnPage
from zhixiao_async.sandbox import Rules, SandboxThread

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 3)
ROWS = 300


@pytest.fixture(scope="module", params=[True, False], ids=["ids", "no ids"])
def gateway(request) -> Iterator[SandboxThread]:
    """Run a sandbox with two days of a school's orders."""
    with SandboxThread(rules=Rules(listing_ids=request.param)) as sandbox:
        sandbox.seed_orders(ROWS, 2, ending=datetime(2026, 3, 4, tzinfo=BEIJING))
        yield sandbox


@pytest.fixture
async def client(gateway):
    async with Client(gateway.credentials, base_url=gateway.base_url) as client:
        yield client


async def test_table_has_the_rows_of_iter_orders(client):
    """Each row comes once, with the values that the objects have."""
    table = await client.orders_table(FIRST, LAST, page_size=70)
    orders = [order async for order in client.iter_orders(FIRST, LAST)]
    assert table.schema == ORDER_SCHEMA
    assert len(orders) == ROWS
    for name in set(ORDER_SCHEMA.names) - {"unreadable"}:
        assert table.column(name).to_pylist() == [getattr(order, name) for order in orders]
    assert table.column("unreadable").null_count == ROWS


async def test_batches_tell_their_window(client):
    """A batch says where it stands and whether that can still change."""
    batches = [page async for page in client.iter_order_batches(FIRST, LAST, page_size=70)]
    midnight = datetime(2026, 3, 3, tzinfo=BEIJING)
    day = timedelta(days=1)
    assert {page.window for page in batches} == {
        (midnight - day, midnight), (midnight, midnight + day)
    }  # fmt: skip
    assert sum(page.batch.num_rows for page in batches) == ROWS
    assert not any(page.is_open for page in batches)


async def test_chosen_columns(client):
    """Only the columns asked for are made, in that order."""
    table = await client.orders_table(FIRST, FIRST, columns=["fee", "order_id"])
    assert table.schema == pa.schema([ORDER_SCHEMA.field("fee"), ORDER_SCHEMA.field("order_id")])
    assert table.num_rows > 0


@pytest.mark.parametrize("columns", [["amount"], ["fee", "fee"], [], [1], "amount"])
async def test_other_columns_are_refused(client, columns):
    """A column that isn't one is refused before anything is sent, with those that are."""
    with pytest.raises(InvalidRequest, match="columns must") as caught:
        await client.orders_table(FIRST, LAST, columns=columns)
    assert caught.value.field == "columns"


async def test_range_without_orders_is_an_empty_table(client):
    """A range without orders has the same columns, and no row."""
    table = await client.orders_table(date(2020, 1, 1), date(2020, 1, 2))
    assert (table.schema, table.num_rows) == (ORDER_SCHEMA, 0)


def test_sync_client(gateway):
    """The synchronous client has the same table and batches."""
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        table = client.orders_table(FIRST, LAST)
        batches = [page.batch for page in client.iter_order_batches(FIRST, LAST)]
    assert table.num_rows == ROWS
    assert pa.Table.from_batches(batches).unify_dictionaries() == table


async def test_pandas_and_polars(client):
    """Both take the table as it is: fen as integers, times at Beijing, codes as categories."""
    pd, pl = reader("pandas"), reader("polars")
    table = await client.orders_table(FIRST, LAST)
    frame = table.to_pandas()
    assert frame["fee"].dtype == "int64"
    assert str(frame["order_date"].dtype) == "datetime64[ms, Asia/Shanghai]"
    assert isinstance(frame["operate_type"].dtype, pd.CategoricalDtype)
    polars = pl.from_arrow(table)
    assert polars["fee"].dtype == pl.Int64
    assert polars["order_date"].dtype == pl.Datetime("ms", "Asia/Shanghai")
    assert polars["fee"].sum() == frame["fee"].sum() == sum(table.column("fee").to_pylist())


def batch_of(**row: str) -> dict[str, object]:
    """Read a page of one row, and return that row of the batch."""
    fields = {"order_id": '"1"', "fee": '"1"'} | row
    inner = ",".join(f'"{name}":{value}' for name, value in fields.items())
    head = '"page_no":1,"page_size":9,"total_page":1,"total_size":"1"'
    page = reading.read_content(ColumnPage, f'{{{head},"data":[{{{inner}}}]}}'.encode())
    (made,) = record_batch(page.data).to_pylist()
    return made


@pytest.mark.parametrize(
    "time", ["2026-03-02 23:59:59", "0001-01-01 08:00:00", "9999-12-31 23:59:59"]
)
def test_time_is_beijings(time):
    """A time of any year is the moment that it is at UTC+8, whatever China's clocks were then."""
    made = batch_of(order_date=f'"{time}"')["order_date"]
    assert isinstance(made, datetime)
    assert made.timestamp() == datetime.fromisoformat(f"{time}+08:00").timestamp()


def test_code_that_nobody_knows_is_kept():
    """A code that the document doesn't list stands in the table as it came."""
    row = batch_of(operate_type='"9"', pay_type='"UP"')
    assert (row["operate_type"], row["pay_type"]) == ("9", "UP")
    assert batch_of(operate_type="null")["operate_type"] is None
    assert batch_of(operate_type='"1"')["operate_type"] == OperateType.REFUND
