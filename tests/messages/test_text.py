"""A text is a ``str`` in English and can be told in Chinese; the tables are whole."""

from __future__ import annotations

import copy
import pickle

import pytest

from zhixiao_async.messages.text import Text, in_language, joined

REFUSED = Text("error.refused", ret_code=-9, sentence=Text("error.refused_without_reason"))


def test_text_is_english():
    """A text stands wherever a ``str`` does, and is what the English table says."""
    assert isinstance(REFUSED, str)
    assert REFUSED == "the gateway refused with ret_code -9: (no message)"


def test_text_in_chinese():
    """A text among the values is told in the same language."""
    assert REFUSED.to("zh") == "网关拒绝该请求，ret_code 为 -9：（无说明）"
    assert REFUSED.to("en") == REFUSED


def test_text_knows_its_entry():
    """The entry and its values can be asked for."""
    assert (REFUSED.key, REFUSED.values["ret_code"]) == ("error.refused", -9)


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda text: pickle.loads(pickle.dumps(text))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_text_survives(again):
    """A text that was copied or pickled can still be told in Chinese."""
    twin = again(REFUSED)
    assert (twin, twin.key, twin.values) == (REFUSED, REFUSED.key, REFUSED.values)
    assert twin.to("zh") == REFUSED.to("zh")


def test_any_string_is_told():
    """A ``str`` that is no text is the same in both languages."""
    assert (in_language("小明", "en"), in_language("why", "zh")) == ("小明", "why")


def test_parts_are_joined():
    """Alternatives are joined by the word of each language."""
    names = joined("field.or", ["order_id", "out_trade_no", "form_data"])
    assert names == "order_id or out_trade_no or form_data"
    assert in_language(names, "zh") == "order_id、out_trade_no、form_data"


def test_one_part_is_no_text():
    """A single part stays as it is."""
    assert joined("field.or", ["order_id"]) == "order_id"
