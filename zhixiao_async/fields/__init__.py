"""The types that a value on the wire becomes: fen, Beijing times, open enums, order numbers.

The readers take the values that JSON gives and raise :class:`Unreadable`;
:mod:`zhixiao_async.protocol.reading` calls them.
"""

from .json_values import FormData, JsonValue, NumberText, Unreadable, read_int, read_text
from .money import fen, yuan
from .open_enum import OpenEnum
from .order_numbers import IDENTIFYING, NumericId, bare, may_be_one, spellings
from .printable import printable
from .ranges import Moment, begin_of, end_of
from .times import BEIJING, beijing, read_time, write_time

__all__ = [
    "BEIJING",
    "IDENTIFYING",
    "FormData",
    "JsonValue",
    "Moment",
    "NumberText",
    "NumericId",
    "OpenEnum",
    "Unreadable",
    "bare",
    "begin_of",
    "beijing",
    "end_of",
    "fen",
    "may_be_one",
    "printable",
    "read_int",
    "read_text",
    "read_time",
    "spellings",
    "write_time",
    "yuan",
]
