"""Books in workbooks, databases, DataFrames and the inbox."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.databases import asynchronous
from tests.support.needs import reader
from tests.support.places import ROOT
from zhixiao_async.endpoints import PayType
from zhixiao_async.errors import InvalidRequest
from zhixiao_async.finance.reconciliation.errors import BooksRefused
from zhixiao_async.finance.reconciliation.reconciling import reconcile as async_reconcile
from zhixiao_async.notify import Payment, Source, inbox_table
from zhixiao_async.notify.table import to_row
from zhixiao_async.store import SQLiteStore
from zhixiao_async.store.sql import SQLStore
from zhixiao_sync.inline import run_inline
from zhixiao_sync.store import SQLiteStore as BlockingStore

from .reading import MAPPING, read, rows_of
from .sides import APP_ID, DAY, REFUND, Books, Difference, export, gateway, reconcile, told

AT = datetime(2026, 11, 2, 9, 5)
ROWS = [("A1", 19800, "0", AT), ("A2", 5, "1", AT)]


def short(rows):
    return [(row["order_id"], row["fee"], row["kind"], row["time"]) for row in rows]


def workbook(tmp_path, *rows, title="明细"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for each in rows:
        sheet.append(each)
    path = tmp_path / "账簿.xlsx"
    book.save(path)
    return path


HEADERS = [*MAPPING.values()]


def test_excel(tmp_path):
    """A sheet's numbers, texts and dates are read, and its summary is none of its rows."""
    path = workbook(
        tmp_path,
        ["某某大学"],
        HEADERS,
        ["A1", 198, AT, "交易"],
        ["A2", "0.05", "2026/11/2 9:05", "退款"],
        ["合计", 198.05, None, None],
    )
    rows, reading = read(Books.excel(path, MAPPING, unit="yuan"))
    assert (short(rows), [row["line"] for row in rows]) == (ROWS, [3, 4])
    assert reading.summary_lines == [5]
    assert short(rows_of(Books.excel(path, MAPPING, unit="yuan", sheet="明细"))) == ROWS


def test_old_excel():
    """A sheet of an old workbook is read like a new one's."""
    path = ROOT / "tests" / "samples" / "books" / "books.xls"
    rows, reading = read(Books.excel(path, MAPPING, unit="yuan"))
    assert (short(rows), reading.summary_lines) == (ROWS, [4])


def test_excel_number_as_number(tmp_path):
    """A sheet's order numbers have to be text: a number has lost its zeros."""
    path = workbook(tmp_path, HEADERS, [1460000000000001, 1, AT, "交易"])
    with pytest.raises(BooksRefused, match="row 2, column 订单号: the cell is a number"):
        rows_of(Books.excel(path, MAPPING, unit="yuan"))


def test_excel_that_isnt_one(tmp_path):
    """A sheet that isn't there is an error that names those that are; so is another file."""
    path = workbook(tmp_path, HEADERS)
    for sheet in ("总表", 7):
        with pytest.raises(BooksRefused, match=f"no sheet {sheet}; found: 明细"):
            rows_of(Books.excel(path, MAPPING, unit="yuan", sheet=sheet))
    path.write_text("订单号,金额")
    with pytest.raises(BooksRefused, match="workbook"):
        rows_of(Books.excel(path, MAPPING, unit="yuan"))


COLUMNS = {
    "订单号": ["A1", "A2"],
    "金额": [Decimal("198.00"), Decimal("0.05")],
    "时间": [AT, AT],
    "类型": ["交易", "退款"],
}


@pytest.fixture(params=["pandas.DataFrame", "polars.DataFrame", "pyarrow.table"])
def make(request):
    """Return what makes a table, of each library that is installed."""
    library, _, name = request.param.partition(".")
    return getattr(reader(library), name)


def test_frame(make):
    """A table of pandas, polars or pyarrow is read by its own types."""
    assert short(rows_of(Books.frame(make(COLUMNS), MAPPING, unit="yuan"))) == ROWS


def test_frame_of_other_types(make):
    """Floats, whole fen, zones and dates come out the same."""
    zoned = datetime(2026, 11, 2, 1, 5, tzinfo=UTC)
    for amount, unit in (([198.0, 0.05], "yuan"), ([19800, 5], "fen")):
        frame = make(COLUMNS | {"金额": amount, "时间": [zoned, zoned]})
        assert short(rows_of(Books.frame(frame, MAPPING, unit=unit))) == ROWS
    frame = make(COLUMNS | {"时间": [date(2026, 11, 2), None]})
    times = [row["time"] for row in rows_of(Books.frame(frame, MAPPING, unit="yuan"))]
    assert times == [datetime(2026, 11, 2), None]


def test_frame_of_mixed_cells():
    """A column of pandas' with cells of several types is read cell by cell."""
    pd = reader("pandas")
    frame = pd.DataFrame(COLUMNS | {"金额": ["198.00", 0.05], "时间": ["20261102090500", AT]})
    assert short(rows_of(Books.frame(frame, MAPPING, unit="yuan"))) == ROWS


