"""What can go wrong, sorted by what is known about the money.

::

    ZhixiaoError
    ├── InvalidRequest          refused here, nothing sent (also a ValueError)
    ├── NotSent                 nothing left this machine: repeat freely
    ├── OutcomeUnknown          it may have been applied: query, never repeat blindly
    ├── NoReply                 a read went unanswered, retries and all
    ├── BadReply                a read's reply can't be trusted
    │   ├── BadEnvelope         no {ret_code, ret_content, sign}
    │   ├── BadSignature        the sign is missing or wrong
    │   ├── Undecryptable       the sign is right, the content doesn't open
    │   └── UnexpectedContent   the content opens, and isn't what the document says
    ├── GatewayError            the gateway said no: ret_code and its sentence
    │   ├── RequestFailed       -1
    │   ├── ParameterRejected   -2
    │   └── AccountFrozen       -3
    ├── WindowChanged           a listing that won't hold still
    ├── NotificationRefused     not genuine, or not a payment notification
    ├── NotConfirmed            genuine, but the gateway's own books don't bear it out
    └── HandlerBroke            the handler ended the transaction that it ran in

Every error carries ``path`` and, where there is one, the merchant's own
``out_trade_no``. Errors survive pickling, so they cross process pools.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

SettlementT = TypeVar("SettlementT", covariant=True)


class ZhixiaoError(Exception):
    """The root of every error this library raises on purpose.

    Attributes:
        path: The documented path that was called, or None.
        out_trade_no: The merchant's own order number, or None.
    """

    def __init__(
        self, message: str, *, path: str | None = None, out_trade_no: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.out_trade_no = out_trade_no

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (self.path, self.out_trade_no and f"out_trade_no {self.out_trade_no}")
            if part
        )
        return f"{self.message} [{place}]" if place else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (type(self), self.args, self.__dict__.copy()))


def _restore(
    cls: type[ZhixiaoError], args: tuple[Any, ...], attributes: dict[str, Any]
) -> ZhixiaoError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


class InvalidRequest(ZhixiaoError, ValueError):
    """Refused before anything was sent.

    Attributes:
        field: The documented name of the field that breaks a rule.
        rule: The rule, as a phrase.
    """

    def __init__(
        self,
        field: str,
        rule: str,
        *,
        given: object = ...,
        path: str | None = None,
        out_trade_no: str | None = None,
    ) -> None:
        shown = "" if given is ... else f", got {_short(given)}"
        super().__init__(f"{field} {rule}{shown}", path=path, out_trade_no=out_trade_no)
        self.field = field
        self.rule = rule


class NotSent(ZhixiaoError):
    """Not one byte of the request left this machine, so repeating it is safe."""


class _Settles(Protocol[SettlementT]):
    """A client, async or sync, as :meth:`OutcomeUnknown.settle` needs it."""

    def settle(
        self,
        error: OutcomeUnknown,
        *,
        known_refunds: Iterable[int] | None = None,
        timeout: float | None = None,
    ) -> SettlementT:
        """Find out what became of a request."""
        ...


class OutcomeUnknown(ZhixiaoError):
    """The request may have been applied; the library never sends it again.

    Attributes:
        request: What was sent, or None for ``raw()``.
        happened_at: When its outcome was lost, an aware time.
        applied: True if the gateway signed a success whose content can't be read:
            then it *was* applied, and only its result is lost. Otherwise False.
        settle_by: The query that finds out, as a phrase.
    """

    def __init__(
        self,
        message: str,
        *,
        settle_by: str,
        applied: bool = False,
        request: object = None,
        path: str | None = None,
        out_trade_no: str | None = None,
    ) -> None:
        super().__init__(message, path=path, out_trade_no=out_trade_no)
        self.settle_by = settle_by
        self.applied = applied
        self.request = request
        self.happened_at = datetime.now(UTC)

    def settle(
        self,
        client: _Settles[SettlementT],
        *,
        known_refunds: Iterable[int] | None = None,
        timeout: float | None = None,
    ) -> SettlementT:
        """Find out by querying: ``await error.settle(client)``, or without await on a sync client.

        Args:
            client: The merchant's.
            known_refunds: As of ``Client.settle``.
            timeout: Seconds; until the deadline of ``SettlePace`` if not given.

        Returns:
            Applied, not applied or still unknown, and what to do.
        """
        return client.settle(self, known_refunds=known_refunds, timeout=timeout)


class NoReply(ZhixiaoError):
    """A read got no usable answer in the attempts and the time it had."""


class BadReply(ZhixiaoError):
    """A read was answered, and the answer can't be trusted."""


