"""Deliveries to ``notify_url``: bytes in, a genuine notification and its answers out; no I/O."""

from __future__ import annotations

from time import time

import attrs

from ..checks import duration
from ..config import Credentials
from ..endpoints.payment_notification import GATEWAY_ONLY, PaymentNotification
from ..errors import BadReply, BadSignature, InvalidRequest, NotificationRefused
from ..fields import JsonValue, Unreadable, read_text
from ..messages.text import Text
from ..protocol import envelope, json_text, reading, request_form

REFUSAL = b'{"ret_code":-1,"ret_content":"","sign":""}'
"""The answer to everything that isn't genuine: always the same bytes, which say nothing."""

PLAIN_SUCCESS = b"success"
"""The answer that gateways of the oldest protocol expect instead of a sealed success."""

MAX_BODY = 64 * 1024
"""Bytes; a genuine notification has some hundreds."""

LEAST_MAX_AGE = 8 * 86400
"""Seconds: the gateway itself comes again for about a week, so a payment of this age is still new.

A row of the inbox may be removed once every receiver refuses its payment as too old: its
``time_end`` is from a notification, and lies further back than the receiver's ``max_age`` and a day
for clocks that differ. Where ``time_end`` can't be read no age is known: such a notification is
never too old, and such a row stays. So does a sweep's, since nobody knows what its notification
will say.
"""


def must_outlast_retries(max_age: float) -> float:
    """Return the seconds after which a receiver refuses a payment.

    Raises:
        InvalidRequest: Not a number of seconds, or the gateway still comes again within them.
    """
    if duration().require("max_age", max_age) < LEAST_MAX_AGE:
        rule = Text("rule.max_age_too_short", seconds=LEAST_MAX_AGE)
        raise InvalidRequest("max_age", rule, given=max_age)
    return max_age


@attrs.frozen(kw_only=True)
class Delivery:
    """A genuine notification with the two bodies to answer with.

    Attributes:
        notification: The payer and the order. It names no amount.
        success: Answer this once the payment is on your books; the gateway stops then.
        failure: Answer this otherwise; the gateway comes again, for about a week.
    """

    notification: PaymentNotification
    success: bytes = attrs.field(repr=False)
    failure: bytes = attrs.field(repr=False)


class NotificationReceiver:
    """Opens deliveries to ``notify_url``.

    A notification carries no time and no nonce, so a repeat can't be told from a replay: treat
    each (``app_id``, ``order_id``) so that handling it twice is harmless.

    Args:
        credentials: One for each merchant behind the URL; several with one ``app_id`` while a
            key is being replaced.
        plain_success: Answer a genuine notification with the bare text ``success``.
        max_age: Seconds since ``time_end``, which is signed, after which a notification is refused
            as a replay; 8 days or more, since the gateway comes again for a week. None: never.
        no_leading_zeros: Whether none of your own numbers begins with 0. An ``out_trade_no`` that
            comes as a JSON number is then taken by its digits; otherwise it is a
            :class:`NumericId`, which may lack zeros, and is credited only where there is a client
            to ask.

    Raises:
        InvalidRequest: No credentials, or a ``max_age`` within which the gateway still comes again.
    """

    def __init__(
        self,
        *credentials: Credentials,
        plain_success: bool = False,
        max_age: float | None = None,
        no_leading_zeros: bool = False,
    ) -> None:
        if not credentials or not all(isinstance(given, Credentials) for given in credentials):
            raise InvalidRequest("credentials", Text("rule.not_credentials"))
        self._credentials = credentials
        self._plain_success = plain_success
        self._no_leading_zeros = no_leading_zeros
        self._max_age = None if max_age is None else must_outlast_retries(max_age)

    @property
    def max_age(self) -> float | None:
        """Seconds after which a payment is too old; None if no payment ever is."""
        return self._max_age

    def open(self, body: bytes) -> Delivery:
        """Verify and decrypt a delivery.

        Args:
            body: The raw request body; never a form that a framework has parsed.

        Raises:
            NotificationRefused: Not genuine or not a payment notification. Answer
                :data:`REFUSAL`; the error's text is for your log alone.
        """
        credentials, content = self._unseal(body)
        try:
            parsed = json_text.parse_json(content)
            _require_gateway_fields(parsed)
            notification: PaymentNotification = reading.read(PaymentNotification, parsed)
        except Unreadable as error:
            raise _refused(Text("refused.not_a_payment"), error.text) from None
        if self._is_too_old(notification):
            raise _refused(Text("refused.too_old"))
        own = notification.out_trade_no
        own = str(own) if self._no_leading_zeros else own
        return Delivery(
            notification=attrs.evolve(notification, app_id=credentials.app_id, out_trade_no=own),
            success=(
                PLAIN_SUCCESS
                if self._plain_success
                else envelope.seal_reply(credentials, 0, b"success")
            ),
            failure=envelope.seal_reply(credentials, -1, b"failure"),
        )

    def _is_too_old(self, notification: PaymentNotification) -> bool:
        paid = notification.time_end
        if self._max_age is None or paid is None:
            return False
        return time() - paid.timestamp() > self._max_age

    def _unseal(self, body: bytes) -> tuple[Credentials, bytes]:
        if not isinstance(body, bytes | bytearray | memoryview):
            raise InvalidRequest("body", Text("rule.not_bytes"), given=type(body))
        if len(body) > MAX_BODY:
            raise _refused(Text("refused.too_long", maximum=MAX_BODY))
        try:
            form = request_form.parse_form(bytes(body))
        except BadReply as error:
            raise _refused(error.message) from None
        reason: str = Text("refused.unknown_id")
        for credentials in self._credentials:
            if credentials.app_id == form["id"]:
                try:
                    return credentials, _opened(credentials, form)
                except BadReply as error:
                    reason = error.message
        raise _refused(reason)


def _opened(credentials: Credentials, form: dict[str, str]) -> bytes:
    try:
        return request_form.open_form(credentials, form)
    except BadSignature:
        if " " not in form["param"]:  # a forgery isn't hashed twice
            raise
        # A + that was posted as it is reads as a space; only if the sign fits was it one.
        return request_form.open_form(
            credentials, form | {"param": form["param"].replace(" ", "+")}
        )


def _refused(reason: str, detail: str = "") -> NotificationRefused:
    # Some details quote the delivery; the reason never does.
    message = Text("refused.because", reason=reason, detail=detail) if detail else reason
    error = NotificationRefused(message)
    error.reason = reason
    return error


def _require_gateway_fields(parsed: object) -> None:
    if not isinstance(parsed, dict):
        raise Unreadable(Text("rule.not_object"), place="content")
    for name in GATEWAY_ONLY:
        if not _is_given(parsed.get(name)):
            raise Unreadable(Text("rule.gateway_field_missing"), place=name)


def _is_given(value: JsonValue) -> bool:
    try:
        return bool(read_text(value))
    except Unreadable:
        return False


def require_receiver(receiver: object) -> None:
    """Check what is to open deliveries: credentials by themselves can't.

    Raises:
        InvalidRequest: It is no :class:`NotificationReceiver`.
    """
    if not isinstance(receiver, NotificationReceiver):
        raise InvalidRequest("receiver", Text("rule.not_receiver"), given=type(receiver))
