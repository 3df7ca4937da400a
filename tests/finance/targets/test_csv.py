"""A day as a CSV file: what a spreadsheet shows, what programs read, and the rows themselves."""

from __future__ import annotations

import csv

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings

from tests.support.needs import reader
from zhixiao_async.finance.targets.csv import CsvFormat

from ..days import row, table_of
from .odd_rows import ODD, REFUNDED, TRADE, days, values_of

REFUND = REFUNDED | {"order_intro": '退费,\r\n"两"行'}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "day.csv"


def written(path, *rows, header="zh"):
    """Write rows; return each line of the file by its titles, as a spreadsheet's reader has it."""
    CsvFormat(header).write(table_of(*rows), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@settings(deadline=None, max_examples=40)
@given(table=days())
def test_any_row_comes_back(table, tmp_path_factory):
    """Every value is read back as it was: nulls, empty texts, line breaks, quotes, formulas."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    CsvFormat("wire").write(table, path)
    assert values_of(CsvFormat().read(path)) == values_of(table)


@pytest.mark.parametrize("header", ["zh", "wire"])
def test_many_rows_come_back(path, header):
    """A day of several pieces comes back in order, under titles of either kind."""
    few = table_of(*(row(number, remark=text) for number, text in enumerate(ODD)))
    table = pa.concat_tables([few] * (40_000 // len(ODD))).combine_chunks()
    CsvFormat(header).write(table, path)
    assert CsvFormat().read(path).equals(table)


def test_file_is_one_for_windows(path):
    """The file begins with a byte order mark, and its lines end in CRLF."""
    written(path, TRADE)
    content = path.read_bytes()
    assert content.startswith(b'\xef\xbb\xbf"')
    assert content.count(b"\r\n") == content.count(b"\n") == 2


def test_row_under_chinese_titles(path):
    """Amounts stand in fen and yuan, codes beside their words, and times under Beijing's name."""
    line, _ = written(path, TRADE, REFUND)
    assert line["交易时间（北京时间）"] == "2026-11-02 00:00:01"
    assert (line["金额（分）"], line["金额（元）"]) == ("101", "1.01")
    assert (line["类型"], line["渠道"]) == ("交易", "微信")
    assert (line["类型代码"], line["渠道代码"]) == ("0", "WX")


def test_net_adds_up(path):
    """A refund's net is below zero, and a row of an unknown kind has none."""
    lines = written(path, TRADE, REFUND, row(3, operate_type="7"), row(4, fee=-9, operate_type="1"))
    assert [line["净额（元）"] for line in lines] == ["1.01", "-0.05", "", "-0.09"]
    assert lines[2]["类型"] == "未知代码 7"


def test_titles_of_the_wire(path):
    """The other header has the document's names, and words that a program may look for."""
    (line,) = written(path, TRADE, header="wire")
    assert (line["fee"], line["fee_yuan"], line["operate_type_name"]) == ("101", "1.01", "TRADE")


def test_ids_are_no_numbers(path):
    """An id, and a text that looks like a number or a date, is a text to a spreadsheet."""
    (line,) = written(path, TRADE | {"remark": "3-4", "order_intro": "2026年"})
    assert (line["学工号"], line["商户代码"]) == ('="0042"', '="1e5"')
    assert (line["备注"], line["订单名称"]) == ('="3-4"', '="2026年"')


@pytest.mark.parametrize("text", [text for text in ODD if text[:1] in {*"=+-@\t\r＝'"} and text])
def test_formula_is_harmless(path, text):
    """Nothing that somebody typed begins like a formula, whatever column it stands in."""
    (line,) = written(path, row(1, remark=text, item_id=text, operate_type=text))
    for title in ("备注", "缴费项编号", "类型代码"):
        assert line[title] in (f"'{text}", f'="{text}"')
        assert line[title].startswith("'") or not {*'"\r\n\t'} & {*text}


def test_null_and_empty_text_differ(path):
    """An empty text is quoted and a null isn't."""
    written(path, TRADE)
    assert CsvFormat().read(path).to_pylist() == table_of(TRADE).to_pylist()


def test_pandas_reads_it(path):
    """The recipe of the documentation gives pandas the texts as they were."""
    odd = [row(number, remark=text, item_id=text) for number, text in enumerate(ODD)]
    CsvFormat().write(table_of(*odd), path)
    pd = reader("pandas")
    frame = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    frame = frame.replace(r"(?s)^(?:=\"(.*)\"|'(.*))$", r"\1\2", regex=True)
    assert list(frame["备注"]) == list(frame["缴费项编号"]) == ODD
    assert frame["金额（分）"].astype("int64").sum() == sum(each["fee"] for each in odd)


def test_duckdb_reads_it(path):
    """The recipe of the documentation gives DuckDB the texts as they were."""
    texts = [text for text in ODD if "\r" not in text]  # which it makes a line feed of
    CsvFormat().write(table_of(*(row(1, remark=text) for text in texts)), path)
    found = duckdb.execute(
        r"""SELECT coalesce(regexp_replace("备注", '^(?:="(.*)"|''(.*))$', '\1\2', 's'), '')
        FROM read_csv(?, all_varchar = true)""",
        [str(path)],
    )
    assert [text for (text,) in found.fetchall()] == texts


@pytest.mark.parametrize(
    "content",
    ["", "a,b\r\n1,2\r\n", '\ufeff"收款单位（app_id）"\r\n"1"\r\n', "\x00"],
    ids=["empty", "other", "few", "binary"],
)
def test_other_files_are_refused(path, content):
    """A file with other columns is a ValueError, as the directory asks of a format."""
    path.write_text(content, "utf-8")
    with pytest.raises(ValueError, match=r"other columns"):
        CsvFormat().read(path)


@pytest.mark.parametrize(("old", "new"), [(",101,", ",1.5,"), (",101,", ",,"), ("2026-", "x-")])
def test_other_values_are_refused(path, old, new):
    """A value that isn't of its column's kind is a ValueError."""
    written(path, TRADE)
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(ValueError, match=r"invalid value|fee"):
        CsvFormat().read(path)
