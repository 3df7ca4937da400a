"""Rows of the books, brought into the columns in which they are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ...endpoints import OperateType
from ...fields import Unreadable
from ...messages.text import Text
from .columns import Column, amounts, clean_texts, coded, moments, numbers, values
from .mapping import PERSONAL, ColumnMapping
from .rows import Cells, RawRows, Reading, Source, book_schema
from .values import is_blank, plain, read_number
from .words import KIND_CODES

_SUMMARY = re.compile(
    "(本页|本日|本月|当日|当月|累计)?(合计|总计|小计|汇总|总笔数|总金额|总额|共计)"
    "|制表|审核人?[:：]|复核人?[:：]|打印时间|导出时间|生成时间|(?i:(grand )?total)"
)
_TRADE, _REFUND = OperateType.TRADE.value, OperateType.REFUND.value


def read_books(
    source: Source, mapping: ColumnMapping, reading: Reading, *, personal: bool
) -> Iterator[pa.Table]:
    """Yield the books' rows in the columns of :func:`.rows.book_schema`.

    Raises:
        BooksRefused: The books can't be read for sure.
    """
    for raw in source.read(mapping, reading, personal=personal):
        kept = _without_summaries(raw, reading)
        reading.rows += len(kept.lines)
        yield _converted(kept, mapping, source.name, personal=personal)


def _without_summaries(raw: RawRows, reading: Reading) -> RawRows:
    ids = raw.columns["order_id"]
    odd: Iterable[tuple[int, object]]
    if isinstance(ids, pa.Array) and pa.types.is_string(ids.type) and not ids.null_count:
        # Orders' numbers have digits; "Total" has none.
        is_odd: Any = pc.or_(pc.invert(pc.ascii_is_alnum(ids)), pc.ascii_is_alpha(ids))
        where = pc.indices_nonzero(is_odd)
        places: Any = where.to_pylist()
        odd = zip(places, ids.take(where).to_pylist(), strict=True)
    else:
        odd = enumerate(values(ids))
    dropped = [place for place, number in odd if _is_no_row(raw, place, number, reading)]
    if not dropped:
        return raw
    keep = sorted(set(range(len(raw.lines))) - set(dropped))
    return RawRows(
        {field: _taken(cells, keep) for field, cells in raw.columns.items()},
        raw.lines.take(pa.array(keep, pa.int64())),
        lambda place: raw.cells(keep[place]),
    )


def _is_no_row(raw: RawRows, place: int, number: object, reading: Reading) -> bool:
    """Return whether a row is a summary, which is counted, or blank."""
    if not is_blank(number) and not (isinstance(number, str) and _SUMMARY.match(plain(number))):
        return False
    cells = [cell for cell in raw.cells(place) if not is_blank(cell)]
    if any(isinstance(cell, str) and _SUMMARY.match(plain(cell)) for cell in cells):
        reading.add_summary(raw.lines[place].as_py())
        return True
    return not cells


def _taken(cells: Cells, keep: list[int]) -> Cells:
    if isinstance(cells, pa.Array):
        return cells.take(pa.array(keep, pa.int64()))
    return [cells[place] for place in keep]


def _converted(raw: RawRows, mapping: ColumnMapping, source: str, *, personal: bool) -> pa.Table:
    def column(field: str) -> Column:
        return Column(source, mapping.columns[field], raw.lines, raw.columns[field])

    size = len(raw.lines)
    amount = column("amount")
    signed = amounts(amount, mapping.unit, may_lack=mapping.amounts_may_lack)
    negative: Any = pc.coalesce(pc.less(signed, pa.scalar(0)), pa.scalar(False))
    if mapping.only is not None:
        kind: pa.Array[Any] = pa.repeat(KIND_CODES[mapping.only], size)
    elif "kind" in raw.columns:
        kind = coded(column("kind"), mapping.kinds, strict=True)
    else:
        kind = pc.if_else(negative, _REFUND, _TRADE)
    _refuse_negative_trades(amount, pc.and_(negative, pc.equal(kind, pa.scalar(_TRADE))))
    made = {
        "line": raw.lines,
        "order_id": numbers(column("order_id")),
        "kind": kind,
        "fee": pc.abs(signed),
    }
    if "time" in raw.columns:
        made["time"] = moments(column("time"))
        made["day"] = made["time"].cast(pa.date32())
    if "channel" in raw.columns:
        made["channel"] = coded(column("channel"), mapping.channels, strict=False)
    if "app_id" in raw.columns:
        made["app_id"] = _merchants(column("app_id"))
    for field in ("out_trade_no", *PERSONAL):
        if field in raw.columns:
            made[field] = clean_texts(raw.columns[field])
    schema = book_schema(personal=personal)
    return pa.table(
        [made[f.name] if f.name in made else pa.nulls(size, f.type) for f in schema], schema=schema
    )


def _refuse_negative_trades(amount: Column, wrong: Any) -> None:
    if pc.any(wrong).as_py():
        place = pc.index(wrong, value=True).as_py()
        raise amount.refused(place, Text("rule.negative_trade"), values(amount.cells)[place])


def _merchants(column: Column) -> pa.Array[Any]:
    def read(value: object) -> str:
        merchant = read_number(value)
        if merchant is None:
            raise Unreadable(Text("rule.no_merchant"))
        return merchant

    return pa.array(column.each(read), pa.string())
