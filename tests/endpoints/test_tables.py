"""Every class against the document's parameter tables, transcribed in tests/document/tables.json.

Where the code decides otherwise than a table, the decision stands below with its row of FACTS.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import pytest

import zhixiao_async as z
from tests.support import places
from zhixiao_async.fields import OpenEnum
from zhixiao_async.registry import ENDPOINTS

TABLES = json.loads(places.TABLES.read_text("utf-8"))

CLASSES: dict[str, Any] = {
    "order_create.request": z.OrderCreate,
    "order_create.result": z.OrderCreateResult,
    "order_create.piaoju": z.Piaoju,
    "order_create.goods_detail": z.GoodsDetail,
    "order_query.request": z.OrderQuery,
    "order_query.result": z.OrderQueryResult,
    "order_cancel.request": z.OrderCancel,
    "order_cancel.result": z.OrderCancelResult,
    "order_refund.request": z.OrderRefund,
    "order_refund.result": z.OrderRefundResult,
    "payment_notification.request": z.PaymentNotification,
    "user_identity.request": z.UserIdentity,
    "user_identity.result": z.UserIdentityResult,
    "user_card.request": z.UserCard,
    "user_card.result": z.UserCardResult,
    "piaoju_create.request": z.PiaojuCreate,
    "piaoju_create.result": z.PiaojuCreateResult,
    "piaoju_query.request": z.PiaojuQuery,
    "piaoju_query.result": z.PiaojuQueryResult,
    "order_list.request": z.OrderList,
    "order_list.result": z.OrderListResult,
    "order_list.data": z.ListedOrder,
    "order_query_form.request": z.OrderQueryForm,
    "order_query_form.result": z.FormOrder,
}

ONLY_WHAT_MATTERS = "FACTS 2: in a result only what it can't mean anything without is required"
OPTIONAL_ALL_THE_SAME = {
    ("order_create.result", "out_trade_no"): ONLY_WHAT_MATTERS,
    ("order_create.result", "url"): ONLY_WHAT_MATTERS,
    ("order_query.result", "out_trade_no"): ONLY_WHAT_MATTERS,
    ("order_cancel.result", "out_trade_no"): ONLY_WHAT_MATTERS,
    ("order_refund.result", "out_trade_no"): ONLY_WHAT_MATTERS,
    ("order_refund.result", "refund_time"): ONLY_WHAT_MATTERS,
    ("payment_notification.request", "time_end"): "FACTS 3, 2.11: an unreadable time costs nothing",
    ("payment_notification.request", "pay_type"): ONLY_WHAT_MATTERS,
    ("user_identity.result", "open_id"): ONLY_WHAT_MATTERS,
    ("user_identity.result", "user_no"): ONLY_WHAT_MATTERS,
    ("user_identity.result", "user_name"): ONLY_WHAT_MATTERS,
    ("user_identity.result", "sex"): ONLY_WHAT_MATTERS,
    ("user_identity.result", "identity_type"): ONLY_WHAT_MATTERS,
    ("user_card.result", "user_no"): ONLY_WHAT_MATTERS,
    ("user_card.result", "user_name"): ONLY_WHAT_MATTERS,
    ("user_card.result", "sex"): ONLY_WHAT_MATTERS,
    ("user_card.result", "identity_type"): ONLY_WHAT_MATTERS,
    ("user_card.result", "schema_url"): ONLY_WHAT_MATTERS,
    ("piaoju_query.result", "phone"): ONLY_WHAT_MATTERS,
    ("piaoju_query.result", "payer_type"): ONLY_WHAT_MATTERS,
    ("piaoju_query.result", "payer_name"): ONLY_WHAT_MATTERS,
    ("order_list.result", "begin_time"): ONLY_WHAT_MATTERS,
    ("order_list.result", "end_time"): ONLY_WHAT_MATTERS,
    ("order_list.data", "id"): "FACTS 3, 2.10: the example row has no id",
    ("order_list.data", "operate_type"): ONLY_WHAT_MATTERS,
    ("order_list.data", "pay_type"): ONLY_WHAT_MATTERS,
    ("order_list.data", "order_date"): ONLY_WHAT_MATTERS,
    ("order_list.data", "user_no"): ONLY_WHAT_MATTERS,
    ("order_list.data", "user_name"): ONLY_WHAT_MATTERS,
    ("order_list.data", "order_intro"): ONLY_WHAT_MATTERS,
    ("order_query_form.result", "status"): "FACTS 3, 2.11: missing in the example",
    ("order_query_form.result", "order_date"): "FACTS 3, 2.11: an unreadable time costs nothing",
    ("order_query_form.result", "order_intro"): ONLY_WHAT_MATTERS,
}
IN_NO_TABLE = {
    ("order_create.result", "expires_at"): "FACTS 3, 2.1: the link is valid for one hour",
    ("payment_notification.request", "app_id"): "FACTS 4: (id, order_id) identifies a payment",
    ("user_card.request", "school_id"): "FACTS 3, 2.7: in both examples, in neither table",
    ("user_card.result", "school_id"): "FACTS 3, 2.7: in both examples, in neither table",
    ("piaoju_create.result", "message"): "FACTS 2: a success can be a bare sentence",
    ("order_list.data", "mch_code"): "FACTS 3, 2.10: in the example, not in the table",
}
TIMES = {"begin_time", "end_time", "time_end", "refund_time", "order_date"}


def rows() -> list[tuple[str, dict[str, Any]]]:
    """Every row of every table, with the table's name."""
    return [
        (f"{name}.{part}", row)
        for name, entry in TABLES.items()
        for part, table in {**entry, **entry["nested"]}.items()
        if isinstance(table, list)
        for row in table
    ]


