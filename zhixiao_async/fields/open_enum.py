"""Enums of documented codes that keep a code they don't know."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class OpenEnum(StrEnum):
    """An enum of documented codes that keeps a code it doesn't know.

    ``OrderStatus("9")`` is a value with ``value == "9"`` and ``known == False``; two of them
    with the same code are equal. Compare with ``==`` where unknown codes may meet. A code may be
    given as an int, too: ``PayType(1)``, whose type the document says is int.

    Attributes:
        label: The document's Chinese term for it.
    """

    label: str

    def __new__(cls, code: str | int, label: str = "") -> Self:
        """Make a member of its code and its term."""
        member = str.__new__(cls, code)
        member._value_ = str(code)
        member.label = label
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return cls(str(value))
        if not isinstance(value, str) or not value:
            return None
        member = str.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        member.label = f"未知代码 {value}"
        return member

    def __eq__(self, other: object) -> bool:
        # The same code means one thing in one section and another in the next.
        if isinstance(other, OpenEnum) and type(other) is not type(self):
            return False
        return str.__eq__(self, other)

    __ne__ = object.__ne__
    __hash__ = str.__hash__  # equal to the same text, so found under it

    @property
    def known(self) -> bool:
        """Whether the document lists this code."""
        return self._value_ in type(self)._value2member_map_

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[str]]:
        return (type(self), (self._value_,))
