"""A refused argument: its field, its rule and what was given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixiao_async.errors import InvalidRequest
from zhixiao_async.messages.text import Text


def test_invalid_request_is_a_value_error():
    """A refused argument is what Python calls a ValueError."""
    assert issubclass(InvalidRequest, ValueError)


def test_invalid_request_names_field_and_rule():
    """Field and rule are attributes, and the text shows what was given."""
    error = InvalidRequest("page_no", "must be 1 or more", given=0)
    assert (error.field, error.rule) == ("page_no", "must be 1 or more")
    assert str(error) == "page_no must be 1 or more, got 0"


def test_invalid_request_shows_a_given_none():
    """None is a value that may have been given."""
    assert str(InvalidRequest("body", "must be text", given=None)).endswith("got None")


def test_invalid_request_without_a_value():
    """An error of a secret shows no value."""
    assert str(InvalidRequest("app_secret", "must not be empty")) == "app_secret must not be empty"


@given(value=st.text() | st.lists(st.integers()) | st.binary(min_size=100))
def test_invalid_request_stays_short(value):
    """However long the value, the text stays a line."""
    text = str(InvalidRequest("body", "must be short", given=value))
    assert len(text) <= len("body must be short, got ") + 80


@pytest.mark.parametrize(
    ("length", "shown"), [(78, repr("x" * 78)), (79, f"{repr('x' * 79)[:77]}...")]
)
def test_invalid_request_shows_eighty_characters(length, shown):
    """A value is shown whole up to there, and its beginning beyond."""
    assert str(InvalidRequest("body", "is odd", given="x" * length)) == f"body is odd, got {shown}"


def test_invalid_request_with_a_number_too_long_to_print():
    """A value that Python won't print doesn't hide which field was wrong."""
    error = InvalidRequest("total_fee", "must be less", given=10**5000)
    assert str(error) == "total_fee must be less, got a very long int"


def test_code_and_values():
    """A program tells rules apart by what stays when they are reworded."""
    error = InvalidRequest("body", Text("rule.too_long", maximum=128, size=130), given="学" * 50)
    assert (error.code, error.values) == ("too_long", {"maximum": 128, "size": 130})
    assert error.given == repr("学" * 50)


def test_rule_of_your_own():
    """A handler's own rule is any phrase: it has no code, and nothing was given."""
    error = InvalidRequest("user_name", "must be a payer we know")
    assert (error.code, error.values, error.given) == ("", {}, "")


def test_number_too_long_to_print_in_chinese():
    """The words for a value that can't be printed are told in Chinese as well."""
    error = InvalidRequest("total_fee", Text("rule.not_money"), given=10**5000)
    assert error.localized("zh") == "total_fee 超出合理的金额，实际为 过长的 int"
