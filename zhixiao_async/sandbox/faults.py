"""Faults between a merchant and the gateway, to be injected in advance."""

from __future__ import annotations

import random
from typing import Unpack

from ..checks import instance_of
from ..registry import MIB
from .injections import (
    RET_CODE,
    SECONDS,
    SENTENCE,
    SIZE,
    STATUS,
    Fault,
    FaultKind,
    Injected,
    When,
    injected,
)
from .server.dialect import DOCUMENTED, Dialect


class Faults:
    """Faults and dialects, per path or for all, by count or by probability.

    ``gateway.faults.reset_after(path="/pay_api/order_refund", times=1)``

    Each method raises :class:`InvalidRequest` for a measure, a path, a count or a probability that
    makes no sense, and for an argument that it doesn't have. A fault lasts for its ``times``, or
    until :meth:`clear`.

    Args:
        seed: Of the random numbers behind ``probability``.
    """

    def __init__(self, seed: int = 0) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
        self._injected: list[Injected] = []

    @property
    def active(self) -> list[Injected]:
        """The faults and dialects still active, in the order they were injected."""
        return list(self._injected)

    def delay(self, seconds: float, **when: Unpack[When]) -> None:
        """Do the work and hold the reply back for so many real seconds."""
        self._add(Fault(FaultKind.DELAY, SECONDS.require("seconds", seconds)), when)

    def reset_before(self, **when: Unpack[When]) -> None:
        """Reset the connection; nothing is done."""
        self._add(Fault(FaultKind.RESET_BEFORE), when)

    def reset_after(self, **when: Unpack[When]) -> None:
        """Do the work, then reset the connection: done, but the reply never came."""
        self._add(Fault(FaultKind.RESET_AFTER), when)

    def http_error(
        self, status: int = 503, *, after_work: bool = False, **when: Unpack[When]
    ) -> None:
        """Answer with an HTML error page (200 to 599), with or without having done the work."""
        kind = FaultKind.HTTP_ERROR_AFTER if after_work else FaultKind.HTTP_ERROR
        self._add(Fault(kind, STATUS.require("status", status)), when)

    def truncate(self, **when: Unpack[When]) -> None:
        """Do the work and cut the reply off in the middle."""
        self._add(Fault(FaultKind.TRUNCATE), when)

    def oversize(self, size: int = 5 * MIB, **when: Unpack[When]) -> None:
        """Do the work and have so many bytes of white space follow the reply."""
        self._add(Fault(FaultKind.OVERSIZE, SIZE.require("size", size)), when)

    def wrong_sign(self, **when: Unpack[When]) -> None:
        """Do the work and spoil the reply's sign."""
        self._add(Fault(FaultKind.WRONG_SIGN), when)

    def other_order(self, **when: Unpack[When]) -> None:
        """Do the work and answer, properly signed, about another order."""
        self._add(Fault(FaultKind.OTHER_ORDER), when)

    def passing_refusal(
        self,
        sentence: str = "系统繁忙，请稍后再试",
        *,
        ret_code: int = -1,
        after_work: bool = False,
        **when: Unpack[When],
    ) -> None:
        """Refuse, properly signed, in words of the moment, with or without having done the work.

        A request that isn't genuine is refused as it always is.
        """
        kind = FaultKind.PASSING_REFUSAL_AFTER if after_work else FaultKind.PASSING_REFUSAL
        amount = RET_CODE.require("ret_code", ret_code)
        self._add(Fault(kind, amount, SENTENCE.require("sentence", sentence)), when)

    def speak(self, dialect: Dialect, **when: Unpack[When]) -> None:
        """Write replies in a dialect; of several, the last counts.

        Notifications are written in it as well, if it holds for every path and without limit.
        """
        self._add(instance_of(Dialect).require("dialect", dialect), when)

    def spoken(self) -> Dialect:
        """Return the dialect of notifications: the last one that holds for everything."""
        for entry in reversed(self._injected):
            if isinstance(entry.effect, Dialect) and entry.happens_always:
                return entry.effect
        return DOCUMENTED

    def remove(self, number: int) -> None:
        """Remove a fault or a dialect, by its index in :attr:`active`."""
        del self._injected[number]

    def clear(self) -> None:
        """Remove every fault and every dialect."""
        self._injected.clear()

    def draw(self, path: str) -> tuple[dict[FaultKind, Fault], Dialect]:
        """Draw the faults of the request that has just come, and the dialect of its reply."""
        faults: dict[FaultKind, Fault] = {}
        dialect = DOCUMENTED
        for entry in self.active:
            # Two faults of a kind happen to two requests, not twice to one.
            repeated = isinstance(entry.effect, Fault) and entry.effect.kind in faults
            if repeated or entry.path not in (None, path):
                continue
            if self._chance.random() >= entry.probability:
                continue
            if entry.left is not None:
                entry.left -= 1
                if not entry.left:
                    self._injected.remove(entry)
            if isinstance(entry.effect, Dialect):
                dialect = entry.effect
            else:
                faults[entry.effect.kind] = entry.effect
        return faults, dialect

    def _add(self, effect: Fault | Dialect, when: When) -> None:
        entry = injected(effect, when)
        if entry.left != 0:
            self._injected.append(entry)
