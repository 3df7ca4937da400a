"""A day as a workbook: what a person sees, what a program reads, and the rows themselves."""

from __future__ import annotations

import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings

from tests.support.needs import reader
from zhixiao_async.finance.errors import ExportFailed
from zhixiao_async.finance.targets import xlsx
from zhixiao_async.finance.targets.xlsx import XlsxFormat

from ..days import row, table_of
from .odd_rows import REFUNDED, TRADE, days, values_of

REFUND = REFUNDED | {"order_intro": "=1+1"}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "day.xlsx"


def opened(path, *rows, header="zh"):
    """Write rows; return the workbook as a spreadsheet's reader has it."""
    XlsxFormat(header).write(table_of(*rows), path)
    return openpyxl.load_workbook(path)


def lines_of(sheet):
    titles, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(titles, line, strict=True)) for line in lines]


@settings(deadline=None, max_examples=12)
@given(table=days())
def test_any_row_comes_back(table, tmp_path_factory):
    """Every value is read back as it was: nulls, empty texts, any character, any time."""
    path = tmp_path_factory.getbasetemp() / "any.xlsx"
    XlsxFormat().write(table, path)
    assert values_of(XlsxFormat().read(path)) == values_of(table)


def test_seconds_come_back(path):
    """No second of a day is rounded to its neighbour."""
    table = table_of(*(row(second) for second in range(0, 86_400, 421)))
    XlsxFormat("wire").write(table, path)
    assert XlsxFormat().read(path).equals(table)


def test_row_under_chinese_titles(path):
    """Ids are texts, amounts are numbers, and the time is a date in Beijing's name."""
    book = opened(path, TRADE, REFUND)
    line, refund = lines_of(book["明细"])
    assert (line["收款单位（app_id）"], line["学工号"], line["商户代码"]) == ("0058", "0042", "1e5")
    assert (line["金额（分）"], line["金额（元）"], line["净额（元）"]) == (101, 1.01, 1.01)
    assert (refund["类型"], refund["渠道"], refund["净额（元）"]) == ("退款", "支付宝", -0.05)
    assert line["交易时间（北京时间）"] == datetime(2026, 11, 2, 0, 0, 1)
    assert line["账单日期"].date() == date(2026, 11, 2)


def test_cells_look_like_what_they_are(path):
    """Formats are those of texts, amounts and dates; nothing somebody typed is a formula."""
    sheet = opened(path, TRADE, REFUND)["明细"]
    cells = {title.value: cell for title, cell in zip(sheet[1], sheet[3], strict=True)}
    assert (cells["知校订单号"].data_type, cells["知校订单号"].number_format) == ("s", "@")
    assert cells["金额（元）"].number_format.startswith("#,##0.00")
    assert cells["交易时间（北京时间）"].number_format == "yyyy-mm-dd hh:mm:ss"
    assert (cells["订单名称"].data_type, cells["订单名称"].value) == ("s", "=1+1")


def test_markup_is_text(path):
    """What somebody typed is no markup of the sheet's, and no character that XML can't have.

    This reader leaves the escapes as they are.
    """
    (line,) = lines_of(opened(path, row(1, remark="</t><b> &\x01_x0041_"))["明细"])
    assert line["备注"] == "</t><b> &_x0001__x005F_x0041_"


def test_spaces_around_a_text_are_kept(path):
    """A spreadsheet is told to keep the spaces around a text."""
    opened(path, row(1, user_name=" 张三", remark="a b"))
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<t xml:space="preserve"> 张三</t>' in sheet
    assert "<t>a b</t>" in sheet


def test_more_digits_than_a_spreadsheet_keeps(path):
    """An amount that a number would round is a text, and the next smaller one is a number."""
    great, greater = lines_of(opened(path, row(1, fee=10**15 - 1), row(2, fee=-(10**15)))["明细"])
    assert (great["金额（分）"], great["金额（元）"]) == (10**15 - 1, 9999999999999.99)
    assert (greater["金额（分）"], greater["金额（元）"]) == (str(-(10**15)), "-10000000000000.00")


