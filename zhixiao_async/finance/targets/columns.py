"""The columns of a day for people: in a CSV file or on a sheet, under titles of either kind.

Beside the export's own there are some that are derived from them, for a reader's convenience: both
amounts in yuan, and the words for codes. Reading back takes no notice of those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import pyarrow as pa

from ...endpoints.codes import ListedPayType, OperateType
from ...fields import OpenEnum
from ...messages.catalogue import Language
from ..schema import DAY_SCHEMA
from .amounts import in_yuan, net_in_fen
from .kernels import Column
from .wall_clock import from_wall_clock, to_wall_clock

Header: TypeAlias = Literal["zh", "wire"]
"""``zh`` for Chinese titles and words, ``wire`` for the document's names of fields."""

TITLES: Mapping[str, str] = {
    "app_id": "收款单位（app_id）",
    "day": "账单日期",
    "order_date": "交易时间（北京时间）",
    "order_id": "知校订单号",
    "id": "明细编号",
    "operate_type_name": "类型",
    "pay_type_name": "渠道",
    "fee_yuan": "金额（元）",
    "net_yuan": "净额（元）",
    "fee": "金额（分）",
    "item_name": "缴费项",
    "item_id": "缴费项编号",
    "user_no": "学工号",
    "user_name": "缴费人",
    "order_intro": "订单名称",
    "remark": "备注",
    "device_no": "设备号",
    "mch_code": "商户代码",
    "operate_type": "类型代码",
    "pay_type": "渠道代码",
    "unreadable": "无法识别的字段",
}
"""Chinese titles by name, in the order of the columns."""

IDS = frozenset({"app_id", "order_id", "id", "item_id", "user_no", "device_no", "mch_code"})
"""Columns whose digits are no number."""

CODES: Mapping[str, type[OpenEnum]] = {"operate_type": OperateType, "pay_type": ListedPayType}

_NAMES = {title: name for name, title in TITLES.items()}


def language_of(header: Header) -> Language:
    """Return the language that goes with a kind of headings: the wire's names are English."""
    return "zh" if header == "zh" else "en"


def titles(header: Header) -> list[str]:
    """Return the titles of all columns."""
    return list(TITLES if header == "wire" else TITLES.values())


def for_people(table: pa.Table, header: Header) -> pa.Table:
    """Return a day's rows with the columns of :data:`TITLES`, times as Beijing wall clock.

    Args:
        table: Of ``DAY_SCHEMA``.
        header: The language of the words for codes.
    """
    plain = {name: table.column(name) for name in table.column_names}
    for name, codes in CODES.items():
        plain[name] = plain[name].cast(pa.string())
        plain[f"{name}_name"] = _words(plain[name], codes, header)
    plain["order_date"] = to_wall_clock(plain["order_date"])
    plain["fee_yuan"] = in_yuan(plain["fee"])
    plain["net_yuan"] = in_yuan(net_in_fen(table))
    return pa.Table.from_arrays([plain[name] for name in TITLES], names=[*TITLES])


def names(found: Sequence[str]) -> list[str]:
    """Return the columns' names under which titles of either kind stand.

    Raises:
        ValueError: A title is none, stands there twice, or one of the export's columns is missing.
    """
    known = [_NAMES.get(title, title) for title in found]
    if len({*known}) < len(known) or not {*DAY_SCHEMA.names} <= {*known} <= TITLES.keys():
        raise ValueError("other columns than an export's")
    return known


def from_people(columns: Mapping[str, Column]) -> pa.Table:
    """Return a day's rows, of ``DAY_SCHEMA``, from what was read by names.

    Args:
        columns: Texts, whole numbers of fen, and times as Beijing wall clock.

    Raises:
        ValueError: A value is missing where none may be, or not of its column's kind.
    """
    given = {**columns, "order_date": from_wall_clock(columns["order_date"])}
    table = pa.Table.from_arrays([given[name] for name in DAY_SCHEMA.names], names=DAY_SCHEMA.names)
    return table.cast(DAY_SCHEMA)


def word(code: str | None, kind: type[OpenEnum], header: Header) -> str:
    """Return the word for a code: the document's, or the name that this library has for it."""
    if not code:
        return ""
    return kind(code).label if header == "zh" else kind(code).name


def _words(codes: Column, kind: type[OpenEnum], header: Header) -> Column:
    encoded = codes.combine_chunks().dictionary_encode()
    words = [word(code, kind, header) for code in encoded.dictionary.to_pylist()]
    return pa.chunked_array([pa.array(words, pa.string()).take(encoded.indices)])
