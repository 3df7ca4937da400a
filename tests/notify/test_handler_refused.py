"""Handlers that can't do their work are refused when a service is made, with what they take."""

from __future__ import annotations

import functools
from unittest.mock import AsyncMock, Mock

import pytest

import zhixiao_sync.notify as both
from zhixiao_async import InvalidRequest, notify
from zhixiao_async.notify import NotificationReceiver
from zhixiao_async.sandbox import TEST_CREDENTIALS

from .conftest import notification

RECEIVER = NotificationReceiver(TEST_CREDENTIALS)
GETS = "the payment and the connection"


class Ledger:
    """A handler's class, which was meant to be instantiated first."""

    def __init__(self, url, name):
        raise AssertionError

    def credit(self, payment, connection):
        """Credit."""

    def __call__(self, payment, connection):
        """Credit."""


def of_the_payment(payment):
    """Take too little."""


def of_a_key(payment, connection, *, key, retries: int = 3):
    """Take more than it is given."""


def generating(payment, connection):
    """Yield."""
    yield payment


async def generating_later(payment, connection):
    """Yield on an event loop."""
    yield payment


async def awaited(payment, connection):
    """Do nothing."""


@functools.wraps(of_a_key)
def decorated(*given):
    """Hand on more than it is called with."""
    return of_a_key(*given, key="of the decorator")


REFUSED = {
    "nothing": (None, f"handler must be a function: it is called with {GETS}, got <class 'None"),
    "class": (
        Ledger,
        f"handler must be a function, not the class Ledger: it is called with {GETS[:11]}",
    ),
    "too few": (
        of_the_payment,
        f"handler must take 2 positional arguments, {GETS}: of_the_payment(payment) can't",
    ),
    "keyword": (of_a_key, "of_a_key(payment, connection, *, key, retries) can't be called"),
    "no instance": (Ledger.credit, "credit(self, payment, connection) can't be called"),
    "built-in": (len, "len(obj, /) can't be called"),
    "generator": (generating, "must not have a yield: the body of generating wouldn't run"),
    "async generator": (generating_later, "must not have a yield"),
}


@pytest.fixture(params=["async", "sync"])
def make(request, tmp_path):
    """Return a function that makes a service of a package's with a handler."""
    package = {"async": notify, "sync": both}[request.param]
    inbox = package.Inbox(tmp_path / "inbox.db")
    return lambda handler: package.NotificationService(RECEIVER, inbox, handler)


@pytest.mark.parametrize(("handler", "text"), REFUSED.values(), ids=REFUSED)
def test_refused(make, handler, text):
    """A handler that can't be called, or whose body wouldn't run, is refused by name."""
    with pytest.raises(InvalidRequest) as caught:
        make(handler)
    assert caught.value.field == "handler"
    assert text in str(caught.value)


def test_async_handler_of_the_sync_service(tmp_path):
    """A service of zhixiao_sync takes no async def, which nobody would await."""
    with pytest.raises(InvalidRequest) as caught:
        both.NotificationService(RECEIVER, both.Inbox(tmp_path / "inbox.db"), awaited)
    assert caught.value.code == "async_function"


@pytest.mark.parametrize(
    "handler",
    [
        decorated,
        Ledger.__new__(Ledger),
        Ledger.__new__(Ledger).credit,
        functools.partial(of_a_key, key="mine"),
        Mock(),
        divmod,
        print,
        dict.update,  # says nothing of what it takes
    ],
)
def test_taken(make, handler):
    """Whatever may be called with two arguments is taken."""
    make(handler)


def test_async_handlers(tmp_path):
    """A service of zhixiao_async takes an async def, and whatever else is awaited."""
    inbox = notify.Inbox(tmp_path / "inbox.db")
    for handler in (awaited, AsyncMock(), functools.partial(awaited)):
        notify.NotificationService(RECEIVER, inbox, handler)


async def test_sweep_asks_nobody(tmp_path):
    """A sweep with such a handler queries no order."""
    client = Mock(order_query=AsyncMock())
    inbox = notify.Inbox(tmp_path / "inbox.db")
    with pytest.raises(InvalidRequest, match="handler must take 2"):
        await notify.sweep(client, ["20881"], inbox, of_the_payment)
    client.order_query.assert_not_called()


def test_inbox_begins_nothing(tmp_path):
    """An inbox refuses such a handler before it opens the database; the delivery has failed."""
    inbox = both.Inbox(tmp_path / "inbox.db")
    with pytest.raises(InvalidRequest, match="handler must take 2"):
        inbox.handle(notification(), of_the_payment)
    with pytest.raises(InvalidRequest, match="handler must take 2"):
        inbox.rerun("7", "1720881", of_the_payment)
    assert inbox.counts.failed == 1
    assert not (tmp_path / "inbox.db").exists()
