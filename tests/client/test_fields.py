"""The types that a wire value becomes: numbers, texts, times and open enums."""

from __future__ import annotations

import copy
import pickle
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixiao_async import BEIJING, InvalidRequest, OrderStatus, PayType
from zhixiao_async.fields import (
    NumberText,
    NumericId,
    Unreadable,
    beijing,
    read_int,
    read_text,
    read_time,
    write_time,
)

PLAIN_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
TIME_LIKE = st.from_regex(PLAIN_TIME, fullmatch=True) | st.text(
    st.sampled_from("0123456789-: TZW+．０"), min_size=17, max_size=21
)
TIME_LIKE |= TIME_LIKE.map(lambda text: re.sub("[-: ]", "", text))
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.none())
BAD_TIMES = [
    "2019-112-03 16:55:11",
    "2019-02-30 00:00:00",
    "2019-01-01 24:00:00",
    "2019-01-01 00:00:60",
    "0000-01-01 00:00:00",
    "2019-01-01T00:00:00",
    "2019-01-01 00:00",
    "2019-01-01 00:00:00Z",
    "2019-01-01 00:00:00\n",
    " 2019-01-01 00:00:0",
    "２019-01-01 00:00:00",
    "20190101 000000",
    "201901010000",
    "2019010100000",
    "20190230000000",
    "２0190101000000",
    NumberText("20190101000000"[:13] + "."),
    "2019-1-01 00:00:000",
    "",
    1546272000,
    datetime(2019, 1, 1),
    None,
    True,
]


@pytest.mark.parametrize(
    ("given", "value"),
    [(0, 0), (-7, -7), ("0", 0), ("93782", 93782), ("-5", -5), ("9" * 40, 10**40 - 1)],
)
def test_integer_is_read(given, value):
    """An integer comes as a number or as the plain text of one."""
    assert read_int(given) == value


@pytest.mark.parametrize(
    "given",
    [
        *["01", "00", "-0", "+1", "1.0", "1e3", "1_000", " 1", "1 ", "1\n", "０", "", "-", "0x1"],
        *["9" * 41, True, False, None, 1.0, [], {}, NumberText("1.0"), NumberText("1E2")],
    ],
)
def test_no_integer(given):
    """Nothing else is an integer, though Python's int() would take much of it."""
    with pytest.raises(Unreadable, match="must be an integer"):
        read_int(given)


@given(given=ANYTHING)
def test_integer_is_exact_or_refused(given):
    """A value that is read as an integer prints as it came."""
    with suppress(Unreadable):
        assert str(read_int(given)) == str(given)


@pytest.mark.parametrize(
    ("given", "value"),
    [("", ""), ("张三", "张三"), (0, NumericId("0")), (-12, NumericId("-12"))],
)
def test_text_is_read(given, value):
    """Text stays as it is; an integer's digits become a NumericId."""
    read = read_text(given)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("given", [None, True, False, [], {}, 1.5, NumberText("1.50")])
def test_no_text(given):
    """Nothing else is text."""
    with pytest.raises(Unreadable, match="must be text or an integer"):
        read_text(given)


@pytest.mark.parametrize("given", ["2017-07-23 16:00:00", "20170723160000", 20170723160000])
def test_time_is_read_in_beijing(given):
    """The document's form, or its digits alone, becomes an aware time at UTC+8."""
    read = read_time(given)
    assert read == datetime(2017, 7, 23, 8, tzinfo=UTC)
    assert read.utcoffset() == timedelta(hours=8)


def test_zone_is_named_by_its_offset():
    """The document names no zone; a printed time shows its offset."""
    assert BEIJING.tzname(None) == "UTC+08:00"


@pytest.mark.parametrize("given", BAD_TIMES)
def test_no_time(given):
    """Any other form, and a time that no calendar has, is refused."""
    with pytest.raises(Unreadable, match="must be a time"):
        read_time(given)


@given(text=TIME_LIKE)
def test_only_the_documented_form_is_a_time(text):
    """A time that is read has the documented form and the digits it came with."""
    with suppress(Unreadable):
        read = read_time(text)
        written = read.replace(tzinfo=None).isoformat(" ")
        assert text in (written, re.sub("[-: ]", "", written))


@given(
    moment=st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)),
    offset=st.integers(-14, 14),
)
def test_time_round_trip(moment, offset):
    """Any moment, in any zone, is written so that it reads as the same second."""
    aware = moment.replace(tzinfo=timezone(timedelta(hours=offset)))
    assert read_time(write_time(aware)) == aware.replace(microsecond=0)


