"""The inbox, the clients and the journal as the setting ``ZHIXIAO`` says, one set a process.

Nothing is made, and no secret read, before the first use. A client's threads and connections are
its process's own, so a server may load the app before it forks.
"""

from __future__ import annotations

import threading
from functools import cached_property

from django.core.signals import setting_changed
from django.db.backends.base.base import BaseDatabaseWrapper
from django.dispatch import receiver

from zhixiao_async import Credentials, InvalidRequest
from zhixiao_async.config.credentials import base_url_from_env
from zhixiao_async.messages.text import Text
from zhixiao_async.notify import Confirmation, NotificationReceiver

from ..client import Client
from ..journal import RefundJournal
from ..notify import Inbox, NotificationService
from . import app_settings
from .app_settings import Merchant
from .store import DjangoStore


class _Parts:
    """What is made of the setting, each part when it is first asked for."""

    @cached_property
    def clients(self) -> dict[str, Client]:
        """A client for each merchant, by ``app_id``."""
        made = [_client(merchant) for merchant in app_settings.merchants()]
        return {client.app_id: client for client in made}

    @cached_property
    def store(self) -> DjangoStore:
        """The database."""
        return DjangoStore(app_settings.value("USING"))

    @cached_property
    def inbox(self) -> Inbox[BaseDatabaseWrapper]:
        """The inbox."""
        return Inbox(self.store)

    @cached_property
    def confirm(self) -> Confirmation | None:
        """Asks the gateway before the handler runs; None if that isn't wanted."""
        wanted = app_settings.value("CONFIRM")
        if not wanted:
            return None
        fee = None if wanted is True else app_settings.function("CONFIRM")
        return Confirmation(*self.clients.values(), expected_fee=fee)

    @cached_property
    def service(self) -> NotificationService[BaseDatabaseWrapper]:
        """The service behind ``notify_url``."""
        handler = app_settings.handler()
        known = [_credentials(merchant) for merchant in app_settings.merchants()]
        receiving = NotificationReceiver(*known, max_age=app_settings.value("MAX_AGE"))
        on_error = app_settings.function("ON_ERROR")
        return NotificationService(
            receiving, self.inbox, handler, confirm=self.confirm, on_error=on_error
        )


_lock = threading.RLock()
_parts = _Parts()


@receiver(setting_changed)
def _forget(*, setting: str, **_: object) -> None:
    """Make everything anew for a test with settings of its own."""
    global _parts
    if setting in (app_settings.NAME, "DATABASES"):
        with _lock:
            old, _parts = _parts, _Parts()
        for client in vars(old).get("clients", {}).values():
            client.close()


def service() -> NotificationService[BaseDatabaseWrapper]:
    """Return the service behind ``notify_url``.

    Raises:
        ImproperlyConfigured: The setting lacks something; ``manage.py check`` names it.
        InvalidRequest: Credentials are missing or malformed.
    """
    with _lock:
        return _parts.service


def inbox() -> Inbox[BaseDatabaseWrapper]:
    """Return the inbox; errors as :func:`service`."""
    with _lock:
        return _parts.inbox


def confirmation() -> Confirmation | None:
    """Return what asks the gateway before the handler runs, or None; errors as :func:`service`."""
    with _lock:
        return _parts.confirm


def clients() -> dict[str, Client]:
    """Return a client for each merchant, by ``app_id``; errors as :func:`service`."""
    with _lock:
        return {**_parts.clients}


def client(app_id: str | None = None) -> Client:
    """Return a merchant's client; the only one's if none is named.

    Raises:
        InvalidRequest: No such merchant; several, and none is named; or as :func:`service`.
        ImproperlyConfigured: As :func:`service`.
    """
    found = clients()
    if app_id is None and len(found) == 1:
        return next(iter(found.values()))
    if app_id not in found:
        known = app_settings.listed(sorted(found))
        raise InvalidRequest("app_id", Text("rule.not_a_choice", choices=known), given=app_id)
    return found[app_id]


def journal(app_id: str | None = None) -> RefundJournal[BaseDatabaseWrapper]:
    """Return the journal of a merchant's refunds and receipts; arguments as :func:`client`."""
    with _lock:
        return RefundJournal(client(app_id), _parts.store)


def _credentials(merchant: Merchant) -> Credentials:
    return merchant if isinstance(merchant, Credentials) else Credentials.from_env(merchant)


def _client(merchant: Merchant) -> Client:
    url = app_settings.value("BASE_URL")
    if url is None:
        url = base_url_from_env("ZHIXIAO_" if isinstance(merchant, Credentials) else merchant)
    return Client(_credentials(merchant), base_url=url)
