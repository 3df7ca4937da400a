"""For any JSON at all: a result, or Unreadable; never a crash, never a loss."""

from __future__ import annotations

import json
from contextlib import suppress

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhixiao_async as z
from tests.support.series import TIMES
from zhixiao_async.fields import Unreadable
from zhixiao_async.protocol import json_text, reading

KINDS = [
    *[z.OrderCreateResult, z.OrderQueryResult, z.OrderCancelResult, z.OrderRefundResult],
    *[z.UserIdentityResult, z.UserCardResult, z.PiaojuCreateResult, z.PiaojuQueryResult],
    *[z.OrderListResult, z.ListedOrder, z.FormOrder, z.PaymentNotification, list[z.FormOrder]],
]
EXAMPLES = {
    z.OrderCreateResult: "order_create/result.json",
    z.OrderQueryResult: "order_query/result.json",
    z.OrderCancelResult: "order_cancel/result.json",
    z.OrderRefundResult: "order_refund/result.json",
    z.UserIdentityResult: "user_identity/result.json",
    z.UserCardResult: "user_card/result.json",
    z.PiaojuQueryResult: "piaoju_query/result.json",
    z.OrderListResult: "order_list/result.json",
    z.PaymentNotification: "payment_notification/notification.json",
}
NAMES = sorted({name for kind in KINDS[:-1] for name in attrs.fields_dict(kind)} | {"zx_trade_no"})
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(
        ["1", "2", "0", "2017-07-23 16:00:00", "AL", "[]", "{}", "0000-00-00 00:00:00"]
    )
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner, max_size=8)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", KINDS, ids=str)
@settings(max_examples=25 * TIMES)
@given(value=JSON)
def test_any_json_is_read_or_unreadable(kind, value):
    """Any JSON becomes a result or raises Unreadable."""
    with suppress(Unreadable):
        reading.read_content(kind, json.dumps(value).encode())


@pytest.mark.parametrize("kind", KINDS, ids=str)
@settings(max_examples=25 * TIMES)
@given(content=st.binary(max_size=60))
def test_any_bytes_are_read_or_unreadable(kind, content):
    """Any bytes become a result or raise Unreadable."""
    with suppress(Unreadable):
        reading.read_content(kind, content)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (z.OrderQueryResult, "time_end"),
        (z.FormOrder, "form_data"),
        (z.OrderCreateResult, "sp_data"),
    ],
)
@pytest.mark.parametrize("less", range(16))
def test_deep_json_is_read_or_unreadable(kind, name, less):
    """However deep the parser goes, the reader behind it doesn't crash."""
    depth = deepest() - less
    value = f'{{"fee":1,"status":"1","order_id":"1","{name}":{"[" * depth}{"]" * depth}}}'
    with suppress(Unreadable):
        assert reading.read_content(kind, value.encode()).order_id == "1"


def deepest() -> int:
    """Return how deep a list the parser takes at about this depth of the stack."""
    low, high = 1, 100_000
    while high - low > 1:
        middle = (low + high) // 2
        try:
            json_text.parse_json(b"[" * middle + b"]" * middle)
            low = middle
        except Unreadable:
            high = middle
    return low


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
@settings(max_examples=25 * TIMES)
@given(data=st.data())
def test_one_malformed_optional_costs_only_itself(sample, kind, data):
    """Whatever one optional field holds, every other field is read as before."""
    good = sample(EXAMPLES[kind])
    expected = reading.read(kind, good)
    optional = [
        field.name
        for field in attrs.fields(kind)
        if field.default is not attrs.NOTHING
        and field.name not in ("unreadable", "app_id", "expires_at")
    ]
    name = data.draw(st.sampled_from(optional))
    got = reading.read_content(kind, json.dumps(good | {name: data.draw(JSON)}).encode())
    ours = {name: getattr(got, name), "unreadable": got.unreadable}
    assert got == attrs.evolve(expected, **ours)
    assert set(got.unreadable) <= {name}


@given(place=st.integers(0, 3), name=st.sampled_from(["order_date", "pay_type", "id"]), value=JSON)
def test_one_malformed_optional_of_a_row_costs_only_itself(sample, place, name, value):
    """Whatever one optional field of a row holds, all other fields and rows are as before."""
    page = sample("order_list/result.json")
    rows = [dict(page["data"][0], id=str(number)) for number in range(4)]
    expected = reading.read(z.OrderListResult, page | {"data": rows}).data
    rows[place][name] = value
    got = reading.read_content(z.OrderListResult, json.dumps(page | {"data": rows}).encode()).data
    assert got[:place] + got[place + 1 :] == expected[:place] + expected[place + 1 :]
    ours = {name: getattr(got[place], name), "unreadable": got[place].unreadable}
    assert got[place] == attrs.evolve(expected[place], **ours)


@given(value=JSON)
def test_fast_path_agrees_with_the_slow(value):
    """A page read by msgspec is the page that the tolerant converter reads."""
    rows = value if isinstance(value, list) else [value]
    page = {"page_no": 1, "page_size": 9, "total_page": 1, "total_size": "1"}
    good = [dict(row, order_id="1", fee=2) if isinstance(row, dict) else row for row in rows]
    content = json.dumps(page | {"data": good}).encode()
    slow = outcome(lambda: reading.read(z.OrderListResult, json_text.parse_json(content)))
    assert outcome(lambda: reading.read_content(z.OrderListResult, content)) == slow


def outcome(read):
    """Return what reading makes, or the words in which it refuses."""
    try:
        return read()
    except Unreadable as error:
        return str(error)