def is_required(row: dict[str, Any]) -> bool:
    """Return whether the table requires a field, in either of its two wordings."""
    return row["required"] if "required" in row else row["nullable"] is False


def hint(cls: type[Any], name: str) -> Any:
    """Return a field's type without its None."""
    found = get_type_hints(cls)[name]
    if get_origin(found) in (Union, UnionType) and type(None) in get_args(found):
        return next(one for one in get_args(found) if one is not type(None))
    return found


def with_what(*keys: str) -> Any:
    """Parametrize over the rows that have one of these keys (all rows without any)."""
    chosen = [one for one in rows() if not keys or any(key in one[1] for key in keys)]
    ids = [f"{table}.{row['name']}" for table, row in chosen]
    return pytest.mark.parametrize(("table", "row"), chosen, ids=ids)


@pytest.mark.parametrize("name", [name for name, entry in TABLES.items() if entry["path"]])
def test_endpoint_has_section_path_and_classes(name):
    """Each documented path is registered under its section, with its request and result."""
    entry = TABLES[name]
    found = ENDPOINTS[entry["path"]]
    result = CLASSES[f"{name}.result"]
    assert (found.name, found.path, found.section) == (name, entry["path"], entry["section"])
    assert found.request is CLASSES[f"{name}.request"]
    assert found.result == (list[z.FormOrder] if result is z.FormOrder else result)


def test_no_endpoint_is_undocumented():
    """The registry holds the document's paths and no others."""
    assert set(ENDPOINTS) == {entry["path"] for entry in TABLES.values() if entry["path"]}


@pytest.mark.parametrize("table", CLASSES)
def test_class_names_its_section(table):
    """The docstring of a request, or else its module's, says where the document describes it."""
    cls = CLASSES[table]
    section = TABLES[table.split(".")[0]]["section"]
    module = __import__(cls.__module__, fromlist=["__doc__"]).__doc__
    assert f"ection {section}" in f"{cls.__doc__}{module}" or cls is z.Piaoju


@with_what()
def test_documented_field_exists(table, row):
    """Each row of a table is a field of its class, under the documented name."""
    assert row["name"] in attrs.fields_dict(CLASSES[table])


