"""JSON as the gateway writes it: empty contents, sentences, and values that can't be written."""

from __future__ import annotations

import pytest

import zhixiao_async as z
from zhixiao_async.fields import Unreadable
from zhixiao_async.protocol import json_text, reading, writing


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
    assert json_text.is_empty(content) is empty
    assert json_text.is_empty(memoryview(content)) is empty


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
    """A sentence is bare, or JSON as section 1.3 has it; JSON without words is no sentence."""
    assert json_text.sentence(content.encode()) == said


def test_sentence_that_is_nested_without_end():
    """A sentence that is nested too deep stays as it came."""
    deep = b"[" * 100_000
    assert json_text.sentence(deep) == deep.decode()


def nested(depth: int) -> list[object]:
    """Nest a list so many times."""
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "can_be"),
    [
        *[({"学号": ["1", 2, None]}, True), (1.5, True), (float("nan"), False)],
        ({"when": object()}, False),
        (nested(100_000), False),
    ],
    ids=["plain", "fraction", "NaN", "object", "nested"],
)
def test_what_can_be_written(value, can_be):
    """``is_json`` raises for no value, so it can be asked before anything is sent."""
    assert writing.is_json(value) is can_be


@pytest.mark.parametrize("content", ["NaN", '{"a":-Infinity}'])
def test_no_number_is_a_sentence_to_raw(content):
    """JSON has no NaN: ``raw()`` returns it as text."""
    assert json_text.parse_anything(content.encode()) == content


def test_noise_is_no_sentence_to_raw():
    """Noise that a wrong key makes isn't returned as text."""
    with pytest.raises(Unreadable):
        json_text.parse_anything(b"\xff\xfe\x00\x01")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("张三", "张三"),
        (["张三"], '["张三"]'),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 197 + "..."),
        (10**5000, "a int"),
    ],
    ids=["text", "JSON", "long", "too long", "unprintable"],
)
def test_malformed_value_is_shown(given, shown):
    """An error shows up to 200 characters of a value; of one that can't be printed, its type."""
    with pytest.raises(Unreadable) as caught:
        reading.read(z.OrderQueryResult, given)
    assert str(caught.value) == f"must be an object, got {shown}"


def test_malformed_value_that_is_nested_without_end_is_shown():
    """Of a value that is nested too deep to be printed, an error shows the type."""
    with pytest.raises(Unreadable) as caught:
        reading.read(z.OrderQueryResult, nested(100_000))
    assert str(caught.value) == "must be an object, got a list"
