"""A check as an attrs validator, and for one value."""

from __future__ import annotations

import attrs
import pytest

from zhixiao_async import InvalidRequest, OrderQuery
from zhixiao_async.checks import Check, not_shown, refusal
from zhixiao_async.messages.text import Text

EMPTY = Text("rule.empty")
NOT_EMPTY = Check(lambda value: None if value else EMPTY)
SECRET = Check(lambda value: None if value else EMPTY, shown=not_shown)


@attrs.frozen
class Example:
    """A class with a field that may be None and one that may not."""

    name: str = attrs.field(validator=NOT_EMPTY)
    nickname: str | None = attrs.field(default=None, validator=NOT_EMPTY)


def test_validator_takes_what_keeps_the_rule():
    """A field whose default is None may be None."""
    assert Example("小明") == Example("小明", None)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"name": ""}, "name must not be empty, got ''"),
        ({"name": None}, "name must not be empty, got None"),
        ({"name": "a", "nickname": ""}, "nickname must not be empty, got ''"),
    ],
)
def test_validator_refuses(given, text):
    """The error names the field, the rule and what was given."""
    with pytest.raises(InvalidRequest) as caught:
        Example(**given)
    assert str(caught.value) == text
    assert caught.value.code == "empty"


def test_required_value_is_returned():
    """A value that keeps the rule is returned as it is."""
    assert NOT_EMPTY.require("size", 7) == 7


def test_required_value_is_refused():
    """A value that breaks the rule is refused under the name that it was given by."""
    with pytest.raises(InvalidRequest, match=r"^size must not be empty, got 0$"):
        NOT_EMPTY.require("size", 0)


def test_secret_is_not_shown():
    """A value that may be a secret isn't repeated."""
    with pytest.raises(InvalidRequest, match=r"^aes_key must not be empty$"):
        SECRET.require("aes_key", "")


def test_none_as_well():
    """A rule can be told to take None, and shows no more than before."""
    assert SECRET.or_none.broken(None) is None
    with pytest.raises(InvalidRequest, match=r"^aes_key must not be empty$"):
        SECRET.or_none.require("aes_key", "")


def test_refusal_names_path_and_number():
    """The error of a request says which call and which order it is about."""
    error = refusal(OrderQuery(out_trade_no="20881"), "order_id", EMPTY)
    assert str(error) == "order_id must not be empty [/pay_api/order_query, out_trade_no 20881]"
