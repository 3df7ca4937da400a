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

Every error carries ``path`` and the numbers that the request named, or ``raw()``'s parameters:
``out_trade_no``, ``order_id`` and ``out_refund_no``. Errors survive pickling, so they cross
process pools.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from ._moments import moment
from ._passing import speaks_of_passing
from ._text import BROKEN

SettlementT = TypeVar("SettlementT", covariant=True)
PaceT = TypeVar("PaceT", contravariant=True)
ErrorT = TypeVar("ErrorT", bound="ZhixiaoError")

NUMBERS = ("out_trade_no", "order_id", "out_refund_no")
"""What an error tells the request by."""


class ZhixiaoError(Exception):
    """The root of every error this library raises on purpose.

    Attributes:
        path: The documented path that was called, or None.
        out_trade_no: The merchant's own order number, or None.
        order_id: The gateway's number of the order (``zx_order_no`` of a receipt), if the request
            named it; else None.
        out_refund_no: The merchant's own number of the refund, or None.
    """

    next_step: str = ""
    """What to do about it, where the message doesn't say; part of the text."""

    order_id: str | None = None
    out_refund_no: str | None = None

    def __init__(
        self, message: str, *, path: str | None = None, out_trade_no: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.out_trade_no = out_trade_no

    def __str__(self) -> str:
        place = [self.path] if self.path else []
        place += [f"{name} {no}" for name in NUMBERS if (no := getattr(self, name))]
        text = f"{self.message}; {self.next_step}" if self.next_step else self.message
        return f"{text} [{', '.join(place)}]" if place else text

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (type(self), self.args, self.__dict__.copy()))


def about(error: ErrorT, asked: object) -> ErrorT:
    """Have an error name the order and the refund by the numbers that were given them.

    Args:
        error: Any.
        asked: A request, or the parameters of ``raw()``, where a number may be an int.
    """
    for name, field in (
        ("out_trade_no", "out_trade_no"),
        ("order_id", "zx_order_no"),
        ("order_id", "order_id"),
        ("out_refund_no", "out_refund_no"),
    ):
        if isinstance(asked, Mapping):
            number = asked.get(field)
            number = str(number) if isinstance(number, int) else number
        else:
            number = getattr(asked, field, None)
        if isinstance(number, str):
            setattr(error, name, number)
    return error


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


class _Settles(Protocol[SettlementT, PaceT]):
    """A client, async or sync, as :meth:`OutcomeUnknown.settle` needs it."""

    def settle(
        self,
        error: OutcomeUnknown,
        *,
        known_refunds: Iterable[int] | None = None,
        in_doubt: int = 1,
        timeout: float | None = None,
        pace: PaceT = ...,
    ) -> SettlementT:
        """Find out what became of a request."""
        ...


class OutcomeUnknown(ZhixiaoError):
    """The request may have been applied; the library never sends it again.

    Attributes:
        request: What was sent, or None for ``raw()``.
        happened_at: When its outcome was lost, an aware time by this machine's clock.
        applied: True if the gateway signed a success whose content can't be read, or that the
            journal couldn't write down: then it *was* applied, and only its result is lost.
            Otherwise False.
        settle_by: The query that finds out, as a phrase.
    """

    # Not pickled: elapsed time means nothing on the machine where that may end.
    __slots__ = ("_clocked",)

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
        self.lost(datetime.now(UTC), 0)

    def lost(self, at: datetime, seconds_ago: float) -> None:
        """Say when the outcome was lost, by whichever clock.

        Args:
            at: The time, an aware one.
            seconds_ago: How long ago that was, by a clock that is to be trusted more than this
                machine's.
        """
        self.happened_at = at
        self._clocked = (at, moment() - seconds_ago)

    def age(self) -> float:
        """Return the seconds since its outcome was lost.

        They are elapsed time, however the machine's clock was set meanwhile. Of an error that was
        pickled, or whose ``happened_at`` was set by hand, nothing but that time is known: they
        are negative if it lies ahead.
        """
        at, clocked = getattr(self, "_clocked", (None, 0.0))
        if at == self.happened_at:
            return moment() - clocked
        return (datetime.now(UTC) - self.happened_at).total_seconds()

    def settle(
        self,
        client: _Settles[SettlementT, PaceT],
        *,
        known_refunds: Iterable[int] | None = None,
        in_doubt: int = 1,
        timeout: float | None = None,
        pace: PaceT | None = None,
    ) -> SettlementT:
        """Find out by querying: ``await error.settle(client)``, or without await on a sync client.

        Args:
            client: The merchant's.
            known_refunds: For a refund: the amounts in fen of the order's earlier refunds, an
                empty list if there were none. Without it a refund that is seen may be an earlier
                one, and the answer is unknown.
            in_doubt: For a refund: how many of this order and amount are in doubt at once. If
                two are, say 2: else one that was made is taken for both.
            timeout: Seconds that this call may take; until the deadline of ``pace`` if not given.
            pace: A ``SettlePace``: when to look. The client's own default if not given.

        Returns:
            Applied, not applied or still unknown, and what to do.

        Raises:
            InvalidRequest: A malformed argument.
        """
        if pace is None:
            return client.settle(
                self, known_refunds=known_refunds, in_doubt=in_doubt, timeout=timeout
            )
        return client.settle(
            self, known_refunds=known_refunds, in_doubt=in_doubt, timeout=timeout, pace=pace
        )


