"""Log lines, which say what became of a payment and where its handler failed."""

from __future__ import annotations

import logging

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.notify import Outcome, Source, log_lines, metrics
from zhixiao_async.telemetry import log_fields
from zhixiao_sync.notify import Inbox

from .conftest import notification, payment


@pytest.fixture
def inbox(tmp_path, caplog):
    """Make an inbox whose log lines are captured."""
    caplog.set_level(logging.DEBUG, "zhixiao.notify")
    inbox = Inbox(tmp_path / "inbox.db")
    inbox.create_table()
    return inbox


@pytest.fixture
def ticking(monkeypatch):
    """Have everything take 12.34 milliseconds by the clock."""
    times = iter((10.0, 10.01234))
    for module in (metrics, log_lines):
        monkeypatch.setattr(module, "monotonic", lambda: next(times))


NUMBERS = "app_id=7 order_id=1720881 out_trade_no=20881"


def told(line):
    """Return the fields that a log handler can look up without reading a line's text."""
    return {name: value for name, value in vars(line).items() if name.startswith("zhixiao_")}


@pytest.mark.parametrize("source", [Source.NOTIFICATION, Source.SWEEP])
def test_handled(inbox, caplog, ticking, source):
    """A line has outcome, source, the three numbers and milliseconds, as text and as fields."""
    assert inbox.handle(payment(source=source), lambda *_: None) is Outcome.HANDLED
    (line,) = caplog.records
    text = f"payment outcome=handled source={source} {NUMBERS} ms=12.3"
    assert (line.levelname, line.getMessage()) == ("INFO", text)
    fields = dict(field.split("=") for field in text.removeprefix("payment ").split())
    told_of = {f"zhixiao_{name}": value for name, value in fields.items()}
    assert told(line) == {**told_of, "zhixiao_ms": 12.3}


def test_failed(inbox, caplog, ticking):
    """A failed payment's line is an error that ends with the handler's."""
    with pytest.raises(TypeError):
        inbox.handle(notification(), divmod)
    (line,) = caplog.records
    text = f"payment outcome=failed source=notification {NUMBERS} ms=12.3 error=TypeError@"
    assert (line.levelname, line.getMessage()[: len(text)]) == ("ERROR", text)


def test_turned_away(inbox, caplog):
    """A forgery is a warning, a body that was read before is an error."""
    inbox.awaited.recorder.refused("no reason")
    inbox.awaited.recorder.read_before("some-reason")
    assert [(line.levelname, line.getMessage(), told(line)) for line in caplog.records] == [
        (
            "WARNING",
            "notification outcome=refused reason='no reason'",
            {"zhixiao_outcome": "refused", "zhixiao_reason": "no reason"},
        ),
        (
            "ERROR",
            "notification outcome=failed reason=some-reason",
            {"zhixiao_outcome": "failed", "zhixiao_reason": "some-reason"},
        ),
    ]


@pytest.mark.parametrize("name", ["app_id", "order_id", "out_trade_no"])
def test_number_that_is_refused(inbox, caplog, name):
    """A refused number is named with the rule that it breaks."""
    with pytest.raises(InvalidRequest) as caught:
        inbox.handle(notification(**{name: "7" * 65}), print)
    assert caplog.records[0].zhixiao_reason == f"{name} {caught.value.rule}"


def test_another_argument_that_is_refused(inbox, caplog):
    """Another argument's rule isn't logged: it might quote something personal."""

    def refusing(payment, connection):
        raise InvalidRequest("user_name", f"must not be {payment.user_name}")

    with pytest.raises(InvalidRequest):
        inbox.handle(notification(), refusing)
    assert not hasattr(caplog.records[0], "zhixiao_reason")


def made(file):
    """Return a function that raises an error in a file of this name."""
    names = {}
    exec(compile("def fail():\n    raise LookupError", file, "exec"), names)
    return names["fail"]


@pytest.mark.parametrize(
    "file",
    [
        "/usr/lib/python3.12/site-packages/orm/session.py",
        "/usr/lib/python3/dist-packages/orm/session.py",
        "/srv/school/.venv/lib/site-packages/driver.py",
        "asyncpg/protocol/protocol.pyx",
        "<attrs generated init orm.Session>",
    ],
)
def test_error_from_a_library(inbox, caplog, file):
    """An error from a library is logged with the user's own line that called it."""
    fail = made(file)

    def handler(payment, connection):
        fail()

    with pytest.raises(LookupError):
        inbox.handle(notification(), handler)
    place = f"test_log_lines.py:{handler.__code__.co_firstlineno + 1}"
    assert caplog.records[0].zhixiao_error == f"LookupError@{place}"


@pytest.mark.parametrize("file", ["/srv/school/books.py", "/srv/site-packages.py"])
def test_error_from_ones_own_code(inbox, caplog, file):
    """An error from the user's own code is logged with its line."""
    fail = made(file)
    with pytest.raises(LookupError):
        inbox.handle(notification(), lambda *_: fail())
    assert caplog.records[0].zhixiao_error == f"LookupError@{file.rpartition('/')[2]}:2"


@pytest.mark.parametrize("value", ["two words", 'a"quote', "a=b", "a\nline", "a\x1bscreen"])
def test_value_that_could_pass_for_another_field(value):
    """A value that could pass for another field is quoted."""
    assert log_fields.plain(value) == ascii(value)


@pytest.mark.parametrize("value", ["20881", "学费-1", "'", ""])
def test_plain_value(value):
    """Any other value is logged as it is."""
    assert log_fields.plain(value) == value
