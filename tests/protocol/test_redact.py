"""Text that is shown to the holder of some credentials: without secrets, and harmless."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

import pytest

from zhixiao_async import Credentials
from zhixiao_async.protocol.redact import Redactor

SECRET, KEY = 'a/b "密" +c', "k" * 32
SHOWN = Redactor(Credentials(app_id="1", app_secret=SECRET, aes_key=KEY))


@pytest.mark.parametrize(
    "spelled",
    [
        *(SECRET, KEY, KEY.upper()),
        *(quote(SECRET), quote(SECRET, safe=""), quote_plus(SECRET)),
        *(json.dumps(SECRET)[1:-1], json.dumps(SECRET, ensure_ascii=False)[1:-1]),
        json.dumps(SECRET)[1:-1].replace("/", "\\/"),
        json.dumps(SECRET, ensure_ascii=False)[1:-1].replace("/", "\\/"),
        SECRET.replace("+", " "),
    ],
)
def test_secret_is_masked(spelled):
    """A secret is masked as it is, in a URL, and in JSON by whichever writer; nothing else is."""
    assert SHOWN.masked(f"x{spelled}y{spelled}z") == "x***y***z"


def test_secret_within_another():
    """The longer one is masked as a whole, so that none of it is left."""
    shown = Redactor(Credentials(app_id="1", app_secret="zzz", aes_key="zzz" + KEY[3:]))
    assert shown.masked(f"zzz{KEY[3:]}") == "***"


def test_text_without_a_secret_stays_itself():
    """A text without a secret isn't copied: it may be a NumberText, which a copy isn't."""
    text = "nothing of it"
    assert SHOWN.masked(text) is text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("学费 1", "学费 1"),
        ("a\nb", "a\nb"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("\u200b\r", "\\u200b\\r"),
        (f"<{KEY}>", "<***>"),
    ],
)
def test_whole_text(text, shown):
    """A text is shown whole; secrets are masked, and control characters escaped."""
    assert SHOWN.whole(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", "a\\nb"),
        ("1" * 60, "1" * 60),
        ("1" * 12 + "-" * 37 + "2" * 12, f"{'1' * 12}…{'2' * 12} (61)"),
    ],
)
def test_short_text(text, shown):
    """A short text is on one line; of more than 60 characters both ends and the size are shown."""
    assert SHOWN.short(text) == shown


def test_signed_text():
    """The signed parts are joined as the document joins them, the secret last."""
    assert SHOWN.signed("20881", "x" * 61) == f"20881 + {'x' * 12}…{'x' * 12} (61) + ***"


def test_json():
    """Secrets are masked wherever they stand in JSON, and the rest stays the same."""
    given = {KEY: [SECRET, {"n": 1.5, "a": None}], "b": [True]}
    assert SHOWN.hidden(given) == {"***": ["***", {"n": 1.5, "a": None}], "b": [True]}