@with_what()
def test_required_as_the_table_says(table, row):
    """A field is required where its table says so, but for the listed exceptions."""
    required = attrs.fields_dict(CLASSES[table])[row["name"]].default is attrs.NOTHING
    excepted = (table, row["name"]) in OPTIONAL_ALL_THE_SAME
    assert required is (is_required(row) and not excepted)


def test_exceptions_are_exceptions():
    """Each listed exception contradicts a table, so none is left over from another day."""
    demanded = {(table, row["name"]) for table, row in rows() if is_required(row)}
    assert set(OPTIONAL_ALL_THE_SAME) <= demanded


@pytest.mark.parametrize("table", CLASSES)
def test_no_field_beyond_the_table(table):
    """A class has the table's fields, the listed ones, and ``unreadable`` in a result."""
    documented = {row["name"] for name, row in rows() if name == table}
    listed = {name for where, name in IN_NO_TABLE if where == table}
    present = set(attrs.fields_dict(CLASSES[table])) - {"unreadable"}
    assert present == documented | listed
    assert not documented & listed


@with_what("values")
def test_enum_has_the_documented_codes(table, row):
    """A field with listed codes is an open enum of just these."""
    kind = hint(CLASSES[table], row["name"])
    assert issubclass(kind, OpenEnum)
    assert {one.value for one in kind} == set(row["values"])


@with_what("unit")
def test_fen_is_an_int(table, row):
    """An amount in fen is an int on both sides."""
    assert hint(CLASSES[table], row["name"]) is int


@pytest.mark.parametrize("name", ["page_no", "page_size", "total_page", "total_size"])
def test_page_numbers_are_ints(name):
    """FACTS 3, 2.10: int everywhere, however the table spells it."""
    assert hint(z.OrderListResult, name) is int


@with_what()
def test_times_are_datetimes(table, row):
    """A time is a datetime, and nothing else is."""
    is_time = hint(CLASSES[table], row["name"]) is datetime
    assert is_time is (row["name"] in TIMES)


@pytest.mark.parametrize(
    "table", [name for name in CLASSES if not name.endswith("_create.request")]
)
@pytest.mark.parametrize("flag", ["frozen", "kw_only"])
def test_classes_are_values(table, flag):
    """Every class is frozen and takes its fields by name only."""
    cls = CLASSES[table]
    if flag == "kw_only":
        assert all(one.kw_only for one in attrs.fields(cls))
    else:
        assert cls.__setattr__ is not object.__setattr__


SAID = {
    z.PayType: ("order_create", "request", "pay_type"),
    z.ListedPayType: ("order_list", "data", "pay_type"),
    z.OrderStatus: ("order_query", "result", "status"),
    z.PayerType: ("piaoju_create", "request", "payer_type"),
    z.PiaojuStatus: ("piaoju_query", "result", "status"),
    z.Sex: ("user_identity", "result", "sex"),
    z.IdentityType: ("user_identity", "result", "identity_type"),
    z.Mask: ("order_list", "request", "mask"),
    z.OperateType: ("order_list", "data", "operate_type"),
}
MEMBERS = [one for kind in SAID for one in kind]


def test_every_enum_is_said():
    """No enum of codes is missing below."""
    kinds = {one for one in vars(z).values() if isinstance(one, type) and issubclass(one, OpenEnum)}
    assert set(SAID) == kinds


@pytest.mark.parametrize("member", MEMBERS, ids=repr)
def test_label_is_the_documents_term(member):
    """A member's label is what the document calls its code."""
    endpoint, table, name = SAID[type(member)]
    entry = TABLES[endpoint]
    (row,) = [one for one in (entry | entry.get("nested", {}))[table] if one["name"] == name]
    assert member.label
    assert re.search(rf"{member.value}\W*{member.label}", row["text"])


def test_labels_of_channels():
    """A channel is named as the payment types are."""
    for one in [*z.PayType, *z.ListedPayType]:
        assert one.channel.label == one.label


def test_channel_is_kept_by_its_name():
    """A code that somebody has written into a table is found again by the same word."""
    assert [z.Channel("wechat"), z.Channel("alipay")] == [z.Channel.WECHAT, z.Channel.ALIPAY]
