"""The workbook, read back by another library."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import attrs
import openpyxl
import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.fields import BEIJING
from zhixiao_async.finance import sheets as files
from zhixiao_async.finance.reports.model import Column, Kind, Report, Section, Table
from zhixiao_async.finance.reports.monthly import monthly_report
from zhixiao_async.finance.reports.workbook_file import workbook

from .exported import LATER


def read(report: Report) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(workbook(report)))


@pytest.fixture
def report(target) -> Report:
    """Return the month's report in Chinese."""
    return monthly_report(target, "2026-11", language="zh", now=LATER)


def of(*columns: Column, rows, total=None) -> Report:
    """Return a report of one table."""
    section = Section("s", "表", Table(columns, rows, total))
    return Report(name="s", language="zh", title="t", facts=(), made_at=LATER, sections=(section,))


def test_sheet_for_each_section(report):
    """There is a sheet about the report and one for each section, under its title."""
    assert read(report).sheetnames == ["说明", *(section.title for section in report.sections)]


def test_sheet_about_the_report(report):
    """The first sheet names the period, what is missing, and what the amounts prove."""
    said = " ".join(str(cell.value) for row in read(report)["说明"].rows for cell in row)
    assert "2026-11-01 至 2026-11-30" in said
    assert "缺 28 日" in said
    assert "不代表银行到账" in said


def test_amounts_are_numbers_in_yuan(report):
    """A table's headings stand in the first row, amounts are yuan, and the sums stand below."""
    sheet = read(report)["按渠道"]
    assert [cell.value for cell in sheet[1]][:3] == ["渠道", "收款笔数", "收款（元）"]
    assert [cell.value for cell in sheet[sheet.max_row]] == ["合计", 3, 128, 2, 17, 111]
    assert sheet.cell(2, 3).number_format.startswith("#,##0.00")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F4")


def test_values_keep_their_types():
    """Ids stay text, days and times are such, and no text becomes a formula."""
    columns = [Column(kind.value, kind.value, kind) for kind in Kind]
    moment = datetime(2026, 11, 2, 8, 0, 1, tzinfo=BEIJING)
    values = ("=1+1", "0012345678901234567890", 3, -5, moment.date(), moment)
    sheet = read(of(*columns, rows=[values, (None,) * 6]))["表"]
    cells = [cell.value for cell in sheet[2]]
    naive = moment.replace(tzinfo=None)
    midnight = naive.replace(hour=0, second=0)
    assert cells == ["=1+1", "0012345678901234567890", 3, -0.05, midnight, naive]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "n", "d", "d"]
    assert [cell.value for cell in sheet[3]] == [None] * 6


def test_amount_beyond_a_spreadsheets_digits_is_text():
    """An amount that a spreadsheet would round is written out as text."""
    sheet = read(of(Column("a", "a", Kind.FEN), rows=[(10**17 + 1,), (10**15 - 1,)]))["表"]
    assert [cell.value for (cell,) in sheet["A2:A3"]] == ["1000000000000000.01", 9999999999999.99]


def test_equal_reports_are_equal_bytes(report):
    """Nothing in a workbook depends on chance or on the clock."""
    assert workbook(report) == workbook(attrs.evolve(report))


def test_sheet_of_too_many_rows_is_refused(monkeypatch):
    """What has no room on a sheet isn't cut off: the error names the sheet."""
    monkeypatch.setattr(files, "MOST_ROWS", 3)
    with pytest.raises(InvalidRequest, match="表 has more"):
        workbook(of(Column("a", "a"), rows=[("x",)] * 3))


@pytest.mark.parametrize("text", ["x" * 32768, "😀" * 16384])
def test_text_beyond_a_cell_is_refused(text):
    """A text that a cell can't hold is refused, not cut; Excel counts in UTF-16."""
    with pytest.raises(InvalidRequest, match=r"32767 characters.*32768"):
        workbook(of(Column("a", "a"), rows=[(text,)]))


def test_names_of_sheets_are_free_and_short(report):
    """Titles that are alike or hold what Excel forbids become names that it takes."""
    titles = ["账/单", "账:单", "x" * 40, "x" * 50]
    sections = [attrs.evolve(report.sections[0], title=title) for title in titles]
    names = read(attrs.evolve(report, sections=tuple(sections))).sheetnames
    assert names == ["说明", "账 单", "账 单 2", "x" * 31, "x" * 29 + " 2"]


def test_columns_are_as_wide_as_what_is_in_them():
    """A column has room for its longest cell; a sentence is broken into lines."""
    columns = (Column("a", "短"), Column("b", "长"), Column("c", "处理", is_blank=True))
    sheet = read(of(*columns, rows=[("收款", "学" * 40, None), ("退款" * 6, "", None)]))["表"]
    widths = [round(sheet.column_dimensions[letter].width) for letter in "ABC"]
    assert widths == [30, 51, 31]
    assert sheet["B2"].alignment.wrap_text


def test_headings_stand_above_their_numbers():
    """The heading of amounts stands at the right, as they do."""
    sheet = read(of(Column("a", "甲"), Column("b", "乙", Kind.FEN), rows=[("x", 1)]))["表"]
    assert [sheet[name].alignment.horizontal for name in ("A1", "B1")] == [None, "right"]
