"""Results as plain data: documented names, and values as JSON has them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum

import attrs
import pytest

import zhixiao_async as z
from zhixiao_async.fields import NumericId
from zhixiao_async.finance.targets.columns import CODES, word
from zhixiao_async.notify import Payment
from zhixiao_async.plain_data import PlainData
from zhixiao_async.protocol.reading import read

from .samples import NOON, example, objects

OBJECTS = objects()

every_object = pytest.mark.parametrize("made", OBJECTS.values(), ids=OBJECTS)


def classes(base: type) -> set[str]:
    """Return the names of all classes of the package below one, but for bases of others."""
    found = set()
    for cls in base.__subclasses__():
        own = (
            {cls.__name__} if attrs.has(cls) and cls.__module__.startswith("zhixiao_async") else ()
        )
        found |= {*own, *classes(cls)}
    return found


def test_every_class_is_tried():
    """The tests below see an object of each class that has ``to_dict``."""
    assert classes(PlainData) - set(OBJECTS) == {"Result", "_Page", "Unfinished"}


@every_object
def test_json_can_hold_it(made):
    """What ``to_dict`` returns comes out of JSON as it went in."""
    assert json.loads(json.dumps(made.to_dict(), allow_nan=False)) == made.to_dict()


@every_object
def test_names_are_the_documents(made):
    """Every field is there under its own name; ``unreadable`` only if there is something."""
    names = {field.name for field in attrs.fields(type(made))}
    assert set(made.to_dict()) == names - (
        {"unreadable"} if not made.to_dict().get("unreadable") else set()
    )


@every_object
def test_asdict_is_plain(made):
    """``attrs.asdict`` returns Python's own types, but for codes and numbers without zeros."""

    def kinds(value):
        inner = (
            value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        )
        return {type(value)}.union(*map(kinds, inner))

    plain = {dict, list, str, int, bool, type(None), datetime}
    odd = kinds(attrs.asdict(made)) - plain
    assert all(issubclass(kind, StrEnum | z.Channel | NumericId) for kind in odd)


def test_listed_row():
    """A row has its codes by name, its time with +08:00, its amount in fen and None for nothing."""
    (row,) = example("order_list").data
    assert row.to_dict() == {
        "order_id": "0157171166333791571",
        "fee": 200,
        "id": None,
        "operate_type": "TRADE",
        "pay_type": "WECHAT",
        "order_date": "2019-10-22T10:34:25+08:00",
        "user_no": None,
        "user_name": None,
        "order_intro": "华工南二饭堂 1 楼水吧 1 号机;",
        "remark": None,
        "device_no": "etslink_9134201810220163",
        "item_id": "dgNAoYZX6BGAAAAWPwAVGQ",
        "item_name": "华工南二饭堂 1 楼水吧 1 号机",
        "mch_code": None,
    }


def test_rows_inside_are_dicts():
    """A page's rows are dicts as well."""
    page = example("order_list")
    assert page.to_dict()["data"] == [row.to_dict() for row in page.data]


def test_what_is_unreadable_comes_last():
    """The text of a time that can't be read is behind the document's fields."""
    _, order = example("order_query_form")
    found = order.to_dict()
    assert [*found][-1] == "unreadable"
    assert (found["order_date"], found["unreadable"]) == (
        None,
        {"order_date": "2019-112-03 16:55:11"},
    )


@pytest.mark.parametrize("code", ["AL", "WX", "XX"])
def test_channel_has_the_exports_word(code):
    """A channel, and any other code, is called what an export's CSV calls it."""
    row = read(z.ListedOrder, {"order_id": "01", "fee": 1, "pay_type": code})
    assert row.to_dict()["pay_type"] == word(code, CODES["pay_type"], "wire")


def test_number_without_zeros_is_text():
    """A number that came as a JSON number is Python's own text."""
    found = read(z.OrderCancelResult, {"order_id": 1464}).to_dict()
    assert (found["order_id"], type(found["order_id"])) == ("1464", str)


def test_time_of_another_zone_is_told_in_beijing():
    """A payment's time is Beijing's, whichever zone it was given in."""
    paid = Payment(
        app_id="7", order_id="01", out_trade_no="2", source="x", time_end=NOON.astimezone(UTC)
    )
    assert paid.to_dict()["time_end"] == "2026-03-02T12:00:00+08:00"


def test_number_that_json_has_not():
    """A form's number beyond all floats is None, since JSON has no infinity."""
    order = read(
        z.OrderCreateResult, {"order_id": "01", "sp_data": [{"a": 1.5}, {"b": float("inf")}]}
    )
    assert order.to_dict()["sp_data"] == [{"a": 1.5}, {"b": None}]