class BadEnvelope(BadReply):
    """The answer isn't the documented ``{ret_code, ret_content, sign}``."""


class BadSignature(BadReply):
    """The answer's sign is missing or wrong: check ``app_secret``, then suspect the network."""


class Undecryptable(BadReply):
    """The sign fits but the content doesn't open: check ``aes_key``."""


class UnexpectedContent(BadReply):
    """The content opens, and isn't what the document says it must be."""


class GatewayError(ZhixiaoError):
    """The gateway answered with a signed refusal: nothing was done.

    Attributes:
        ret_code: The code of section 1.3 as an int; codes the document doesn't list occur.
        gateway_message: The gateway's own sentence, usually Chinese; may be empty.
    """

    def __init__(
        self,
        ret_code: int,
        gateway_message: str,
        *,
        path: str | None = None,
        out_trade_no: str | None = None,
    ) -> None:
        super().__init__(
            f"the gateway refused with ret_code {ret_code}: {gateway_message or '(no message)'}",
            path=path,
            out_trade_no=out_trade_no,
        )
        self.ret_code = ret_code
        self.gateway_message = gateway_message


_PASSING = ("繁忙", "稍后", "重试", "超时", "异常", "维护", "频繁", "限流")


class RequestFailed(GatewayError):
    """ret_code -1: the general refusal, its sentence says why."""

    @property
    def passing(self) -> bool:
        """Whether the sentence speaks of a passing fault, such as 系统繁忙, and so settles nothing.

        The document has one code for "there is no such thing" and for "not now", so only the
        words tell them apart: that these words mean "not now" is an assumption.
        """
        return any(word in self.gateway_message for word in _PASSING)


class ParameterRejected(GatewayError):
    """ret_code -2: the gateway's own check of a parameter failed."""


class AccountFrozen(GatewayError):
    """ret_code -3: the account is frozen; talk to the vendor."""


class WindowChanged(ZhixiaoError):
    """A listing's window was read twice and didn't add up either time."""


class NotificationRefused(ZhixiaoError):
    """A delivery that isn't a genuine payment notification.

    The message is for your own log. Answer every such delivery with the same
    :data:`zhixiao_async.notify.REFUSAL`, which tells a forger nothing.

    Attributes:
        reason: Why, as a fixed phrase: unlike the message it quotes nothing of the delivery.
    """

    reason: str = ""


class NotConfirmed(ZhixiaoError):
    """A genuine notification that the gateway's own books don't bear out: nothing was credited.

    Answer with failure, so that the gateway comes again, and have somebody look.

    Attributes:
        reason: Why, as a phrase with nothing personal in it.
    """

    reason: str = ""


class HandlerBroke(ZhixiaoError):
    """A handler returned, but the transaction that it ran in had been ended or broken under it.

    For instance it swallowed a database error, after which PostgreSQL commits nothing.
    """


def refusal_class(ret_code: int) -> type[GatewayError]:
    """The class for a refusal's code; codes the document doesn't list are plain GatewayError."""
    return _REFUSALS.get(ret_code, GatewayError)


_REFUSALS: dict[int, type[GatewayError]] = {
    -1: RequestFailed,
    -2: ParameterRejected,
    -3: AccountFrozen,
}


def _short(value: object) -> str:
    try:
        text = repr(value)
    except ValueError:  # an int of more digits than Python prints
        text = f"a very long {type(value).__name__}"
    return text if len(text) <= 80 else f"{text[:77]}..."
