"""Books in a CSV file: encodings, quotes, summaries, and errors that name the place."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from zhixiao_async.errors import InvalidRequest
from zhixiao_async.finance.reconciliation import csv_blocks
from zhixiao_async.finance.reconciliation.errors import BooksRefused

from .reading import HEADER, csv_books, line, read, rows_of

TEXT = f"{HEADER}\n{line()}\n{line(订单号='A2', 类型='退款')}\n"
TWO = [("A1", "0", 19800, 2), ("A2", "1", 19800, 3)]


def short(rows):
    return [(row["order_id"], row["kind"], row["fee"], row["line"]) for row in rows]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        *[("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030")],
        ("utf-16", "utf-16"),
    ],
)
def test_encoding_is_found(tmp_path, encoding, named):
    """A file's encoding is found and named, and its rows are the same in each."""
    rows, reading = read(csv_books(tmp_path, TEXT.encode(encoding)))
    assert (short(rows), reading.encoding) == (TWO, named)


def test_whole_row(tmp_path):
    """A row has its time, its day and its line; a field that isn't mapped is null."""
    (row, _) = rows_of(csv_books(tmp_path, TEXT))
    assert row == {
        "line": 2,
        "app_id": None,
        "order_id": "A1",
        "kind": "0",
        "fee": 19800,
        "channel": None,
        "time": datetime(2026, 11, 2, 9, 5),
        "day": date(2026, 11, 2),
        "out_trade_no": None,
    }


def test_encoding_that_isnt_right(tmp_path):
    """A file that is valid in no encoding, or not in the stated one, is refused."""
    with pytest.raises(BooksRefused, match=r"账簿\.csv: it isn't valid in any of: utf-8, gb18030"):
        rows_of(csv_books(tmp_path, TEXT.encode() + b"\xff\xff"))
    with pytest.raises(BooksRefused, match="any of: ascii"):
        rows_of(csv_books(tmp_path, TEXT, encoding="ascii"))
    with pytest.raises(InvalidRequest, match="encoding that Python knows"):
        rows_of(csv_books(tmp_path, TEXT, encoding="utf-9"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines(tmp_path, end):
    """Every system's ends of lines are read, and a last line without one."""
    assert short(rows_of(csv_books(tmp_path, TEXT.replace("\n", end)))) == TWO
    assert short(rows_of(csv_books(tmp_path, TEXT.replace("\n", end).rstrip()))) == TWO


def test_quotes_and_blank_lines(tmp_path):
    """Quoted cells may hold delimiters and ends of lines; lines stay the file's own."""
    text = f'{HEADER},备注\n"A1","1,198.00",2026-11-02,交易,"a\nb"\n\n{line(订单号="A2")},c\n'
    assert short(rows_of(csv_books(tmp_path, text))) == [
        ("A1", "0", 119800, 2),
        ("A2", "0", 19800, 5),
    ]


def test_blocks(tmp_path, monkeypatch):
    """A file of many blocks has the same rows and lines as in one, quoted or not."""
    plain = "".join(f"{line(订单号=f'A{n}')}\n" for n in range(50))
    quoted = "".join(f'"B{n}",1.00,2026-11-02,"交\n易"\n' for n in range(50))
    books = csv_books(tmp_path, f"{HEADER}\n{plain}{quoted}", kinds={"交\n易": "trade"})
    whole = rows_of(books)
    monkeypatch.setattr(csv_blocks, "_BLOCK", 100)
    monkeypatch.setattr("zhixiao_async.finance.reconciliation.encodings._PIECE", 64)
    assert (rows_of(books), whole[-1]["line"]) == (whole, 150)


def test_summaries_are_counted(tmp_path):
    """Lines that sum up the others are no rows, whole or cut short; they are counted and named."""
    text = f"{TEXT}合计,396.00,,\n,396.00,,总计\n总笔数：2\n,,,\n制表人,,,\nTotal,396.00,,\n"
    rows, reading = read(csv_books(tmp_path, text))
    assert (short(rows), reading.rows) == (TWO, 2)
    assert (reading.summaries, reading.summary_lines) == (5, [4, 5, 6, 8, 9])


def test_bank_heading(tmp_path):
    """Lines above the columns' headers are left out; rows keep their lines."""
    text = f"某某大学对账单\n期间：2026-11\n\n{TEXT}"
    assert short(rows_of(csv_books(tmp_path, text))) == [(*TWO[0][:3], 5), (*TWO[1][:3], 6)]


def test_missing_column(tmp_path):
    """A column that isn't there is an error that names those that are."""
    with pytest.raises(BooksRefused, match="no column 金额; found: 订单号, 数额") as error:
        rows_of(csv_books(tmp_path, TEXT.replace("金额", "数额").replace(",时间,类型", "")))
    assert "现有列：订单号, 数额" in error.value.localized("zh")


def test_column_twice(tmp_path):
    """A header that is there twice is an error: either could be meant."""
    with pytest.raises(BooksRefused, match="more than one column is headed 金额"):
        rows_of(csv_books(tmp_path, f"{HEADER},金额\n"))


def test_empty_file(tmp_path):
    """A file without anything has no column."""
    with pytest.raises(BooksRefused, match="no column"):
        rows_of(csv_books(tmp_path, ""))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"金额": "1.005"}, r"账簿\.csv: row 3, column 金额: .*two decimals.*\(it is 1\.005\)"),
        ({"金额": ""}, "row 3, column 金额: it is no amount"),
        ({"订单号": "1.46E+15"}, r"row 3, column 订单号: a spreadsheet.*\(it is 1\.46E\+15\)"),
        ({"时间": "2026-02-31"}, r"row 3, column 时间: it is no time .*\(it is 2026-02-31\)"),
        ({"类型": "冲正"}, 'row 3, column 类型: .*kinds={"冲正": "trade"}'),
        ({"类型": ""}, "row 3, column 类型: it names no kind"),
        ({"金额": "-5"}, "row 3, column 金额: a trade can't be negative"),
    ],
)
def test_refused_cell(tmp_path, cells, words):
    """A cell that can't be read is an error that names the file, the row and the column."""
    text = f"{HEADER}\n{line()}\n{line(**cells)}\n"
    with pytest.raises(BooksRefused, match=words):
        rows_of(csv_books(tmp_path, text))


