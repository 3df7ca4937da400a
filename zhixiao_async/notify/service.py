"""The service behind a ``notify_url``: from a request's body to the answer's."""

from __future__ import annotations

import asyncio
from typing import Generic, Protocol, TypeVar

import attrs

from ..endpoints import PaymentNotification
from ..errors import InvalidRequest, NotificationRefused
from ..messages.text import Text
from ..store.async_or_sync import is_blocking, require_package
from .callables import require_handler
from .confirming import Confirmation, require_confirmation
from .crediting import Handler
from .inbox import Inbox, require_async_inbox
from .metrics import DeliveryMetrics
from .payment import Payment
from .receiver import REFUSAL, Delivery, NotificationReceiver, require_receiver
from .reporting import OnError, report, require_on_error

ConnectionT = TypeVar("ConnectionT")


@attrs.frozen
class Answer:
    """The answer to a request.

    Attributes:
        status: HTTP's; the gateway reads the body.
        body: The answer's.
        content_type: The body's.
        allow: The ``Allow`` header's value, where one belongs.
    """

    status: int
    body: bytes
    content_type: str = "application/json"
    allow: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Every header but the length."""
        allow = {"Allow": self.allow} if self.allow else {}
        return {"Content-Type": self.content_type, **allow}


class AsyncService(Protocol):
    """The part of a service of zhixiao_async that an adapter uses."""

    async def answer(self, method: str, body: bytes, *, read_before: str | None = None) -> Answer:
        """Take one delivery."""
        ...


class SyncService(Protocol):
    """The part of a service of zhixiao_sync that an adapter uses."""

    def answer(self, method: str, body: bytes, *, read_before: str | None = None) -> Answer:
        """Take one delivery."""
        ...


def require_service(service: object, *, must_block: bool | None) -> None:
    """Check that an adapter got a service, and one of its own package.

    Args:
        service: What it got.
        must_block: Whether it has to be zhixiao_sync's; None for either.

    Raises:
        InvalidRequest: It is something else, or of the other package.
    """
    answer = getattr(service, "answer", None)
    if answer is None:
        raise InvalidRequest("service", Text("rule.not_service"), given=type(service))
    if must_block is not None:
        require_package("service", blocks=is_blocking(answer), must_block=must_block)


NOT_ALLOWED = Answer(405, b"", "text/plain", allow="POST")
_REFUSED = Answer(200, REFUSAL)
_READ_BEFORE = Answer(500, REFUSAL)

BODY_BEGINS = 3.0
"""Seconds within which a body has to begin to come: fewer than a gateway waits for its answer."""

NOTHING_CAME = (
    "an application around this one called receive(), for nothing of it came within "
    f"{BODY_BEGINS:g} s; have it hand the body on"
)


def patience() -> asyncio.Timeout:
    """Bound the wait for a body to begin; once it has, ``reschedule(None)``.

    An ASGI server that was asked for all of a body waits for the sender to hang up when it is asked
    again, as it waits for a sender that sends nothing.
    """
    return asyncio.timeout(BODY_BEGINS)


def announced(length: str | None, encoding: str | None) -> bool:
    """Return whether the headers ``Content-Length`` and ``Transfer-Encoding`` announce a body."""
    plain = (length or "").strip()
    return (plain.isdecimal() and int(plain[:10]) > 0) or "chunked" in (encoding or "").lower()


class NotificationService(Generic[ConnectionT]):
    """The service behind a ``notify_url``: it verifies, handles once, answers.

    Args:
        receiver: Knows the merchants whose notifications are taken.
        inbox: Remembers which payments were handled.
        handler: Your code: ``handler(payment, connection)`` credits a payment through the
            transaction's connection.
        confirm: Asks the gateway before the handler runs.
        on_error: Your code: ``on_error(payment, error, delivery)`` is told of a genuine payment
            that wasn't handled, after its transaction was rolled back and before the gateway is
            answered. The payment is as the handler got it, or the notification, where that
            couldn't be made one. A plain function runs in a thread. What it raises is logged, the
            answer waits for it at most 3 seconds and stays the same. It isn't told of forgeries,
            nor of a body that was read before: the log is.

    Raises:
        InvalidRequest: The inbox's store or the clients of ``confirm`` would block the event loop;
            or the handler or ``on_error`` can't be called so, as :meth:`Inbox.handle` says.
    """

    _may_block = False

    def __init__(
        self,
        receiver: NotificationReceiver,
        inbox: Inbox[ConnectionT],
        handler: Handler[ConnectionT],
        *,
        confirm: Confirmation | None = None,
        on_error: OnError | None = None,
    ) -> None:
        require_receiver(receiver)
        if not self._may_block:
            require_async_inbox(inbox)
        if confirm is not None:
            require_confirmation(confirm, blocking=self._may_block)
        require_handler(handler, blocking=self._may_block)
        require_on_error(on_error, blocking=self._may_block)
        self._receiver = receiver
        self._inbox = inbox
        self._handler = handler
        self._confirm = confirm
        self._on_error = on_error

    @property
    def counts(self) -> DeliveryMetrics:
        """Metrics of this process's deliveries."""
        return self._inbox.counts

    async def answer(self, method: str, body: bytes, *, read_before: str | None = None) -> Answer:
        """Take one delivery. Never raises for what a request may hold or a handler may raise.

        Args:
            method: HTTP's; anything but POST is answered with status 405.
            body: The raw body. Of a longer one than ``MAX_BODY``, any ``MAX_BODY + 1`` bytes.
            read_before: The likely reader of the body before this one, in words for the log, where
                headers announce a body. An empty body is then no forgery but a mistake that turns
                every payment away: answered with status 500 and logged as an error.
        """
        if method != "POST":
            return NOT_ALLOWED
        recorder = self._inbox.recorder
        recorder.received()
        if read_before is not None and not body:
            recorder.read_before(f"the body was read before the view: {read_before}")
            return _READ_BEFORE
        try:
            delivery = self._receiver.open(body)
        except NotificationRefused as refusal:
            recorder.refused(refusal.reason)
            return _REFUSED
        record = recorder.record(delivery.notification)
        try:
            await self._inbox.handle_recorded(record, self._handler, self._confirm)
        except Exception as error:  # whatever it is, the gateway has to come again; it is logged
            await self._report(record.payment, error, delivery)
            return _answer(delivery.failure)
        return _answer(delivery.success)

    async def _report(
        self, payment: Payment | PaymentNotification, error: Exception, delivery: Delivery
    ) -> None:
        if self._on_error is not None:
            await report(self._on_error, payment, error, delivery)


def _answer(body: bytes) -> Answer:
    return Answer(200, body, "application/json" if body.startswith(b"{") else "text/plain")
