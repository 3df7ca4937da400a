"""What ``zhixiao explain`` shows: no secret, and nothing that a terminal can't take."""

import io
import re
from urllib.parse import quote

import pytest

from zhixiao_async.cli import main

from .conftest import APP_ID, KEY, QUERY, SECRET, form, reply, seal


@pytest.mark.parametrize(
    "content",
    [
        f'"{SECRET}"',
        f'{{"{KEY}":"{SECRET}"}}',
        f'{{"page_no":"{"x" * 70}{SECRET}{"y" * 99}"}}',
        f'"{KEY.lower()}"',
    ],
    ids=["sentence", "object", "quoted-in-a-rule", "other-case"],
)
def test_secret_in_the_content(explain, content):
    """A secret is masked however it got into the content; no part of it is left at a cut."""
    done = explain(form(seal(content.encode())), "--path", "/pay_api/order_list_item_all")
    assert "***" in done.out
    assert SECRET[:6] not in done.out


def test_secret_elsewhere(explain):
    """A secret is masked in the id, in the sign, and as the whole capture."""
    assert "***" in explain(form(seal(QUERY), app_id=SECRET)).out
    assert "***" in explain(form(seal(QUERY), SECRET)).out
    assert "***" in explain(form(seal(QUERY), SECRET.upper())).out
    assert "***" in explain(f"{APP_ID}{seal(QUERY)}{SECRET}"[-40:]).out


def test_control_characters(explain):
    """Control characters don't reach the terminal."""
    done = explain("\x1b[2Jid")
    assert "\x1b" not in done.out
    assert "\\x1b[2Jid" in done.out


def test_terminal(on_tty):
    """Marks have colours on a terminal; nothing else steers it, and no secret is shown."""
    pasted = form(seal(b'{"a":"\\u001b[2J\\u009b"}'), SECRET)
    out = on_tty(lambda: main(["explain", "--test-credentials", f"{pasted}&\x1b[2J=\r"]))
    plain = re.sub(r"\x1b\[[0-9;]+m", "", out)
    assert out != plain
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", plain)
    assert SECRET[:8] not in plain
    assert "the form also holds: \\x1b[2J" in plain
    assert r"\u001b[2J\x9b" in plain
    assert "│ Put right what is marked [!!]. │" in plain


@pytest.mark.parametrize(
    "text",
    [
        f"id=\udcff&param={quote(seal(QUERY))}\udcff&sign=\udcff",
        f"id={APP_ID}&param={quote(seal(QUERY))}&sign=\ud800",
        reply("\\ud800", sign="\\ud800"),
    ],
    ids=["byte", "form", "reply"],
)
def test_half_a_surrogate_pair(explain, text):
    """Half a surrogate pair, of the command line or of JSON, is shown as U+FFFD."""
    done = explain(text)
    assert (done.code, "given: \ufffd\n" in done.out) == (1, True)


def test_terminal_without_chinese(monkeypatch, worked_example):
    """A terminal without Chinese gets escapes instead of a traceback."""
    printed = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(printed, "ascii", write_through=True))
    assert main(["explain", "--test-credentials", form(worked_example["param"])]) == 0
    assert b"\\u6d4b\\u8bd5" in printed.getvalue()
