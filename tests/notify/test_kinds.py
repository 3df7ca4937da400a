"""Arguments of the other package are refused when they are given, not at the first delivery."""

from __future__ import annotations

import pytest

import zhixiao_sync
import zhixiao_sync.notify
from zhixiao_async import Client, InvalidRequest, NotificationReceiver, notify
from zhixiao_async.notify import aiohttp, asgi, django, starlette
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync.notify import flask, wsgi

from .conftest import payment

RECEIVER = NotificationReceiver(TEST_CREDENTIALS)
ON_A_LOOP = [aiohttp.notification_view, starlette.notification_view, asgi.notification_app]
WITHOUT = [flask.notification_view, wsgi.notification_app]


@pytest.fixture
async def awaited():
    """Return a client of zhixiao_async."""
    async with Client(TEST_CREDENTIALS) as client:
        yield client


@pytest.fixture
def blocking():
    """Return a client of zhixiao_sync."""
    with zhixiao_sync.Client(TEST_CREDENTIALS) as client:
        yield client


@pytest.fixture
def inboxes(tmp_path):
    """Return an inbox of each package."""
    path = tmp_path / "inbox.db"
    return notify.Inbox(path), zhixiao_sync.notify.Inbox(path)


@pytest.mark.parametrize("adapter", [*ON_A_LOOP, *WITHOUT, django.notification_view])
def test_inbox_behind_an_adapter(inboxes, adapter):
    """An inbox, or whatever else is no service, is refused when the view is made."""
    with pytest.raises(InvalidRequest, match="service must be a NotificationService"):
        adapter(inboxes[0])


@pytest.mark.parametrize("adapter", ON_A_LOOP)
def test_sync_service_behind_an_async_adapter(inboxes, adapter):
    """A sync service, which would block the event loop, is refused by an async adapter."""
    service = zhixiao_sync.notify.NotificationService(RECEIVER, inboxes[1], print)
    with pytest.raises(InvalidRequest, match="service must be of zhixiao_async"):
        adapter(service)


@pytest.mark.parametrize("adapter", WITHOUT)
def test_async_service_behind_a_sync_adapter(inboxes, adapter):
    """An async service, which nobody would await, is refused by a sync adapter."""
    service = notify.NotificationService(RECEIVER, inboxes[0], print)
    with pytest.raises(InvalidRequest, match="service must be of zhixiao_sync"):
        adapter(service)


async def test_sync_client_confirms_on_a_loop(inboxes, blocking):
    """A sync client, which would block the event loop, can't confirm there."""
    confirm = notify.Confirmation(blocking)
    with pytest.raises(InvalidRequest, match="confirm must have clients of zhixiao_async"):
        notify.NotificationService(RECEIVER, inboxes[0], print, confirm=confirm)
    with pytest.raises(InvalidRequest, match="confirm must have clients of zhixiao_async"):
        async with Client(TEST_CREDENTIALS) as client:
            await notify.sweep(client, [], inboxes[0], print, confirm=confirm)


async def test_client_instead_of_its_confirmation(inboxes, awaited, blocking):
    """A client that is given as ``confirm`` is refused, with what to make of it."""
    needed = "confirm must be a Confirmation, such as Confirmation\\(client\\)"
    with pytest.raises(InvalidRequest, match=needed):
        notify.NotificationService(RECEIVER, inboxes[0], print, confirm=awaited)
    with pytest.raises(InvalidRequest, match=needed):
        zhixiao_sync.notify.sweep(blocking, [], inboxes[1], print, confirm=blocking)
    with pytest.raises(InvalidRequest, match=needed):
        await inboxes[0].handle(payment(), print, confirm=awaited)


def test_credentials_instead_of_their_receiver(inboxes):
    """Credentials that are given as the receiver are refused, without a word of them."""
    for package, inbox in zip((notify, zhixiao_sync.notify), inboxes, strict=True):
        with pytest.raises(InvalidRequest, match="receiver must be a NotificationRec") as caught:
            package.NotificationService(TEST_CREDENTIALS, inbox, print)
        assert str(TEST_CREDENTIALS.app_secret) not in str(caught.value)


def test_async_client_confirms_without_a_loop(inboxes, awaited):
    """An async client, which nobody would await, can't confirm without an event loop."""
    confirm = notify.Confirmation(awaited)
    with pytest.raises(InvalidRequest, match="confirm must have clients of zhixiao_sync"):
        zhixiao_sync.notify.NotificationService(RECEIVER, inboxes[1], print, confirm=confirm)


async def test_client_of_the_other_package_for_an_inbox_itself(inboxes, awaited, blocking):
    """``handle`` itself refuses such a client, too, before anything is asked."""
    brought = payment()
    with pytest.raises(InvalidRequest, match="confirm must have clients of zhixiao_async"):
        await inboxes[0].handle(brought, print, confirm=notify.Confirmation(blocking))
    with pytest.raises(InvalidRequest, match="confirm must have clients of zhixiao_sync"):
        inboxes[1].handle(brought, print, confirm=notify.Confirmation(awaited))


def test_clients_of_both_packages(awaited, blocking):
    """A confirmation is of one package."""
    with pytest.raises(InvalidRequest, match="clients must all be"):
        notify.Confirmation(awaited, blocking)


async def test_sync_client_sweeps_on_a_loop(inboxes, blocking):
    """A sync client is refused by an async sweep before anything is asked."""
    with pytest.raises(InvalidRequest, match="client must be of zhixiao_async"):
        await notify.sweep(blocking, ["1"], inboxes[0], print)


def test_async_client_sweeps_without_a_loop(inboxes, awaited):
    """An async client is refused by a sync sweep before anything is asked."""
    with pytest.raises(InvalidRequest, match="client must be of zhixiao_sync"):
        zhixiao_sync.notify.sweep(awaited, ["1"], inboxes[1], print)