class NoReply(ZhixiaoError):
    """A read got no usable answer in the attempts and the time it had.

    Attributes:
        retry_after: Seconds that the last answer asked to wait (``Retry-After``), 0 if it didn't.
    """

    retry_after: float = 0.0


class BadReply(ZhixiaoError):
    """A read was answered, and the answer can't be trusted."""


class BadEnvelope(BadReply):
    """The answer isn't the documented ``{ret_code, ret_content, sign}``."""

    next_step = "something else than the gateway may have answered: look at base_url and at proxies"


class BadSignature(BadReply):
    """The answer's sign is missing or wrong: check ``app_secret``, then suspect the network."""

    next_step = "check app_secret, and if it is right suspect the network"


class Undecryptable(BadReply):
    """The sign fits but the content doesn't open: check ``aes_key``."""

    next_step = "check aes_key"


class UnexpectedContent(BadReply):
    """The content opens, and isn't what the document says it must be."""

    next_step = "look at what was sent, or ask the vendor what changed"


class GatewayError(ZhixiaoError):
    """The gateway answered with a signed refusal: nothing was done, unless it is ``passing``.

    A call that changes something never raises a passing one: it ends in OutcomeUnknown, with
    this error as its ``__cause__``.

    Attributes:
        ret_code: The code of section 1.3 as an int; codes the document doesn't list occur.
        gateway_message: The gateway's own sentence, usually Chinese; may be empty, as it is where
            it was sealed with another ``aes_key`` than the client's.
        retry_after: Seconds that it asked to wait (``Retry-After``), 0 if it didn't.
    """

    retry_after: float = 0.0

    next_step = "nothing was done; ask the vendor what the code means"

    def __init__(
        self,
        ret_code: int,
        gateway_message: str,
        *,
        sealed: bool = False,
        path: str | None = None,
        out_trade_no: str | None = None,
    ) -> None:
        # With another key the gateway couldn't have read what it was asked to do, either.
        unsaid = "its sentence doesn't open: check aes_key" if sealed else "no message"
        super().__init__(
            f"the gateway refused with ret_code {ret_code}: {gateway_message or f'({unsaid})'}",
            path=path,
            out_trade_no=out_trade_no,
        )
        self.ret_code = ret_code
        self.gateway_message = gateway_message
        self._sealed = sealed
        if self.passing:
            self.next_step = "it speaks of a passing fault: a query may ask again later"
        elif sealed and ret_code != -3:
            self.next_step = "nothing was done; with the gateway's aes_key its sentence says why"
        elif self.settles_nothing:
            self.next_step = "it doesn't say why, nor that nothing was done: ask the vendor"

    @property
    def passing(self) -> bool:
        """Whether the sentence speaks of a passing fault, such as 系统繁忙, and so settles nothing.

        Assumed of the words of :mod:`zhixiao_async._passing`. With -2, which is said of a
        parameter, some of them blame the parameter; -3, a frozen account, is lasting whatever the
        words.
        """
        if self.ret_code == -3:
            return False
        return speaks_of_passing(self.gateway_message, of_a_parameter=self.ret_code == -2)

    @property
    def says_nothing(self) -> bool:
        """Whether its sentence can't be about what was asked: it is empty, garbled or passing."""
        said = self.gateway_message.strip()
        return self.passing or not said or BROKEN in said

    @property
    def settles_nothing(self) -> bool:
        """Whether it may come from a gateway that did the work all the same.

        So may a passing one, and one that says neither by its code nor in words what is wrong.
        """
        unexplained = self.ret_code not in (-2, -3) and self.says_nothing
        return self.passing or (unexplained and not self._sealed)


class RequestFailed(GatewayError):
    """ret_code -1: the general refusal; its sentence says why."""

    next_step = "nothing was done; the sentence says why"


class ParameterRejected(GatewayError):
    """ret_code -2: the gateway's own check of a parameter failed."""

    next_step = "nothing was done; correct the parameter and call again"


class AccountFrozen(GatewayError):
    """ret_code -3: the merchant's account, or the user's, is frozen; talk to the vendor.

    Section 1.3 says that the account is, the document's history of changes that the user is.
    """

    next_step = (
        "nothing was done; the merchant's account or the user's is frozen: talk to the vendor"
    )


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

    next_step = "nothing was credited; have somebody look"

    reason: str = ""


class HandlerBroke(ZhixiaoError):
    """A handler returned, but the transaction that it ran in had been ended or broken under it.

    For instance it swallowed a database error, after which PostgreSQL commits nothing.
    """

    next_step = "correct the handler; nothing was credited, unless it was committed unseen"


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
