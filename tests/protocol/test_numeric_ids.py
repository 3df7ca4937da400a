"""Numbers of orders that came as JSON numbers: their leading zeros may be lost."""

from __future__ import annotations

import copy
import json
import pickle

import attrs
import pytest

import zhixiao_async as z
from zhixiao_async import NumericId
from zhixiao_async.fields import Unreadable, may_be_one
from zhixiao_async.protocol import reading, writing
from zhixiao_async.protocol.reply_match import ReplyMatch, compare, expected_fields

from .test_results_tolerance import EACH_REQUIRED, PAGE, REQUIRED, ROW

LOSSY = ["1.5717116633379E+17", "1024.0", "1.024e3", "2.0", "-0.0", "1E2"]
"""As PHP of 32 bits writes long numbers, and others whose digits aren't all there."""
PERSON = {"payer_type": z.PayerType.PERSON, "payer_name": "小明", "phone": "1300"}
NUMBER = NumericId("1464678934786097")
SPELLED = "01464678934786097"


def read(kind, fields, **printed):
    """Read a result from JSON in which some values stand as they are printed."""
    stand_ins = {name: f"@{name}@" for name in printed}
    text = json.dumps(fields | stand_ins)
    for name, value in printed.items():
        text = text.replace(f'"@{name}@"', value)
    return reading.read_content(kind, text.encode())


@pytest.mark.parametrize(("kind", "name"), EACH_REQUIRED)
@pytest.mark.parametrize("printed", LOSSY)
def test_lossy_number_in_a_required_field(kind, name, printed):
    """A number with a fraction or an exponent is refused as a number, a code or an amount."""
    with pytest.raises(Unreadable, match=f"^{name} must be "):
        read(kind, REQUIRED[kind], **{name: printed})


@pytest.mark.parametrize("place", [0, 3])
def test_lossy_number_in_a_row(place):
    """A listing with such an order_id is an error that names the row."""
    rows = [ROW] * 4
    rows[place] = ROW | {"order_id": 1.5e17}
    with pytest.raises(Unreadable, match=rf"^data\[{place}\]\.order_id must be "):
        read(z.OrderListResult, PAGE | {"data": rows})


@pytest.mark.parametrize("name", ["out_trade_no", "time_end"])
def test_lossy_number_in_an_optional_field(name):
    """An optional field with such a number is None, and its text is kept as printed."""
    result = read(z.OrderQueryResult, REQUIRED[z.OrderQueryResult], **{name: "1.5717E+17"})
    assert (getattr(result, name), dict(result.unreadable)) == (None, {name: "1.5717E+17"})
    assert type(result.unreadable[name]) is str


@pytest.mark.parametrize("place", ["order_id", "out_trade_no"])
def test_number_tells_that_it_is_one(place):
    """An integer becomes a NumericId; text stays plain text."""
    result = read(z.OrderQueryResult, {"order_id": "01", "out_trade_no": "02", "status": 2})
    assert (type(result.order_id), type(result.out_trade_no)) == (str, str)
    result = read(z.OrderQueryResult, attrs.asdict(result) | {place: 1464, "status": 2})
    assert (getattr(result, place), type(getattr(result, place))) == ("1464", NumericId)


@pytest.mark.parametrize(("given", "kind"), [(1464, NumericId), ("1464", str)])
def test_row_tells_it_too(given, kind):
    """A listing's row has NumericIds as well, whichever path read it."""
    page = read(z.OrderListResult, PAGE | {"data": [ROW | {"order_id": given}]})
    assert (page.data[0].order_id, type(page.data[0].order_id)) == ("1464", kind)


def test_code_is_no_number_afterwards():
    """A code that came as a number is the same code."""
    status = read(z.OrderQueryResult, {"order_id": "1", "status": 9}).status
    assert type(status.value) is str


@pytest.mark.parametrize(
    "again",
    [
        copy.deepcopy,
        lambda result: pickle.loads(pickle.dumps(result)),
        lambda result: reading.read(type(result), json.loads(json.dumps(writing.write(result)))),
    ],
    ids=["copied", "pickled", "written and read"],
)
def test_number_is_not_forgotten(again):
    """A NumericId survives whatever a result goes through, the journal's table too."""
    result = again(z.OrderRefundResult(order_id=NUMBER, out_trade_no="02"))
    assert result == z.OrderRefundResult(order_id="1464678934786097", out_trade_no="02")
    assert (type(result.order_id), type(result.out_trade_no)) == (NumericId, str)


@pytest.mark.parametrize(
    ("number", "other", "may_be"),
    [
        (NUMBER, SPELLED, True),
        (SPELLED, NUMBER, True),
        (NUMBER, NUMBER, True),
        (SPELLED, str(NUMBER), False),
        (SPELLED, SPELLED, True),
        (NUMBER, f"X{NUMBER}", False),
        (f"X{NUMBER}", NUMBER, False),
        (NumericId("1"), "10", False),
    ],
)
def test_numbers_that_may_be_one(number, other, may_be):
    """Two numbers that differ by leading zeros only may be equal."""
    assert may_be_one(number, other) is may_be


REQUESTS = [
    lambda number: z.OrderQuery(order_id=number),
    lambda number: z.OrderQuery(out_trade_no=number),
    lambda number: z.OrderQueryForm(order_id=number),
    lambda number: z.OrderCancel(out_trade_no=number),
    lambda number: z.OrderRefund(order_id=number),
    lambda number: z.OrderRefund(out_trade_no="1", refund_fee=1, out_refund_no=number),
    lambda number: z.PiaojuQuery(zx_order_no=number),
    lambda number: z.PiaojuCreate(**PERSON, zx_order_no=number),
    lambda number: z.UserCard(user_no=number),
    lambda number: z.UserIdentity(uid=number),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=range(len(REQUESTS)))
def test_request_by_such_a_number(request_):
    """A request refuses a NumericId; ``str()`` of it vouches that no zero is missing."""
    with pytest.raises(z.InvalidRequest, match="must be spelled out"):
        request_(NUMBER)
    request_(str(NUMBER))


def test_request_with_numbers():
    """The sandbox takes a merchant's own numbers, however the JSON writes them."""
    request = reading.read(z.OrderQuery, {"out_trade_no": 20881})
    assert (request.out_trade_no, type(request.out_trade_no)) == ("20881", str)


@pytest.mark.parametrize(
    ("order_id", "match"),
    [
        (SPELLED, ReplyMatch.SAME),
        (NUMBER, ReplyMatch.SILENT),
        ("1464678934786097", ReplyMatch.OTHER),
        (NumericId("1464678934786098"), ReplyMatch.OTHER),
    ],
    ids=["text", "number", "other text", "other number"],
)
def test_number_proves_nothing(order_id, match):
    """A reply that names the order by a NumericId may be about it, and no more."""
    state = z.OrderQueryResult(order_id=order_id, status=z.OrderStatus.PAID)
    assert compare(expected_fields(z.OrderQuery(order_id=SPELLED)), state)[0] is match


@pytest.mark.parametrize(
    ("order_id", "match"),
    [
        (int(NUMBER), ReplyMatch.SILENT),
        (1464, ReplyMatch.OTHER),
        (1.464678934786097e15, ReplyMatch.OTHER),
    ],
)
def test_number_proves_nothing_to_raw(order_id, match):
    """A number in the JSON that ``raw()`` got proves nothing either."""
    assert compare(expected_fields({"order_id": SPELLED}), {"order_id": order_id})[0] is match
