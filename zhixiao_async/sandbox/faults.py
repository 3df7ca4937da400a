"""What can go wrong between a merchant and the gateway, to be ordered in advance."""

from __future__ import annotations

import random
from enum import Enum
from typing import TypedDict, Unpack

import attrs
from attrs import field
from attrs.validators import optional

from .._checks import text, whole
from .._numbers import is_number, is_whole
from ..config import number
from ..errors import InvalidRequest
from ..registry import ENDPOINTS, MIB
from .dialect import DOCUMENTED, Dialect


class Kind(Enum):
    """What happens to an exchange."""

    DELAY = "the work is done, and the reply held back"
    RESET_BEFORE = "the connection is reset before the work"
    RESET_AFTER = "the work is done, and the connection reset instead of a reply"
    HTTP_ERROR = "an HTTP error page, and nothing is done"
    HTTP_ERROR_AFTER = "the work is done, and answered with an HTTP error page"
    TRUNCATE = "the work is done, and the reply cut off in the middle"
    OVERSIZE = "the work is done, and the reply followed by megabytes of white space"
    WRONG_SIGN = "the work is done, and the reply signed by someone else"
    OTHER_ORDER = "the work is done, and the reply names another order"
    PASSING_REFUSAL = "refused for the moment, and nothing is done"
    PASSING_REFUSAL_AFTER = "the work is done, and refused for the moment all the same"


@attrs.frozen
class Fault:
    """A fault with its measure: seconds, an HTTP status, bytes or a ret_code, or 0.

    Attributes:
        kind: Which.
        amount: Its measure.
        sentence: What the gateway says, of a refusal.
    """

    kind: Kind
    amount: float = 0
    sentence: str = ""


class When(TypedDict, total=False):
    """Which requests it happens to; all, until :meth:`Faults.clear`, if nothing is said.

    Attributes:
        path: Only on this path.
        times: Only so many times; 0 is never.
        probability: Only so often, from 0 to 1, by the seeded random numbers.
    """

    path: str
    times: int
    probability: float


@attrs.define
class Ordered:
    """An entry of :attr:`Faults.ordered`."""

    what: Fault | Dialect
    path: str | None
    left: int | None
    probability: float


def _documented(instance: object, attribute: attrs.Attribute[str], path: str) -> None:
    if not isinstance(path, str) or path not in ENDPOINTS:
        rule = f"must be an endpoint's ({', '.join(ENDPOINTS)})"
        raise InvalidRequest(attribute.name, rule, given=path)


def _chance(instance: object, attribute: attrs.Attribute[float], value: float) -> None:
    if not is_number(value) or not 0 <= value <= 1:
        raise InvalidRequest(attribute.name, "must be a number from 0 to 1", given=value)


def _of_a_refusal(instance: object, attribute: attrs.Attribute[int], value: int) -> None:
    if not is_whole(value) or not -(10**9) <= value <= 10**9 or value == 0:
        rule = "must be a refusal's: a whole number that isn't 0"
        raise InvalidRequest(attribute.name, rule, given=value)


@attrs.frozen(kw_only=True)
class _When:
    """What a :class:`When` says, checked."""

    path: str | None = field(default=None, validator=optional(_documented))
    times: int | None = field(default=None, validator=optional(whole(minimum=0)))
    probability: float = field(default=1.0, validator=_chance)


@attrs.frozen(kw_only=True)
class _Measure:
    """A fault's measure, whichever it has, checked."""

    seconds: float = field(default=0, validator=number(0))
    status: int = field(default=503, validator=whole(minimum=200, maximum=599))
    size: int = field(default=0, validator=whole(minimum=0, unit="bytes"))
    ret_code: int = field(default=-1, validator=_of_a_refusal)
    sentence: str = field(default="系统繁忙，请稍后再试", validator=text())


_ALWAYS = (None, None, 1.0)


