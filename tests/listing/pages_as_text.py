"""Pages of the listing as JSON text, usual ones and odd ones."""

from __future__ import annotations

import json
from datetime import datetime

import attrs
from hypothesis import strategies as st

from zhixiao_async import ListedOrder

TEXTS = [
    field.name
    for field in attrs.fields(ListedOrder)
    if field.name not in ("fee", "order_date", "operate_type", "pay_type", "unreadable")
]

# Everything below is JSON text, so that a number can be written in ways that Python wouldn't.
integers = st.integers(-9, 10**20).map(str)
numbers = integers | st.sampled_from(["-0", "01", "1.0", "1e0", "1E2", "0.5", "9" * 41, "true"])
numerals = (numbers | st.sampled_from(["+1", " 1", "1_000", "１", "", "x"])).map(json.dumps)
nothing = st.sampled_from(["null", '""'])
texts = (st.text(max_size=8) | st.sampled_from(["饭堂/1\n", "\ud800", "0", "\x00"])).map(json.dumps)
times = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
    lambda moment: json.dumps(moment.isoformat(" ", "seconds"))
)
bad_times = st.sampled_from(
    ["2019-112-03 16:55:11", "2019-02-29 00:00:00", "2019-10-22T10:34:25", "2019-10-22",
     "0000-00-00 00:00:00", "2019-10-22 10:34:60", "2019-10-22 10:34:25Z", "２019-10-22 10:34:25"]
).map(json.dumps)  # fmt: skip
codes = st.sampled_from(['"0"', '"1"', '"AL"', '"WX"', '"ZZ"', "0", "1"])
oddities = st.sampled_from(["true", "false", "[]", "{}", "1", "1.5", '{"a":[null,1.0]}'])


def mostly(usual: st.SearchStrategy[str], *rare: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Draw something else one time in forty, or whole pages would hardly ever be good."""
    rest = st.one_of(*rare, oddities)
    return st.integers(1, 40).flatmap(lambda draw: rest if draw == 40 else usual)


def objects(known: dict[str, st.SearchStrategy[str]], required: set[str]):
    """Draw JSON objects of these fields and of some that nobody knows."""
    fields = {name: known[name] for name in required}
    optional = {name: known[name] for name in known if name not in required}
    optional |= {"new_field": oddities | texts, "unreadable": oddities}
    return st.fixed_dictionaries(fields, optional=optional).map(
        lambda fields: "{" + ",".join(f'"{name}":{value}' for name, value in fields.items()) + "}"
    )


rows = objects(
    {name: mostly(texts, nothing, integers) for name in TEXTS}
    | {
        "order_id": mostly(st.sampled_from(['"0157"', '"1"']), nothing, integers),
        "fee": mostly(integers | integers.map(json.dumps), numbers, numerals, nothing),
        "order_date": mostly(times, bad_times, nothing),
        "operate_type": mostly(codes, texts, nothing),
        "pay_type": mostly(codes, texts, nothing),
    },
    required={"order_id", "fee"},
)
counts = mostly(st.integers(0, 9).map(str), numbers, numerals, nothing)
pages = objects(
    {
        **dict.fromkeys(("page_no", "page_size", "total_page"), counts),
        "total_size": mostly(integers.map(json.dumps), counts),
        "data": mostly(st.lists(rows, max_size=3).map(lambda made: f"[{','.join(made)}]"), nothing),
        "begin_time": mostly(times, bad_times, nothing),
        "end_time": mostly(times, bad_times, nothing),
    },
    required={"page_no", "page_size", "total_page", "total_size", "data"},
).map(lambda page: page.encode("utf-8", "surrogatepass"))


def page_with(fee: str = '"1"', head: str = "", **row: str) -> bytes:
    """Return a page of one row; every value is JSON text."""
    fields = {"order_id": '"1"', "fee": fee} | row
    inner = ",".join(f'"{name}":{value}' for name, value in fields.items())
    return (
        f'{{"page_no":1,"page_size":9,"total_page":1,"total_size":"1"{head},"data":[{{{inner}}}]}}'
    ).encode()