def test_sheet_is_ready_to_be_worked_with(path):
    """The titles stay in sight, rows can be filtered, and the exact values are hidden."""
    sheet = opened(path, TRADE)["明细"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:V2")
    assert sheet["V1"].value == "exact"
    assert sheet.column_dimensions["V"].hidden
    assert not sheet.column_dimensions["U"].hidden


def test_totals(path):
    """The totals are by kind and channel, with the net of all."""
    book = opened(path, TRADE, REFUND, row(3, operate_type="7", fee=9), row(4, fee=1))
    assert [*book["合计"].values] == [
        ("类型", "渠道", "笔数", "金额（元）", "净额（元）"),
        ("交易", "微信", 2, 1.02, 1.02),
        ("退款", "支付宝", 1, 0.05, -0.05),
        ("未知代码 7", "微信", 1, 0.09, None),
        ("合计", None, 4, None, 0.97),
    ]
    assert "不含手续费，不代表银行到账" in book["说明"]["B1"].value


def test_titles_of_the_wire(path):
    """The other header has the document's names, and English words."""
    book = opened(path, TRADE, header="wire")
    (line,) = lines_of(book["Rows"])
    assert (line["fee"], line["fee_yuan"], line["operate_type_name"]) == (101, 1.01, "TRADE")
    assert book.sheetnames == ["Rows", "Total", "Note"]


def test_pandas_reads_it(path):
    """Pandas reads the first sheet with ids as texts and amounts as numbers."""
    opened(path, TRADE, REFUND)
    pd = reader("pandas")
    frame = pd.read_excel(path, engine="openpyxl", dtype={"学工号": str})
    assert frame["知校订单号"].tolist() == [TRADE["order_id"], REFUND["order_id"]]
    assert (frame["金额（分）"].sum(), frame["净额（元）"].sum()) == (106, 0.96)


def test_equal_days_are_equal_bytes(path):
    """No time of writing is in the file: it is made on the day that it holds."""
    book = opened(path, TRADE)
    assert book.properties.created == book.properties.modified == datetime(2026, 11, 2)
    with zipfile.ZipFile(path) as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {1980}


def test_more_rows_than_a_sheet_has(path, monkeypatch):
    """A day that doesn't fit is refused, with what to do instead."""
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    opened(path, TRADE, REFUND)
    with pytest.raises(ExportFailed, match=r"3 rows .* takes 2: export it as csv or parquet"):
        XlsxFormat().write(table_of(TRADE, REFUND, row(3)), path)


@pytest.mark.parametrize("column", ["remark", "unreadable"])
def test_text_beyond_a_cell(path, column):
    """The longest text of a cell comes back, and a longer one is refused by its column's name."""
    fits = table_of(row(1, **{column: "x" + "😀" * 16_383}))  # two each, as Excel counts
    XlsxFormat().write(fits, path)
    assert XlsxFormat().read(path).equals(fits)
    with pytest.raises(ExportFailed, match=f"column {column} .* 32767 characters"):
        XlsxFormat().write(table_of(row(1, **{column: "😀" * 16_384})), path)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a workbook"])
def test_other_files_are_refused(path, content):
    """A file that is no workbook is a ValueError, as the directory asks of a format."""
    path.write_bytes(content)
    with pytest.raises(ValueError, match="no workbook"):
        XlsxFormat().read(path)


def test_other_workbooks_are_refused(path):
    """So is a workbook of somebody's own."""
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.save(path)
    with pytest.raises(ValueError, match="other columns"):
        XlsxFormat().read(path)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("J2", 1.5),
        ("J2", None),
        ("B2", "x"),
        ("D2", 5),
        ("V2", "[]"),
        ("V2", "{"),
        ("V2", '{"id":1}'),
    ],
)
def test_changed_cells_are_refused(path, cell, value):
    """A cell that isn't of its column's kind is a ValueError."""
    book = opened(path, TRADE)
    book["明细"][cell] = value
    book.save(path)
    with pytest.raises(ValueError, match=r"column|fee|exact|delimiter|property"):
        XlsxFormat().read(path)