class Faults:
    """Faults and dialects, per path or for all, by count or by probability.

    ``gateway.faults.reset_after(path="/pay_api/order_refund", times=1)``

    Each method raises :class:`InvalidRequest` for a measure, a path, a count or a probability that
    makes no sense, and for an argument that it doesn't have.

    Args:
        seed: Of the random numbers behind ``probability``.
    """

    def __init__(self, seed: int = 0) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
        self._ordered: list[Ordered] = []

    @property
    def ordered(self) -> list[Ordered]:
        """What may still happen, in the order it was asked for."""
        return list(self._ordered)

    def delay(self, seconds: float, **when: Unpack[When]) -> None:
        """Do the work and hold the reply back for so many real seconds."""
        self._add(Fault(Kind.DELAY, _Measure(seconds=seconds).seconds), when)

    def reset_before(self, **when: Unpack[When]) -> None:
        """Reset the connection; nothing is done."""
        self._add(Fault(Kind.RESET_BEFORE), when)

    def reset_after(self, **when: Unpack[When]) -> None:
        """Do the work, then reset the connection: done, but the reply never came."""
        self._add(Fault(Kind.RESET_AFTER), when)

    def http_error(
        self, status: int = 503, *, after_work: bool = False, **when: Unpack[When]
    ) -> None:
        """Answer with an HTML error page (200 to 599), with or without having done the work."""
        kind = Kind.HTTP_ERROR_AFTER if after_work else Kind.HTTP_ERROR
        self._add(Fault(kind, _Measure(status=status).status), when)

    def truncate(self, **when: Unpack[When]) -> None:
        """Do the work and cut the reply off in the middle."""
        self._add(Fault(Kind.TRUNCATE), when)

    def oversize(self, size: int = 5 * MIB, **when: Unpack[When]) -> None:
        """Do the work and have so many bytes of white space follow the reply."""
        self._add(Fault(Kind.OVERSIZE, _Measure(size=size).size), when)

    def wrong_sign(self, **when: Unpack[When]) -> None:
        """Do the work and spoil the reply's sign."""
        self._add(Fault(Kind.WRONG_SIGN), when)

    def other_order(self, **when: Unpack[When]) -> None:
        """Do the work and answer, properly signed, about another order."""
        self._add(Fault(Kind.OTHER_ORDER), when)

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
        kind = Kind.PASSING_REFUSAL_AFTER if after_work else Kind.PASSING_REFUSAL
        measure = _Measure(ret_code=ret_code, sentence=sentence)
        self._add(Fault(kind, measure.ret_code, measure.sentence), when)

    def speak(self, dialect: Dialect, **when: Unpack[When]) -> None:
        """Write replies in a dialect; of several, the one asked for last counts.

        Notifications are written in one, too, if it isn't for one path or for a while.
        """
        if not isinstance(dialect, Dialect):
            raise InvalidRequest("dialect", "must be a Dialect", given=dialect)
        self._add(dialect, when)

    def spoken(self) -> Dialect:
        """How notifications are written: the last dialect that holds for everything."""
        always = [
            one.what
            for one in self._ordered
            if isinstance(one.what, Dialect) and (one.path, one.left, one.probability) == _ALWAYS
        ]
        return always[-1] if always else DOCUMENTED

    def remove(self, number: int) -> None:
        """Take back one of :attr:`ordered`, by its place there."""
        del self._ordered[number]

    def clear(self) -> None:
        """Everything in order again."""
        self._ordered.clear()

    def draw(self, path: str) -> tuple[dict[Kind, Fault], Dialect]:
        """What happens to the request that has just come, and the dialect of its reply."""
        faults: dict[Kind, Fault] = {}
        dialect = DOCUMENTED
        for one in self.ordered:
            # Two faults of a kind happen to two requests, not twice to one.
            repeated = isinstance(one.what, Fault) and one.what.kind in faults
            if repeated or one.path not in (None, path):
                continue
            if self._chance.random() >= one.probability:
                continue
            if one.left is not None:
                one.left -= 1
                if not one.left:
                    self._ordered.remove(one)
            if isinstance(one.what, Dialect):
                dialect = one.what
            else:
                faults[one.what.kind] = one.what
        return faults, dialect

    def _add(self, what: Fault | Dialect, when: When) -> None:
        # At run time the keywords may be any: a misspelt one would make the fault last for ever.
        for name in when.keys() - When.__annotations__.keys():
            taken = ", ".join(When.__annotations__)
            raise InvalidRequest(name, f"isn't known: a fault takes {taken}")
        asked = _When(**when)
        if asked.times != 0:
            self._ordered.append(Ordered(what, asked.path, asked.times, asked.probability))
