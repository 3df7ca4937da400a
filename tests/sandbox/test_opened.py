"""A sealed form in clear, also when only a part of it has been kept."""

import json

import pytest

from zhixiao_async import _envelope
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.sandbox.pages.opened import Opener

PARAMS = json.dumps({"body": "W" * 9000})
FORM = _envelope.seal_request(TEST_CREDENTIALS, PARAMS.encode()).decode()


@pytest.fixture
def opener() -> Opener:
    return Opener(TEST_CREDENTIALS)


@pytest.mark.parametrize(
    "kept", [100, len(FORM) - 40, len(FORM) - 1], ids=["param", "name", "sign"]
)
def test_cut_off(opener, kept):
    """It opened when it came: no sign is called wrong, and none left out in silence."""
    shown = opener.form(FORM[:kept], "en", known=PARAMS)
    assert "it fitted on arrival" in shown
    assert "✗" not in shown
    assert "once each" not in shown


def test_whole(opener):
    """Nothing is missing: the length of what is too long to show is told."""
    shown = opener.form(FORM, "en", known=PARAMS)
    assert "✓" in shown
    assert f"… ({len(PARAMS) + 4})" in shown


def test_never_opened(opener):
    """Without a content that is known from its arrival, what was kept is judged as it is."""
    assert "✗ expected" in opener.form(f"{FORM[:-1]}", "en")
