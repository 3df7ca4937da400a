"""Reading of objects: strict for requests, tolerant for results, learnt from the classes alone."""

from __future__ import annotations

import json
from datetime import datetime

import attrs
import pytest

import zhixiao_async as z
from zhixiao_async.endpoints.metadata import (
    AS_NUMBER,
    LOCAL,
    also_read,
    count_of,
    empty_if_zero,
    is_local,
    other_name,
    written_as_number,
)
from zhixiao_async.fields import NumericId, Unreadable
from zhixiao_async.protocol import reading, writing

PAID = {"order_id": "1", "status": "2"}


def test_request_is_read_strictly():
    """A malformed optional field costs a request, and of a result only the field."""
    assert reading.read(z.OrderQueryResult, PAID | {"time_end": "x"}).unreadable
    with pytest.raises(Unreadable, match=r"^order_id must be text or an integer, got 1\.5$"):
        reading.read(z.OrderQuery, {"out_trade_no": "1", "order_id": 1.5})


def test_result_is_written_as_it_came():
    """A written result has the gateway's fields, and none that was made here."""
    given = {"order_id": 1464, "out_trade_no": "02", "url": "https://example.edu"}
    result = reading.read(z.OrderCreateResult, given | {"unreadable": "x"})
    assert writing.write(result) == given
    broken = reading.read(z.OrderQueryResult, PAID | {"time_end": "2019-112-03 16:55:11"})
    assert writing.write(broken) == PAID


def test_number_in_a_form_is_written_as_a_number():
    """A NumericId inside form_data is written as the JSON number that it was."""
    request = z.OrderQueryForm(form_data={"单号": NumericId("12"), "真": True})
    assert writing.write(request) == {"form_data": {"单号": 12, "真": True}}


def test_listing_is_read_on_the_fast_path(sample):
    """A page in the document's form has digests, which only the fast path makes."""
    content = json.dumps(sample("order_list/result.json")).encode()
    assert hasattr(reading.read_content(z.OrderListResult, content), "digests")
    slow = json.dumps(sample("order_list/result.json") | {"page_no": "19"}).encode()
    assert not hasattr(reading.read_content(z.OrderListResult, slow), "digests")


def test_what_a_fields_metadata_tells():
    """A field's metadata tells its other name, its count, and whether it is made here."""

    @attrs.frozen
    class Example:
        plain: str
        named: str = attrs.field(metadata=also_read("other"))
        rows: list[str] = attrs.field(metadata=empty_if_zero("count"))
        own: str = attrs.field(metadata=LOCAL)
        number: int = attrs.field(metadata=AS_NUMBER)

    told = [
        (other_name(field), count_of(field), is_local(field), written_as_number(field))
        for field in attrs.fields(Example)
    ]
    assert told == [
        (None, None, False, False),
        ("other", None, False, False),
        (None, "count", False, False),
        (None, None, True, False),
        (None, None, False, True),
    ]


@pytest.fixture
def untaught(monkeypatch):
    """Use a converter that has met no class yet: it keeps what it learns of each."""
    monkeypatch.setattr(reading, "_CONVERTER", reading._make_converter())


PAGE = {"page_no": 1, "page_size": 1000, "total_page": 1, "total_size": 1}
ROW = {"order_id": "1", "fee": 200}
LEARNT = {
    "object": (
        {"order_id": 1, "sp_data": [{"a": 1.5}], "url": "https://a.edu"},
        z.OrderCreateResult(order_id="1", sp_data=[{"a": 1.5}], url="https://a.edu"),
    ),
    "made here": (
        {"order_id": "1", "out_trade_no": "2", "uid": "3", "app_id": "4"},
        z.PaymentNotification(order_id="1", out_trade_no="2", uid="3"),
    ),
    "other name": (
        {"zx_trade_no": "15", "status": 1, "unreadable": {"a": "b"}},
        z.PiaojuQueryResult(zx_order_no="15", status=z.PiaojuStatus.ISSUED),
    ),
    "page": (
        PAGE | {"data": [ROW | {"order_date": "x"}], "begin_time": "20191022000000"},
        z.OrderListResult(
            **PAGE,
            data=[z.ListedOrder(**ROW, unreadable={"order_date": "x"})],
            begin_time=datetime(2019, 10, 22, tzinfo=z.BEIJING),
        ),
    ),
    "empty page": (
        PAGE | {"total_size": "0", "data": None},
        z.OrderListResult(**PAGE | {"total_size": 0}, data=[]),
    ),
    "form": (
        ROW | {"form_data": {"a": [1.5]}, "pay_type": 1},
        z.FormOrder(**ROW, form_data={"a": [1.5]}, pay_type=z.PayType.WECHAT),
    ),
}


@pytest.mark.parametrize(("given", "expected"), LEARNT.values(), ids=LEARNT)
@pytest.mark.usefixtures("untaught")
def test_class_is_learnt(given, expected):
    """A class's fields, their types and their other names come from the class alone."""
    assert reading.read(type(expected), given) == expected
    assert reading.read(list[type(expected)], [given] * 2) == [expected] * 2


@pytest.mark.usefixtures("untaught")
def test_request_is_learnt(sample):
    """A request with other objects inside is read and written by its class alone."""
    given = sample("order_create/request.json")
    request = reading.read(z.OrderCreate, given)
    assert isinstance(request.goods_detail, list)
    assert writing.write(request) == given
    with pytest.raises(Unreadable, match="must be a list"):
        reading.read(z.OrderCreate, given | {"goods_detail": "x"})


@pytest.mark.usefixtures("untaught")
def test_form_is_learnt():
    """A request's form may come as its text, too."""
    assert reading.read(z.OrderQueryForm, {"order_id": "1", "form_data": '{"a":1}'}).form_data == {
        "a": 1
    }


@pytest.mark.usefixtures("untaught")
def test_link_expiry_is_learnt_to_be_local():
    """``expires_at`` is made anew, and never read."""
    given = {"order_id": "1", "expires_at": "2017-07-23 16:00:00"}
    assert reading.read(z.OrderCreateResult, given).expires_at.year > 2017