def test_name_is_never_repeated(tmp_path):
    """A mapping to a column of names brings none into the error."""
    text = f"{HEADER},姓名\n" + "".join(f"{line()},学生{n}\n" for n in range(20))
    for field in ("amount", "time", "kind"):
        mapping = {"order_id": "订单号", "amount": "金额", "kind": "类型", field: "姓名"}
        with pytest.raises(BooksRefused) as error:
            rows_of(csv_books(tmp_path, text, mapping=mapping))
        assert "学生" not in str(error.value)


def test_ragged_row(tmp_path):
    """A row with more or fewer cells than the header is refused, not shifted."""
    for row in (f"{line()},x", "A9,1.00"):
        with pytest.raises(BooksRefused, match=r"row 4 has \d cells, and the header 4"):
            rows_of(csv_books(tmp_path, f"{TEXT}{row}\n"))


def test_open_quote(tmp_path, monkeypatch):
    """A quote that is never closed is refused before it eats the file."""
    monkeypatch.setattr(csv_blocks, "_BLOCK", 100)
    monkeypatch.setattr(csv_blocks, "_LONGEST_QUOTE", 200)
    monkeypatch.setattr("zhixiao_async.finance.reconciliation.encodings._PIECE", 64)
    with pytest.raises(BooksRefused, match="quote is opened"):
        rows_of(csv_books(tmp_path, f'{TEXT}"A9,1.00\n' + f"{line()}\n" * 50))


def test_sign_says_the_kind(tmp_path):
    """Without a column of kinds a negative amount is a refund."""
    text = f"{HEADER}\n{line(金额='-5.00')}\n{line(金额='(6.00)')}\n{line()}\n"
    mapping = {"order_id": "订单号", "amount": "金额"}
    rows = rows_of(csv_books(tmp_path, text, mapping=mapping))
    assert [(row["kind"], row["fee"]) for row in rows] == [("1", 500), ("1", 600), ("0", 19800)]


def test_books_of_one_kind(tmp_path):
    """Books that hold one kind only need no column of kinds."""
    text = f"{HEADER}\n{line(金额='-5.00')}\n"
    mapping = {"order_id": "订单号", "amount": "金额"}
    assert rows_of(csv_books(tmp_path, text, mapping=mapping, only="refund"))[0]["kind"] == "1"
    with pytest.raises(BooksRefused, match="can't be negative"):
        rows_of(csv_books(tmp_path, text, mapping=mapping, only="trade"))


def test_other_delimiter(tmp_path):
    """Cells may be separated by another mark."""
    assert short(rows_of(csv_books(tmp_path, TEXT.replace(",", "\t"), delimiter="\t"))) == TWO


@pytest.mark.parametrize(
    ("mapping", "unit", "words"),
    [
        ({"order_id": "a"}, "yuan", "must name the columns of amount"),
        ({"order_id": "a", "amount": "b", "fee": "c"}, "yuan", "some of these fields"),
        ({"order_id": "a", "amount": "b"}, "cent", "unit must be one of yuan, fen"),
    ],
)
def test_mapping_is_checked(tmp_path, mapping, unit, words):
    """A mapping that can't be right is refused before anything is read."""
    with pytest.raises(InvalidRequest, match=words):
        csv_books(tmp_path, TEXT, mapping=mapping, unit=unit)


def test_personal_data_only_when_asked_for(tmp_path):
    """A payer's columns aren't read unless they are asked for, though they are mapped."""
    text = f"{HEADER},姓名\n{line()},张三\n"
    mapping = {"order_id": "订单号", "amount": "金额", "user_name": "姓名"}
    books = csv_books(tmp_path, text, mapping=mapping)
    assert rows_of(books, personal=True)[0]["user_name"] == "张三"
    assert "user_name" not in rows_of(books)[0]
    without = csv_books(tmp_path, text.replace("姓名", "其他"), mapping=mapping)
    assert rows_of(without)
