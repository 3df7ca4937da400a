"""A signed refusal of the gateway's, by its code, and what it proves."""

from __future__ import annotations

from ..messages.text import Text
from .base import ZhixiaoError
from .passing import speaks_of_passing


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

    next_step = Text("next.refused")

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
        unsaid = Text("error.refused_sealed" if sealed else "error.refused_without_reason")
        message = Text("error.refused", ret_code=ret_code, sentence=gateway_message or unsaid)
        super().__init__(message, path=path, out_trade_no=out_trade_no)
        self.ret_code = ret_code
        self.gateway_message = gateway_message
        self._sealed = sealed
        if self.passing:
            self.next_step = Text("next.refused_for_now")
        elif sealed and ret_code != -3:
            self.next_step = Text("next.refused_sealed")
        elif self.proves_nothing:
            self.next_step = Text("next.refused_without_reason")

    @property
    def passing(self) -> bool:
        """Whether the sentence speaks of a passing fault, such as 系统繁忙, and so proves nothing.

        Assumed of the words of :mod:`zhixiao_async.errors.passing`. With -2, which is said of a
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
        return self.passing or not said or "\ufffd" in said

    @property
    def proves_nothing(self) -> bool:
        """Whether it may come from a gateway that did the work all the same.

        So may a passing one, and one that says neither by its code nor in words what is wrong.
        """
        unexplained = self.ret_code not in (-2, -3) and self.says_nothing
        return self.passing or (unexplained and not self._sealed)


class RequestFailed(GatewayError):
    """ret_code -1: the general refusal; its sentence says why."""

    next_step = Text("next.request_failed")


class ParameterRejected(GatewayError):
    """ret_code -2: the gateway's own check of a parameter failed."""

    next_step = Text("next.parameter_rejected")


class AccountFrozen(GatewayError):
    """ret_code -3: the merchant's account, or the user's, is frozen; talk to the vendor.

    Section 1.3 says that the account is, the document's history of changes that the user is.
    """

    next_step = Text("next.account_frozen")


def refusal_class(ret_code: int) -> type[GatewayError]:
    """Return the class of a refusal's code; GatewayError for one that the document doesn't list."""
    return _REFUSALS.get(ret_code, GatewayError)


_REFUSALS: dict[int, type[GatewayError]] = {
    -1: RequestFailed,
    -2: ParameterRejected,
    -3: AccountFrozen,
}
