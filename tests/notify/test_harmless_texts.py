"""An error's own text is told where it is known to quote nobody, and not otherwise."""

from __future__ import annotations

import pytest

from zhixiao_async import (
    BadReply,
    GatewayError,
    HandlerBroke,
    InvalidRequest,
    NoReply,
    NotConfirmed,
    NotSent,
)
from zhixiao_async.messages.text import Text
from zhixiao_async.notify.harmless_texts import harmless_text

NAME, USER_NO, UID = "张三", "2013141516", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"


HARMLESS = {
    "a number": InvalidRequest("order_id", Text("rule.empty"), given=NAME),
    "the table": InvalidRequest("table", Text("rule.no_table"), given="zhixiao_inbox"),
    "the sessions": InvalidRequest("sessions", Text("rule.session_without_engine")),
    "not confirmed": NotConfirmed(Text("error.not_confirmed", reason="order_query says UNPAID")),
    "broken": HandlerBroke(Text("error.handler_broke")),
    "not sent": NotSent(Text("error.handler_commits")),
    "no reply": NoReply(Text("error.handler_commits")),
    "refused": GatewayError(-1, NAME),
    "commit": RuntimeError(Text("error.handler_commits")),
    "socket": ConnectionRefusedError(111, "Connection refused"),
}


@pytest.mark.parametrize("error", HARMLESS.values(), ids=HARMLESS)
def test_harmless(error):
    """Texts of this library and of the system that quote nothing are shown."""
    text = harmless_text(error)
    assert text
    assert NAME not in text


QUOTING = {
    "a rule of the user's": InvalidRequest("order_id", f"isn't {NAME}'s"),
    "another field": InvalidRequest("user_name", Text("rule.empty"), given=NAME),
    "words of the user's": HandlerBroke(NAME),
    "a reply": BadReply(Text("error.handler_commits")),
    "a file": FileNotFoundError(2, "No such file", NAME),
    "several": OSError(NAME),
    "plain": ValueError(NAME),
    "empty": ValueError(),
}


@pytest.mark.parametrize("error", QUOTING.values(), ids=QUOTING)
def test_not_known_to_be_harmless(error):
    """Any other text isn't shown."""
    assert harmless_text(error) is None


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (NAME, "…"),
        ("张", "…"),
        (f"x{NAME}x", "…"),
        (USER_NO, "…"),
        ("13141", "…"),
        ("M2pxb1Q9zNjWeS6o", "…"),
        ("m2pxb1q9", "…"),
        ("6o", "6o"),
        ("bills", "bills"),
    ],
)
def test_pieces_of_the_payers_data(text, masked):
    """A piece of the payer's data that could tell somebody is left out of a system's message."""
    error = ConnectionError(111, f"at {text} end")
    assert harmless_text(error, (NAME, USER_NO, UID)) == f"[Errno 111] at {masked} end"
