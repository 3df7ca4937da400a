"""What the JSON side decides by itself: what is nothing, what can be written, what is shown."""

from __future__ import annotations

import json
from datetime import datetime

import attrs
import pytest

import zhixiao_async as z
from zhixiao_async import _codec
from zhixiao_async._checks import (
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

PAID = {"order_id": "1", "status": "2"}


@pytest.mark.parametrize(
    ("content", "empty"),
    [
        *[(b"", True), (b'""', True), (b"[]", True), (b"{}", True), (b"null", True)],
        *[(b"\xef\xbb\xbf", True), (b" \r\n[]\t", True), (b"null".ljust(31), True)],
        *[(b"[ ]", True), (b"{ \r\n}", True), (b"[[]]", False), (b"nu ll", False)],
        *[(b"null".ljust(32), False), (b" " * 10_000, False), (b"0", False), (b"OK", False)],
        *[(b"\xff", False), ("订单不存在，请检查您的订单号码".encode(), False), (b"[{}]", False)],
    ],
)
def test_nothing_in_any_of_phps_ways(content, empty):
    """A content is empty if it is short and says nothing, white space and a BOM left aside."""
    assert _codec.is_empty(content) is empty
    assert _codec.is_empty(memoryview(content)) is empty


BUSY = r"\u7cfb\u7edf\u7e41\u5fd9"  # 系统繁忙, as PHP writes JSON


@pytest.mark.parametrize(
    ("content", "said"),
    [
        *[("系统繁忙", "系统繁忙"), (f'"{BUSY}"', "系统繁忙"), ('"系统繁忙"', "系统繁忙")],
        *[(f'{{"msg":"{BUSY}"}}', '{"msg":"系统繁忙"}'), (f'["{BUSY}"]', '["系统繁忙"]')],
        *[("", ""), ('""', ""), ("[]", ""), ("{}", ""), ("null", ""), ('{"msg":""}', "")],
        *[('{"code":-1,"more":[null," "]}', ""), ('["",1,"a"]', '["",1,"a"]')],
        *[("1001", "1001"), ('"cut', '"cut')],
    ],
)
def test_sentence_of_a_refusal(content, said):
    """Bare, or as JSON, which section 1.3 says it is; JSON without words says nothing."""
    assert _codec.sentence(content.encode()) == said


def test_sentence_that_is_nested_without_end():
    """It is shown as it came."""
    deep = b"[" * 100_000
    assert _codec.sentence(deep) == deep.decode()


def nested(depth: int) -> list[object]:
    """Lists within lists."""
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "can_be"),
    [
        *[({"学号": ["1", 2, None]}, True), (1.5, True), (float("nan"), False)],
        *[({"when": object()}, False), (nested(100_000), False)],
    ],
    ids=["plain", "fraction", "NaN", "object", "deep"],
)
def test_what_can_be_written(value, can_be):
    """Asked before anything is sent, it never raises."""
    assert _codec.is_json(value) is can_be


@pytest.mark.parametrize("content", ["NaN", '{"a":-Infinity}'])
def test_no_number_is_a_sentence_to_raw(content):
    """JSON has no NaN: ``raw()`` gives what isn't JSON as the text that it is."""
    assert _codec.read_anything(content.encode()) == content


def test_noise_is_no_sentence_to_raw():
    """What a wrong key makes of content isn't handed on as text."""
    with pytest.raises(_codec.Unreadable):
        _codec.read_anything(b"\xff\xfe\x00\x01")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("张三", "张三"),
        (["张三"], '["张三"]'),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 197 + "..."),
        (10**5000, "a int"),
        (nested(100_000), "a list"),
    ],
    ids=["text", "JSON", "long", "too long", "unprintable", "deep"],
)
def test_malformed_value_is_shown(given, shown):
    """As it came, up to 200 characters of it; what can't be printed is shown as what it is."""
    with pytest.raises(Unreadable) as caught:
        _codec.read(z.OrderQueryResult, given)
    assert str(caught.value) == f"must be an object, got {shown}"


def test_request_is_read_strictly():
    """The sandbox refuses what a merchant wrote wrongly, where a reply's slip costs one field."""
    assert _codec.read(z.OrderQueryResult, PAID | {"time_end": "x"}).unreadable
    with pytest.raises(Unreadable, match=r"^order_id must be text or an integer, got 1\.5$"):
        _codec.read(z.OrderQuery, {"out_trade_no": "1", "order_id": 1.5})


def test_result_is_written_as_it_came():
    """A journal keeps what the gateway said, and nothing that was made here."""
    given = {"order_id": 1464, "out_trade_no": "02", "url": "https://example.edu"}
    result = _codec.read(z.OrderCreateResult, given | {"unreadable": "x"})
    assert _codec.write(result) == given
    broken = _codec.read(z.OrderQueryResult, PAID | {"time_end": "2019-112-03 16:55:11"})
    assert _codec.write(broken) == PAID


def test_number_in_a_form_is_written_as_a_number():
    """A number of the gateway's inside form_data goes out as the JSON number that it was."""
    request = z.OrderQueryForm(form_data={"单号": NumericId("12"), "真": True})
    assert _codec.write(request) == {"form_data": {"单号": 12, "真": True}}


def test_listing_is_read_on_the_fast_path(sample):
    """A page in the document's form brings the digests that only that path makes."""
    content = json.dumps(sample("order_list/result.json")).encode()
    assert hasattr(_codec.read_content(z.OrderListResult, content), "digests")
    slow = json.dumps(sample("order_list/result.json") | {"page_no": "19"}).encode()
    assert not hasattr(_codec.read_content(z.OrderListResult, slow), "digests")


def test_what_a_fields_metadata_tells():
    """A field says by which other name it comes, which count lets it be missing, who makes it."""

    @attrs.frozen
    class Example:
        plain: str
        named: str = attrs.field(metadata=also_read("other"))
        rows: list[str] = attrs.field(metadata=empty_if_zero("count"))
        own: str = attrs.field(metadata=LOCAL)
        number: int = attrs.field(metadata=AS_NUMBER)

    told = [
        (other_name(one), count_of(one), is_local(one), written_as_number(one))
        for one in attrs.fields(Example)
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
    """A converter that has met no class yet: what it finds out of one it keeps."""
    monkeypatch.setattr(_codec, "_CONVERTER", _codec._make_converter())


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
    """Its fields, their types and their other names come from the class alone."""
    assert _codec.read(type(expected), given) == expected
    assert _codec.read(list[type(expected)], [given] * 2) == [expected] * 2


@pytest.mark.usefixtures("untaught")
def test_request_is_learnt(sample):
    """So are requests with others inside, as the sandbox reads them, and how they are written."""
    given = sample("order_create/request.json")
    request = _codec.read(z.OrderCreate, given)
    assert isinstance(request.goods_detail, list)
    assert _codec.write(request) == given
    with pytest.raises(Unreadable, match="must be a list"):
        _codec.read(z.OrderCreate, given | {"goods_detail": "x"})


@pytest.mark.usefixtures("untaught")
def test_form_is_learnt():
    """A request's form may come as the text of one, too."""
    assert _codec.read(z.OrderQueryForm, {"order_id": "1", "form_data": '{"a":1}'}).form_data == {
        "a": 1
    }


@pytest.mark.usefixtures("untaught")
def test_link_expiry_is_learnt_to_be_local():
    """It is made anew, and never read."""
    given = {"order_id": "1", "expires_at": "2017-07-23 16:00:00"}
    assert _codec.read(z.OrderCreateResult, given).expires_at.year > 2017
