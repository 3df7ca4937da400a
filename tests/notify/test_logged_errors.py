"""A failed payment's traceback is logged, with its causes, without texts that may be personal."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import traceback

import pytest

from zhixiao_async.notify import Inbox as AsyncInbox
from zhixiao_async.notify import log_lines
from zhixiao_async.notify.logged_errors import as_logged
from zhixiao_sync.notify import Inbox

from .conftest import notification

NAME, USER_NO, UID = "张三", "2013141516", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
TOLD = {"user_name": NAME, "user_no": USER_NO, "uid": UID}
WITHHELD = "(its text may be personal)"


@pytest.fixture
def inbox(tmp_path, caplog):
    """Make an inbox whose log lines are captured."""
    caplog.set_level(logging.DEBUG, "zhixiao.notify")
    inbox = Inbox(tmp_path / "inbox.db")
    inbox.create_table()
    return inbox


@pytest.fixture
def logged(inbox, caplog):
    """Return a function that has a handler fail, and returns the record and all of its text."""

    def act(handler):
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the handler raises
            inbox.handle(notification(**TOLD), handler)
        (record,) = caplog.records
        text = logging.Formatter("%(message)s").format(record)
        assert [told for told in TOLD.values() if told in text + str(vars(record))] == []
        return record, text

    return act


def find_bill(payment, connection):
    """Fail as an ORM might."""
    raise LookupError(f"no bill of {payment.user_name}")


def test_traceback(logged):
    """The traceback has the user's own frames, from the handler on, and the error's name."""
    record, text = logged(lambda payment, connection: find_bill(payment, connection))
    first, *rest = text.splitlines()
    assert first == record.getMessage()
    assert rest[0] == "Traceback (most recent call last):"
    assert [line.partition("in ")[2] for line in rest if line.startswith("  File")] == [
        "<lambda>",
        "find_bill",
    ]
    assert '    raise LookupError(f"no bill of {payment.user_name}")' in rest
    assert rest[-1] == f"LookupError: {WITHHELD}"


def wrapping(payment, connection):
    """Fail for a reason of the database's."""
    try:
        connection.execute(f"INSERT INTO bills VALUES ('{payment.uid}')")
    except sqlite3.Error as error:
        raise KeyError(payment.user_no) from error


def test_causes(logged):
    """Its causes are there, a database's with its own message."""
    _, text = logged(wrapping)
    assert "sqlite3.OperationalError: no such table: bills\n" in text
    assert "The above exception was the direct cause of the following" in text
    assert text.endswith(f"\nKeyError: {WITHHELD}")


def test_reason(logged):
    """A database's own message is the line's reason, too."""
    record, _ = logged(lambda _, connection: connection.execute("SELECT 1 FROM bills"))
    assert record.zhixiao_reason == "no such table: bills"


def test_message_that_quotes_the_payer(logged):
    """What SQL that was put together by hand makes the database quote is left out."""
    record, _ = logged(
        lambda payment, connection: connection.execute(f"SELECT {payment.uid} FROM zhixiao_inbox")
    )
    assert record.zhixiao_reason == "no such column: …_…"


def test_error_without_a_line_of_ones_own(inbox, caplog):
    """A traceback through libraries alone is shown whole."""
    with pytest.raises(TypeError):
        inbox.handle(notification(), divmod)
    assert "in handle_recorded" in logging.Formatter().format(caplog.records[0])


def test_nothing_else_has_a_traceback(inbox, caplog):
    """A payment that is handled, a duplicate and a forgery have none."""
    for _ in range(2):
        inbox.handle(notification(), print)
    inbox.awaited.recorder.refused("forged")
    assert [record.exc_info for record in caplog.records] == [None, None, None]


def raised(error):
    """Return an error that was raised."""
    try:
        raise error
    except BaseException as caught:
        return caught


def shown(error):
    """Return what the log shows of an error."""
    return "".join(traceback.format_exception(as_logged(error)))


def test_group():
    """The errors of a group are shown, and its own text isn't."""
    text = shown(raised(ExceptionGroup(NAME, [raised(ValueError(NAME)), raised(KeyError(NAME))])))
    assert NAME not in text
    assert f"ExceptionGroup: {WITHHELD} (2 sub-exceptions)" in text
    assert f"ValueError: {WITHHELD}" in text
    assert f"KeyError: {WITHHELD}" in text


def test_context():
    """The error that was being handled is shown, unless the user has left it out."""

    def fail(*, openly):
        try:
            raise ValueError(NAME)
        except ValueError:
            if openly:
                raise KeyError(NAME)  # noqa: B904 - its context is looked for
            raise KeyError(NAME) from None

    for openly in (True, False):
        with pytest.raises(KeyError) as caught:
            fail(openly=openly)
        assert ("During handling of the above" in shown(caught.value)) is openly


def test_circle():
    """Errors that cause each other end the chain."""
    one, other = raised(ValueError(NAME)), raised(KeyError(NAME))
    one.__context__, other.__context__ = other, one
    assert shown(one).count("Error: (its text") == 2


def test_long_chain():
    """A chain of a thousand errors is cut."""
    error = None
    for number in range(2000):
        error, cause = ValueError(number), error
        error.__cause__ = cause
    assert shown(error).count("ValueError") == 30


def test_notes():
    """A note of this library's is shown; anybody else's isn't."""
    error = raised(sqlite3.OperationalError())
    error.add_note("zhixiao: the database is books.db")
    error.add_note(f"the bill of {NAME}")
    assert shown(error).endswith("(its text may be personal)\nzhixiao: the database is books.db\n")


def test_names():
    """What stands for an error has its name and module, and is no such error itself."""
    error = UnicodeDecodeError("gbk", NAME.encode(), 0, 1, NAME)
    copy = as_logged(error)
    assert (type(copy).__name__, type(copy).__module__) == ("UnicodeDecodeError", "builtins")
    assert (str(copy), copy.args) == (WITHHELD, (WITHHELD,))
    assert not isinstance(copy, UnicodeDecodeError)
    assert error.object == NAME.encode()


async def test_cancelled_delivery(tmp_path, caplog):
    """A delivery that is cancelled before its commit is logged with its traceback, too."""
    inbox, begun = AsyncInbox(tmp_path / "inbox.db"), asyncio.Event()

    async def wait(payment, connection):
        begun.set()
        await asyncio.Event().wait()

    await inbox.create_table()
    delivery = asyncio.create_task(inbox.handle(notification(), wait))
    await begun.wait()
    delivery.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivery
    assert "CancelledError" in logging.Formatter().format(caplog.records[0])


def test_log_that_is_off(inbox, caplog, monkeypatch):
    """For a log that nobody keeps no error is copied."""
    caplog.set_level(logging.CRITICAL, "zhixiao.notify")
    monkeypatch.delattr(log_lines, "as_logged")
    with pytest.raises(LookupError):
        inbox.handle(notification(), find_bill)
    assert caplog.records == []
