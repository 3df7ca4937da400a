"""Texts by key in both languages."""

from __future__ import annotations

import pytest

from zhixiao_async.messages.catalogue import Catalogue

CATALOGUE = Catalogue(
    {"too_long": "at most {maximum} bytes"}, {"too_long": "不得超过 {maximum} 字节"}
)


def test_text_is_filled_in():
    """Each language has its own sentence around the same value."""
    texts = [CATALOGUE.text("too_long", language, maximum=64) for language in ("en", "zh")]
    assert texts == ["at most 64 bytes", "不得超过 64 字节"]


@pytest.mark.parametrize(("key", "values"), [("other", {"maximum": 1}), ("too_long", {})])
def test_unknown_key_or_missing_value(key, values):
    """A mistake of the code's is a KeyError, not half a sentence."""
    with pytest.raises(KeyError):
        CATALOGUE.text(key, "en", **values)


def test_key_is_looked_for():
    """Membership tells whether there is a text."""
    assert ("too_long" in CATALOGUE, "other" in CATALOGUE) == (True, False)


@pytest.mark.parametrize(
    ("zh", "complaint"),
    [({}, "one language"), ({"too_long": "不得超过 {most} 字节"}, "placeholders")],
)
def test_tables_that_differ(zh, complaint):
    """The check names a key that one language lacks or fills in otherwise."""
    with pytest.raises(ValueError, match=f"too_long .*{complaint}"):
        Catalogue({"too_long": "at most {maximum} bytes"}, zh).check()