def test_frame_with_numbers():
    """Order numbers that pandas read as numbers are refused."""
    pd = reader("pandas")
    frame = pd.DataFrame(COLUMNS | {"订单号": [146, 147]})
    with pytest.raises(BooksRefused, match="row 1, column 订单号: the cell is a number"):
        rows_of(Books.frame(frame, MAPPING, unit="yuan"))


def test_no_frame():
    """What is no table is refused."""
    with pytest.raises(InvalidRequest, match="DataFrame of pandas or polars"):
        rows_of(Books.frame([1], MAPPING, unit="yuan"))


QUERY = "SELECT 订单号, 金额, 时间, 类型 FROM 账簿 WHERE 摘要 LIKE '学费%' ORDER BY 订单号"


@pytest.fixture
def database(postgresql_url):
    """Return the URL of a database with books."""
    engine = sa.create_engine(postgresql_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE 账簿"
            " (订单号 text, 金额 numeric(12, 4), 时间 timestamptz, 类型 text, 摘要 text)"
        )
        connection.exec_driver_sql(
            "INSERT INTO 账簿 VALUES ('A1', 198, '2026-11-02 09:05+08', '交易', '学费'),"
            " ('A2', 0.05, '2026-11-02 01:05Z', '退款', '学费'), ('A3', 1, null, '交易', '书费')"
        )
    engine.dispose()
    return postgresql_url


def test_sql(database, monkeypatch):
    """A query's rows are read from a URL and from an engine, a few at a time."""
    monkeypatch.setattr("zhixiao_async.finance.reconciliation.sql_source._BATCH", 1)
    books = Books.sql(database, QUERY, MAPPING, unit="yuan")
    rows = rows_of(books)
    assert (short(rows), [row["line"] for row in rows]) == (ROWS, [1, 2])
    assert "postgres" not in repr(books)
    engine = sa.create_engine(database)
    assert short(rows_of(Books.sql(engine, QUERY, MAPPING, unit="yuan"))) == ROWS
    engine.dispose()


def test_async_engine(database):
    """An engine that has to be awaited is refused, as is its URL."""
    url = asynchronous(database)
    for given in (url, create_async_engine(url)):
        with pytest.raises(InvalidRequest, match="must be a sync Engine"):
            rows_of(Books.sql(given, QUERY, MAPPING, unit="yuan"))


def payment(order, fee, **other):
    return Payment(
        app_id=APP_ID,
        order_id=order,
        out_trade_no=f"T{order}",
        source=Source.NOTIFICATION,
        fee=fee,
        **{"time_end": AT, "pay_type": PayType.WECHAT, "user_name": "张三"} | other,
    )


PAID = [payment("A", 100), payment("B", None), payment("C", 300, pay_type=None)]
LISTED = [gateway("A", 100), gateway("B", 200), gateway("D", 400), gateway("A", 50, kind=REFUND)]


async def fill(store):
    table = inbox_table()
    await store.create(table)
    async with store.transaction() as own:
        for each in PAID:
            await store.insert(own, table, to_row(each))


def must_be_found(result):
    assert told(result) == [
        (Difference.MISSING_AT_GATEWAY, None, 300),
        (Difference.MISSING_IN_BOOKS, 400, None),
    ]
    assert (result.matched.rows, result.matched.unconfirmed_rows) == (2, 1)
    assert (result.matched.fee, result.matched.unconfirmed_fee) == (300, 200)
    one = next(iter(result.differences))
    assert one.books is not None
    assert (one.books["out_trade_no"], "user_name" in one.books) == ("TC", False)


def test_inbox(tmp_path):
    """The inbox holds payments: refunds aren't missing, and unconfirmed amounts match."""
    store = BlockingStore(tmp_path / "school.db")
    run_inline(fill(store))
    path = export(tmp_path, *LISTED)
    must_be_found(reconcile(path, Books.inbox(store), DAY, DAY))
    result = reconcile(path, Books.inbox(store), DAY, DAY, personal=True)
    one = next(iter(result.differences))
    assert one.books is not None
    assert one.books["user_name"] == "张三"


async def test_inbox_of_an_event_loop(tmp_path, postgresql_url):
    """An inbox that has to be awaited is read on its event loop, from any kind of store."""
    path = export(tmp_path, *LISTED)
    engine = create_async_engine(asynchronous(postgresql_url))
    for store in (SQLiteStore(tmp_path / "school.db"), SQLStore(engine)):
        await fill(store)
        must_be_found(await async_reconcile(path, Books.inbox(store), DAY, DAY))
    await engine.dispose()


async def test_inbox_of_the_other_package(tmp_path):
    """A store of the other package is refused before anything is read."""
    with pytest.raises(InvalidRequest, match="must be of zhixiao_async here"):
        await async_reconcile(tmp_path, Books.inbox(BlockingStore(tmp_path / "a.db")), DAY, DAY)
    with pytest.raises(InvalidRequest, match="must be of zhixiao_sync here"):
        reconcile(tmp_path, Books.inbox(SQLiteStore(tmp_path / "a.db")), DAY, DAY)
