"""What kind of thing an argument must be, and what is said of another."""

from __future__ import annotations

from datetime import datetime

import pytest

from zhixiao_async import InvalidRequest, Mask
from zhixiao_async.checks import Check, not_shown
from zhixiao_async.checks.kinds import choice, each, flag, instance_of, mapping, member, moment
from zhixiao_async.messages.text import in_language

REFUSED = [
    (choice(("asyncio", "uvloop")), "trio", "must be one of asyncio, uvloop, got 'trio'"),
    (member(Mask), 1, "must be one of Mask.TRADE (1), Mask.REFUND (2), got 1"),
    (instance_of(Check), "7", "must be a Check, got '7'"),
    (instance_of(Check, shown=not_shown), "secret", "must be a Check"),
    (each(int), [], "must be a sequence of int, and not be empty, got []"),
    (flag, 1, "must be True or False, got 1"),
    (mapping, {}, "must map field names to values, and not be empty, got {}"),
    (
        moment,
        "2026-03-02",
        "must be a datetime, a date or text (2026-03-02 00:00:00), got '2026-03-02'",
    ),
]


@pytest.mark.parametrize(("check", "value", "said"), REFUSED, ids=[said for _, _, said in REFUSED])
def test_another_kind_is_refused(check: Check, value: object, said: str) -> None:
    """The error says what the argument must be, and what was given, unless it may be a secret."""
    with pytest.raises(InvalidRequest) as caught:
        check.require("it", value)
    assert in_language(str(caught.value), "en") == f"it {said}"


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (choice(("asyncio", "uvloop")), "uvloop"),
        (member(Mask), Mask.REFUND),
        (instance_of(str), "7"),
        (each(int), (7,)),
        (flag, False),
        (mapping, {"学号": 1}),
        (moment, datetime(2026, 3, 2)),
    ],
)
def test_right_kind_is_taken(check: Check, value: object) -> None:
    """What is of the right kind is returned as it is."""
    assert check.require("it", value) is value