def test_first_hour_of_the_calendar():
    """A time that was never set (``0001-01-01``) is read and written, though UTC has no such."""
    never = "0001-01-01 00:00:00"
    assert write_time(beijing(read_time(never))) == never


def test_time_is_written_in_beijing():
    """A time of another zone is written as Beijing's wall clock shows it."""
    assert write_time(datetime(2019, 10, 22, 20, 30, tzinfo=UTC)) == "2019-10-23 04:30:00"


def test_naive_time_is_beijings():
    """A naive time is taken to be Beijing's already."""
    assert beijing(datetime(2019, 10, 22)) == datetime(2019, 10, 22, tzinfo=BEIJING)


def test_aware_time_is_converted():
    """An aware time stays the same moment and moves to UTC+8."""
    moved = beijing(datetime(2019, 10, 22, tzinfo=UTC))
    assert (moved.hour, moved.tzinfo) == (8, BEIJING)


@pytest.mark.parametrize("given", [None, "2019-10-22 00:00:00", 0])
def test_beijing_takes_datetimes_only(given):
    """Anything but a datetime is refused, and shown."""
    with pytest.raises(InvalidRequest) as caught:
        beijing(given)
    assert str(caught.value) == f"time must be a datetime, got {given!r}"


@pytest.mark.parametrize("edge", [datetime.max, datetime.min], ids=["max", "min"])
def test_beijing_at_the_edge_of_the_calendar(edge):
    """A moment that Beijing's calendar can't hold is refused as a bad argument, not as a crash."""
    given = edge.replace(tzinfo=timezone(timedelta(hours=-12 if edge.year > 1 else 12)))
    with pytest.raises(InvalidRequest) as caught:
        beijing(given)
    assert str(caught.value) == f"time must be in the calendar, got {str(given)!r}"


def test_documented_code_is_its_member():
    """A code of the document is the member itself."""
    assert OrderStatus("2") is OrderStatus.PAID
    assert OrderStatus.PAID.known


def test_unknown_code_is_kept():
    """A code that the document doesn't list keeps its text and says so."""
    status = OrderStatus("9")
    assert (status.value, str(status), status.known) == ("9", "9", False)


def test_unknown_code_shows_itself():
    """An unknown code's repr names the enum and the code."""
    assert repr(OrderStatus("9")) == "<OrderStatus.UNKNOWN_9: '9'>"


def test_unknown_codes_are_equal_by_code():
    """Two members with the same unknown code are equal and hash alike; others aren't equal."""
    assert OrderStatus("9") == OrderStatus("9") != OrderStatus("8")
    assert len({OrderStatus("9"), OrderStatus("9"), OrderStatus("8")}) == 2


def test_codes_of_two_sections():
    """Members of two enums are never equal: a code means one thing in one section only."""
    assert (PayType("2") == OrderStatus.PAID) is False


def test_unknown_code_leaves_the_enum_as_it_was():
    """An unknown code doesn't become a member."""
    OrderStatus("9")
    assert [status.name for status in OrderStatus] == ["UNPAID", "PAID", "FAILED"]


def test_unknown_code_has_a_label():
    """An unknown code's label says that the document doesn't list it."""
    assert OrderStatus("9").label == "未知代码 9"


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
@pytest.mark.parametrize("code", ["2", "9"])
def test_code_survives_copying(again, code):
    """A code, known or not, survives copying and pickling."""
    status = OrderStatus(code)
    twin = again(status)
    assert (twin, type(twin), twin.known) == (status, OrderStatus, status.known)
    assert twin.label == status.label


@pytest.mark.parametrize(("given", "code"), [(2, "2"), (9, "9")])
def test_code_as_an_int(given, code):
    """A code may be given as an int, as the document's own type of pay_type is."""
    assert (OrderStatus(given), PayType(given).value) == (OrderStatus(code), code)
    assert type(OrderStatus(given).value) is str


@pytest.mark.parametrize("given", [None, True, b"2", 2.0, ""])
def test_no_code(given):
    """A value that is neither text nor an int is no code."""
    with pytest.raises(ValueError, match="is not a valid OrderStatus"):
        OrderStatus(given)


def test_unknown_code_has_no_channel():
    """The channel of an unknown payment type isn't guessed."""
    assert PayType("7").channel is None


@pytest.mark.parametrize("code", ["2", "9"], ids=["listed", "not listed"])
def test_code_has_the_hash_of_its_text(code):
    """A code is equal to its text, so a mapping finds it under the text."""
    assert {code: "found"}[OrderStatus(code)] == "found"
