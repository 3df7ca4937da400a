"""A sealed form in clear, also when only a part of it has been kept."""

import json

import pytest

from zhixiao_async.protocol import writing
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.sandbox.pages.opened import Opener

PARAMS = json.dumps({"body": "W" * 9000})
FORM = writing.seal_request(TEST_CREDENTIALS, PARAMS.encode()).decode()


@pytest.fixture
def opener() -> Opener:
    return Opener(TEST_CREDENTIALS)


@pytest.mark.parametrize(
    "kept", [100, len(FORM) - 40, len(FORM) - 1], ids=["param", "name", "sign"]
)
def test_cut_off(opener, kept):
    """It opened when it came: no sign is called wrong, and none left out in silence."""
    form = opener.form(FORM[:kept], known=PARAMS)
    assert (form.cut, form.signature) == (True, None)
    assert "WWW" in form.content


def test_whole(opener):
    """Nothing is missing: the length of what is too long to show is told."""
    form = opener.form(FORM, known=PARAMS)
    assert (form.cut, form.problem, form.signature.matches) == (False, "", True)
    assert form.content.endswith(f"… ({len(PARAMS) + 4})")


def test_never_opened(opener):
    """Without a content that is known from its arrival, what was kept is judged as it is."""
    form = opener.form(FORM[:-1])
    assert (form.cut, form.problem, form.signature.matches) == (False, "BadSignature", False)
    assert FORM.endswith(form.signature.expected)
