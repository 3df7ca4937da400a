"""Is a delivery to ``notify_url`` genuine? Bytes in, a notification and its answers out; no I/O."""

from __future__ import annotations

from time import time

import attrs

from .. import _codec, _envelope
from .._numbers import duration
from ..config import Credentials
from ..endpoints.payment_notification import GATEWAY_ONLY, PaymentNotification
from ..errors import BadReply, BadSignature, InvalidRequest, NotificationRefused
from ..fields import JsonValue, Unreadable, read_text

REFUSAL = b'{"ret_code":-1,"ret_content":"","sign":""}'
"""The answer to everything that isn't genuine: always the same bytes, so it tells nothing."""

PLAIN_SUCCESS = b"success"
"""What gateways of the oldest protocol want to hear instead of a sealed success."""

MAX_BODY = 64 * 1024
"""Bytes; a genuine notification has some hundreds."""

LEAST_MAX_AGE = 8 * 86400
"""Seconds: the gateway itself comes again for about a week, so a payment of this age is still new.

A row of the inbox may be removed once every receiver refuses its payment as too old: a
notification told its ``time_end``, and that lies further back than the receiver's ``max_age``, a
day for clocks that differ added. Where ``time_end`` can't be read no age is known: such a
notification is never too old, and such a row stays. So does a sweep's, since nobody knows what
the notification will tell.
"""


def must_outlast_retries(max_age: float) -> float:
    """Return the seconds after which a receiver refuses a payment.

    Raises:
        InvalidRequest: They are none, or the gateway still comes again within them.
    """
    if duration("max_age", max_age) < LEAST_MAX_AGE:
        rule = f"must be {LEAST_MAX_AGE} seconds (8 days) or more: the gateway comes for a week"
        raise InvalidRequest("max_age", rule, given=max_age)
    return max_age


@attrs.frozen(kw_only=True)
class Delivery:
    """A genuine notification with the two bodies to answer with.

    Attributes:
        notification: Who paid which order. It names no amount.
        success: Answer this once the payment is on your books; the gateway stops then.
        failure: Answer this if it isn't; the gateway comes again, for about a week.
    """

    notification: PaymentNotification
    success: bytes = attrs.field(repr=False)
    failure: bytes = attrs.field(repr=False)


class NotificationReceiver:
    """Opens what is posted to ``notify_url``.

    A notification carries no time and no nonce, so a repeat can't be told from a replay: treat
    each (``app_id``, ``order_id``) so that handling it twice is harmless.

    Args:
        credentials: One for each merchant behind the URL; several with one ``app_id`` while a
            key is being replaced.
        plain_success: Answer a genuine notification with the bare text ``success``.
        max_age: Seconds since ``time_end``, which is signed, after which a notification is refused
            as a replay; 8 days or more, since the gateway comes again for a week. None: never.
        no_leading_zeros: None of your own numbers begins with 0. An ``out_trade_no`` that comes as
            a JSON number is then taken by its digits; otherwise it is a :class:`NumericId`, which
            may lack zeros, and is credited only where there is a client to ask.

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
        if not credentials or not all(isinstance(one, Credentials) for one in credentials):
            raise InvalidRequest("credentials", "must be one Credentials or more")
        self._credentials = credentials
        self._plain_success = plain_success
        self._no_leading_zeros = no_leading_zeros
        self._max_age = None if max_age is None else must_outlast_retries(max_age)

    @property
    def max_age(self) -> float | None:
        """Seconds after which a payment is too old; None if none is."""
        return self._max_age

    def open(self, body: bytes) -> Delivery:
        """Verify, then decrypt, then believe.

        Args:
            body: The raw request body; never a form that a framework has parsed.

        Raises:
            NotificationRefused: Not genuine or not a payment notification. Answer
                :data:`REFUSAL`; the error's text is for your log alone.
        """
        credentials, content = self._unseal(body)
        try:
            parsed = _codec.parse_json(content)
            _require_gateway_fields(parsed)
            notification: PaymentNotification = _codec.read(PaymentNotification, parsed)
        except Unreadable as error:
            raise _refused("not a payment notification", detail=f": {error}") from None
        if self._is_too_old(notification):
            raise _refused("its time_end is longer ago than max_age: a replay, or a late repeat")
        own = notification.out_trade_no
        own = str(own) if self._no_leading_zeros else own
        return Delivery(
            notification=attrs.evolve(notification, app_id=credentials.app_id, out_trade_no=own),
            success=(
                PLAIN_SUCCESS
                if self._plain_success
                else _envelope.seal_reply(credentials, 0, b"success")
            ),
            failure=_envelope.seal_reply(credentials, -1, b"failure"),
        )

    def _is_too_old(self, notification: PaymentNotification) -> bool:
        paid = notification.time_end
        if self._max_age is None or paid is None:
            return False
        return time() - paid.timestamp() > self._max_age

    def _unseal(self, body: bytes) -> tuple[Credentials, bytes]:
        if not isinstance(body, bytes | bytearray | memoryview):
            raise InvalidRequest("body", "must be the raw bytes of the request", given=type(body))
        if len(body) > MAX_BODY:
            raise _refused(f"the body is longer than {MAX_BODY} bytes")
        try:
            form = _envelope.parse_form(bytes(body))
        except BadReply as error:
            raise _refused(error.message) from None
        reason = "no credentials for its id"
        for credentials in self._credentials:
            if credentials.app_id == form["id"]:
                try:
                    return credentials, _opened(credentials, form)
                except BadReply as error:
                    reason = error.message
        raise _refused(reason)


def _opened(credentials: Credentials, form: dict[str, str]) -> bytes:
    try:
        return _envelope.open_form(credentials, form)
    except BadSignature:
        if " " not in form["param"]:  # a forgery isn't hashed twice
            raise
        # A + that was posted as it is reads as a space; only if the sign fits was it one.
        return _envelope.open_form(credentials, form | {"param": form["param"].replace(" ", "+")})


def _refused(reason: str, detail: str = "") -> NotificationRefused:
    # Of the details alone some quote the delivery.
    error = NotificationRefused(reason + detail)
    error.reason = reason
    return error


def _require_gateway_fields(parsed: object) -> None:
    if not isinstance(parsed, dict):
        raise Unreadable("the content must be an object")
    for name in GATEWAY_ONLY:
        if not _is_given(parsed.get(name)):
            raise Unreadable(f"{name} is missing, so it may be a merchant's own request")


def _is_given(value: JsonValue) -> bool:
    try:
        return bool(read_text(value))
    except Unreadable:
        return False
