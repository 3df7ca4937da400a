"""The root of all errors: a message, a next step, and whose order it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from ..messages.catalogue import Language
from ..messages.text import TEXTS, in_language

ErrorT = TypeVar("ErrorT", bound="ZhixiaoError")

NUMBERS = ("out_trade_no", "order_id", "out_refund_no")
"""The attributes by which an error names the order and the refund."""


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
    """Advice where the message itself has none; part of the text."""

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
        return self.localized("en")

    def localized(self, language: Language) -> str:
        """Return the text in a language: what happened, what to do, and the numbers.

        Where the money may have moved, the text says what is known about it. Chinese texts give
        times in Beijing time.

        Args:
            language: ``"en"``, which is ``str(error)``, or ``"zh"``. What the library didn't write
                itself stays as it is in both: the gateway's sentence, a reason of the operating
                system's, the rule of an :class:`InvalidRequest` of your own.
        """
        text = in_language(self.message, language)
        if self.next_step:
            step = in_language(self.next_step, language)
            text = TEXTS.text("error.and_next", language, message=text, next_step=step)
        place = [self.path] if self.path else []
        place += [
            # A line break in one that was refused would pass for another line of a log.
            TEXTS.text(
                f"error.{name}",
                language,
                number=number if str(number).isprintable() else ascii(number),
            )
            for name in NUMBERS
            if (number := getattr(self, name))
        ]
        if not place:
            return text
        shown = TEXTS.text("error.separator", language).join(place)
        return TEXTS.text("error.about", language, text=text, place=shown)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (type(self), self.args, self.__dict__.copy()))


def attach_ids(error: ErrorT, asked: object) -> ErrorT:
    """Have an error name the order and the refund by the numbers that were given them.

    Args:
        error: Any.
        asked: A request, or the parameters of ``raw()``, where a number may be an int.
    """
    for name, number in numbers_of(asked).items():
        setattr(error, name, number)
    return error


def numbers_of(asked: object) -> dict[str, str]:
    """Return the numbers of the order and the refund by their names in :data:`NUMBERS`.

    Args:
        asked: As for :func:`attach_ids`.
    """
    numbers = {}
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
            numbers[name] = number
    return numbers


def _restore(
    cls: type[ZhixiaoError], args: tuple[Any, ...], attributes: dict[str, Any]
) -> ZhixiaoError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error
